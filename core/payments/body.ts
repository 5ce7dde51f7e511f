import { redactKeys } from '../kernel/redaction';

/** Far more than any event of a provider has. */
export const maxBodyBytes = 2 ** 20;

/** What PostgreSQL's jsonb refuses: the NUL character and half of a surrogate pair. */
const unstorable = /\\u0000|\\u[dD][89a-fA-F]/;

/**
 * The JSON object of a verified body, fit to be stored and shown: without client secrets, and with a replacement
 * character for what jsonb cannot hold. Undefined when the body is not a JSON object.
 */
export function objectOf(body: Buffer): Record<string, unknown> | undefined {
	const text = body.toString('utf8');
	try {
		const value: unknown = JSON.parse(text);
		const redacted = redactKeys(unstorable.test(text) ? storable(value) : value);
		return isObject(redacted) ? redacted : undefined;
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
