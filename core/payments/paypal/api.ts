import { z } from 'zod';
import { OutsideError, type ErrorClass } from '../../kernel/errors';
import { request, type HttpConditions, type HttpRequest, type HttpResponse } from '../../kernel/http';
import { accessToken, forgetAccessToken } from './accessToken';
import { environmentOf, type PayPalAccount } from './environment';

export interface PayPalCall {
	readonly method: HttpRequest['method'];
	/** From the slash. */
	readonly path: string;
	/** JSON text. */
	readonly body?: string;
	readonly repeat: HttpRequest['repeat'];
	/** How patiently; as everywhere where it is not given. */
	readonly conditions?: HttpConditions;
}

/**
 * Calls PayPal's API in the name of the account; once more with a new token where PayPal does not take the kept one.
 *
 * @throws OutsideError in PayPal's words for every answer that is not 2xx.
 */
export async function callPayPal(account: PayPalAccount, call: PayPalCall, now: Date): Promise<unknown> {
	let response = await send(account, call, now);
	if (response.status === 401) {
		forgetAccessToken(account);
		response = await send(account, call, now);
	}
	if (response.status < 200 || response.status > 299) throw asPayPalError(response);
	return response.text === '' ? undefined : jsonOf(response.text);
}

async function send(account: PayPalAccount, { path, conditions, ...call }: PayPalCall, now: Date): Promise<HttpResponse> {
	const { apiUrl, certificateAuthority } = environmentOf(account);
	const token = await accessToken(account, now);
	return await request(
		{
			...call,
			url: apiUrl + path,
			headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
			timeoutMs: 10_000,
			certificateAuthority,
			secrets: [token, account.clientSecret],
		},
		conditions,
	);
}

/** `{name, message, details}` from the API, `{error, error_description}` from its log-in. */
const failure = z.object({
	name: z.string().optional().catch(undefined),
	message: z.string().optional().catch(undefined),
	error_description: z.string().optional().catch(undefined),
	details: z
		.array(z.object({ issue: z.string(), description: z.string().optional().catch(undefined) }))
		.optional()
		.catch(undefined),
});

/** Says in PayPal's words why it refused. */
export function asPayPalError({ status, text }: HttpResponse): OutsideError {
	const { name, message, error_description, details = [] } = failure.safeParse(jsonOf(text)).data ?? {};
	const words = [name, message ?? error_description, ...details.map((detail) => detail.description ?? detail.issue)];
	const said = words.filter((word) => word !== undefined).join(': ') || `PayPal answers ${status}`;
	const [errorClass, remedy] = classOf(status, name, details);
	return new OutsideError(errorClass, said, remedy);
}

function classOf(status: number, name = '', details: ReadonlyArray<{ issue: string }>): [ErrorClass, string] {
	const issues = [name, ...details.map(({ issue }) => issue)].join(' ');
	if (/ALREADY_EXISTS/.test(issues)) return ['exists', 'Remove the other webhook at PayPal, or use it.'];
	if (status === 401) return ['auth', 'Check the client ID, the secret and the environment in the PayPal credential.'];
	if (status === 403) return ['permission', 'Give the PayPal app the right to manage webhooks.'];
	if (status === 404) return ['not_found', 'Check the webhook ID, and that it belongs to this PayPal app.'];
	if (status === 429) return ['busy', 'Try again later: PayPal limits the number of requests.'];
	if (status >= 500) return ['unknown', 'Try again later: PayPal has difficulties.'];
	return ['invalid', 'Correct what PayPal names.'];
}

function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
