import { request, type HttpConditions, type HttpRequest, type HttpResponse } from '../kernel/http';
import { accessToken, forgetAccessToken } from './accessToken';
import { jsonOf } from '../kernel/answers';
import { asPayPalError } from './apiError';
import { environmentOf, type PayPalAccount } from './environment';

export interface PayPalCall {
	readonly method: HttpRequest['method'];
	/** Begins with a slash. */
	readonly path: string;
	/** JSON text. */
	readonly body?: string;
	readonly repeat: HttpRequest['repeat'];
	/** The retry policy. The default is the usual one. */
	readonly conditions?: HttpConditions;
}

/**
 * Calls PayPal's API for the account; once more with a new token when PayPal refuses the kept one.
 *
 * @throws ExternalError in PayPal's words for every answer that is not 2xx.
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

async function send(
	account: PayPalAccount,
	{ path, conditions, ...call }: PayPalCall,
	now: Date,
): Promise<HttpResponse> {
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
