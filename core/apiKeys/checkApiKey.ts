import type { BackOffice } from '../db';
import { countCall, findApiKeyByHash, type ApiKey } from './apiKeys';
import { hashOf } from './secret';

/** Why a call may not pass. */
export type KeyRefusal =
	| { readonly code: 'unknown_key' | 'expired_key' | 'revoked_key' }
	| { readonly code: 'missing_scope'; readonly scopes: readonly string[] }
	| { readonly code: 'too_many_calls'; readonly perMinute: number; readonly retryAfterSeconds: number };

/**
 * Checks the key of a call and counts the call, over all workers. A call that is refused changes nothing.
 *
 * @param needed the scope that the route asks for.
 * @throws ExternalError when the store cannot be asked.
 */
export async function checkApiKey(
	{ store }: Pick<BackOffice, 'store'>,
	secret: string,
	needed: string,
): Promise<{ readonly apiKey: ApiKey } | { readonly refusal: KeyRefusal }> {
	return await store.asStaff(async (transaction) => {
		const apiKey = await findApiKeyByHash(transaction, hashOf(secret));
		if (!apiKey) return { refusal: { code: 'unknown_key' } };
		if (apiKey.status !== 'active') return { refusal: { code: `${apiKey.status}_key` } };
		if (!apiKey.scopes.includes(needed)) return { refusal: { code: 'missing_scope', scopes: apiKey.scopes } };
		const retryAfterSeconds = await countCall(transaction, apiKey.keyId);
		if (retryAfterSeconds === undefined) return { apiKey };
		return { refusal: { code: 'too_many_calls', perMinute: apiKey.perMinute, retryAfterSeconds } };
	});
}
