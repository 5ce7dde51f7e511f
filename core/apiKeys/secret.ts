import { createHash, randomBytes } from 'node:crypto';
import { redact } from '../kernel/redaction';

/** A new key: `msp_`, eight characters that tell it from others, and 256 random bits. */
export interface NewSecret {
	/** The key as the caller sends it. It is shown once, and kept nowhere. */
	readonly secret: string;
	/** The part of it that may be shown. It opens nothing. */
	readonly prefix: string;
}

export function newSecret(): NewSecret {
	const prefix = `msp_${randomBytes(4).toString('hex')}`;
	return { prefix, secret: `${prefix}_${randomBytes(32).toString('base64url')}` };
}

/** The beginning of a key that may be shown. */
export function prefixOf(secret: string): string | undefined {
	return /^(msp_[0-9a-f]{8})_[\w-]{43}$/.exec(secret)?.[1];
}

/**
 * What the store keeps of a key, and by which it is found. One round of SHA-256 is enough: nobody can try 2^256 keys, and
 * a slow hash would only let strangers spend the server's time. A search by the hash tells nothing by the time it takes:
 * a caller cannot choose what the hash of a guess begins with.
 */
export function hashOf(secret: string): string {
	return createHash('sha256').update(secret).digest('hex');
}

/**
 * The same data without the key of the call, wherever it stands and in whatever form, and without anything else that looks
 * like a key. What a workflow is given is kept with its execution.
 */
export function withoutApiKeys<Data extends object>(data: Data, secret: string): Data {
	const clean = redact(JSON.stringify(data), [secret]).replace(/msp_[0-9a-f]{8}_[\w-]{20,}/g, '[redacted]');
	return JSON.parse(clean) as Data;
}
