import type { KeyRefusal } from '../../core/apiKeys';
import { refusal, type Refused } from '../shared/problem';

const askForKey = 'Ask the operator for a new one.';
const words = {
	unknown_key: { detail: 'No key is like the one of the call.', remedy: 'Send the whole key, as it was shown once.' },
	expired_key: { detail: 'The time of the key is over.', remedy: askForKey },
	revoked_key: { detail: 'The operator has ended the key.', remedy: askForKey },
} as const;

export const noKey = (): Refused =>
	refusal('missing_key', {
		detail: 'The call has no key, or two that differ.',
		remedy: 'Send the key in the header X-API-Key, or in Authorization as a bearer token.',
	});

/** What a caller gets whose key does not open the route. */
export function keyRefused(refused: KeyRefusal, needed: string): Refused {
	if (refused.code === 'missing_scope') {
		const detail = `The address needs the scope ${needed}, and the key has ${refused.scopes.join(', ')}.`;
		return refusal('missing_scope', { detail, remedy: 'Ask the operator for a key with this scope.' });
	}
	if (refused.code === 'too_many_calls') {
		const { perMinute, retryAfterSeconds } = refused;
		const detail = `The key may make ${perMinute} calls in a minute.`;
		const remedy = `Make the call again in ${retryAfterSeconds} seconds.`;
		return refusal('too_many_calls', { detail, remedy }, { 'retry-after': String(retryAfterSeconds) });
	}
	return refusal(refused.code, words[refused.code]);
}
