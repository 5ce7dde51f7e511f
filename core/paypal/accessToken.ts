import { createHash } from 'node:crypto';
import { z } from 'zod';
import { request } from '../kernel/http';
import { asPayPalError } from './apiError';
import { environmentOf, type PayPalAccount } from './environment';

const answer = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

interface Token {
	readonly text: Promise<string>;
	until: number;
}
const tokens = new Map<string, Token>();

/** A token that is about to expire may have expired when it arrives. */
const marginMs = 60_000;

/**
 * An access token of the account, kept until it expires. Callers that ask at once wait for the same one.
 *
 * @throws ExternalError `auth` when PayPal refuses the log-in.
 */
export async function accessToken(account: PayPalAccount, now: Date): Promise<string> {
	const key = keyOf(account);
	const known = tokens.get(key);
	if (known && known.until > now.getTime()) return await known.text;

	const token: Token = {
		text: fetchToken(account).then(({ access_token, expires_in }) => {
			token.until = now.getTime() + expires_in * 1000 - marginMs;
			return access_token;
		}),
		until: Number.POSITIVE_INFINITY,
	};
	tokens.set(key, token);
	try {
		return await token.text;
	} catch (error) {
		tokens.delete(key);
		throw error;
	}
}

/** Forgets the account's token, because PayPal refused it. */
export function forgetAccessToken(account: PayPalAccount): void {
	tokens.delete(keyOf(account));
}

function keyOf(account: PayPalAccount): string {
	return createHash('sha256').update(JSON.stringify(account)).digest('hex');
}

async function fetchToken(account: PayPalAccount): Promise<z.output<typeof answer>> {
	const { apiUrl, certificateAuthority } = environmentOf(account);
	const login = Buffer.from(`${account.clientId}:${account.clientSecret}`).toString('base64');
	const response = await request({
		method: 'POST',
		url: `${apiUrl}/v1/oauth2/token`,
		headers: { authorization: `Basic ${login}`, 'content-type': 'application/x-www-form-urlencoded' },
		body: 'grant_type=client_credentials',
		// One more token does no harm.
		repeat: 'safe',
		timeoutMs: 10_000,
		certificateAuthority,
		secrets: [account.clientSecret, login],
	});
	if (response.status !== 200) throw asPayPalError(response);
	return answer.parse(JSON.parse(response.text));
}
