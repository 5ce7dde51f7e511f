import { redactKeys } from '../kernel/redaction';

/** No event of a provider comes near it. */
export const maxBodyBytes = 2 ** 20;

/** What PostgreSQL's jsonb refuses: the NUL character and half of a surrogate pair. */
const unstorable = /\\u0000|\\u[dD][89a-fA-F]/;

/**
 * The JSON object that a verified body holds, as it can be stored and shown: without client secrets, and with a
 * replacement character for what jsonb cannot hold. Undefined where the body is no JSON object.
 */
export function objectOf(body: Buffer): Record<string, unknown> | undefined {
	const text = body.toString('utf8');
	try {
		const value: unknown = JSON.parse(text);
		const shown = redactKeys(unstorable.test(text) ? storable(value) : value);
		return isObject(shown) ? shown : undefined;
	} catch {
		// Not JSON, or nested deeper than the stack.
		return undefined;
	}
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function storable(value: unknown): unknown {
	if (typeof value === 'string') return Buffer.from(value).toString('utf8').replaceAll('\0', '\uFFFD');
	if (Array.isArray(value)) return value.map(storable);
	if (!isObject(value)) return value;
	return Object.fromEntries(Object.entries(value).map(([name, held]) => [storable(name), storable(held)]));
}
