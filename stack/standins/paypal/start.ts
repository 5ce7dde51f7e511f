import { randomBytes } from 'node:crypto';
import { formOf, jsonOf, startStandin, type Standin, type StandinAnswer, type StandinRequest } from '../shared';
import { makeSigning, type Signing } from './authority';
import { isOwn } from './deliveries';
import { certificatePath, type PayPalState } from './state';
import { searchTransactions, showCapture } from './transactions';
import { refusal, webhooksAnswer } from './webhooks';

export interface PayPalOptions {
	readonly port: number;
	readonly clientId: string;
	readonly clientSecret: string;
	readonly stateFile?: string;
	/** The default comes from the state file. If that has none, the stand-in makes a new one. */
	readonly signing?: Signing;
}

/** Plays PayPal on this machine: the log-in, webhooks, the certificate, and the check of a delivery. */
export async function startPayPal(options: PayPalOptions): Promise<Standin<PayPalState>> {
	const signing = options.signing ?? (await makeSigning());
	return await startStandin<PayPalState>({
		name: 'PayPal',
		port: options.port,
		stateFile: options.stateFile,
		initial: () => ({ signing, webhooks: [], tokens: [] }),
		handle: (request, state) => answer(request, state, options),
	});
}

function answer(request: StandinRequest, state: PayPalState, options: PayPalOptions): StandinAnswer {
	const { method, path, headers, body } = request;
	if (method === 'GET' && path === certificatePath) {
		return { headers: { 'content-type': 'application/x-pem-file' }, body: state.signing.chain };
	}
	if (path.startsWith('/v1/notifications/certs/'))
		return refusal(404, 'RESOURCE_NOT_FOUND', 'There is no such certificate');
	if (method === 'POST' && path === '/v1/oauth2/token') return logIn(request, state, options);

	const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
	if (!state.tokens.includes(token)) {
		return { status: 401, body: { error: 'invalid_token', error_description: 'Token signature verification failed' } };
	}
	if (method === 'POST' && path === '/v1/notifications/verify-webhook-signature') {
		if (jsonOf(request) === undefined) return refusal(400, 'MALFORMED_REQUEST', 'The request JSON is not well formed');
		return { body: { verification_status: isOwn(body, state.signing) ? 'SUCCESS' : 'FAILURE' } };
	}
	if (method === 'GET' && path === '/v1/reporting/transactions') return searchTransactions(request.query, state);
	const capture = /^\/v2\/payments\/captures\/(\w+)$/.exec(path)?.[1];
	if (method === 'GET' && capture !== undefined) return showCapture(capture, state);
	const [, webhooks, id] = /^\/v1\/notifications\/(webhooks)(?:\/(\w+))?$/.exec(path) ?? [];
	const found = webhooks ? webhooksAnswer(method, id, jsonOf(request), state) : undefined;
	return found ?? refusal(404, 'RESOURCE_NOT_FOUND', 'The specified resource does not exist');
}

function logIn(request: StandinRequest, state: PayPalState, { clientId, clientSecret }: PayPalOptions): StandinAnswer {
	const expected = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
	if (request.headers.authorization !== expected) {
		return { status: 401, body: { error: 'invalid_client', error_description: 'Client Authentication failed' } };
	}
	if (formOf(request).get('grant_type') !== 'client_credentials') {
		return { status: 400, body: { error: 'unsupported_grant_type', error_description: 'Grant Type is NULL' } };
	}
	const token = `A21AA${randomBytes(24).toString('base64url')}`;
	// Each token stays valid. The stand-in forgets the oldest.
	state.tokens = [...state.tokens.slice(-19), token];
	return { body: { access_token: token, token_type: 'Bearer', expires_in: 32_400, app_id: 'APP-80W284485P519543T' } };
}
