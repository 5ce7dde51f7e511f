import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { InputError } from './errors';

/** Seals secrets for the store. A secret of one owner does not open for another. */
export interface Vault {
	/** @param owner the owner of the secret, such as `customer:<uuid>` or `server:<uuid>`. */
	seal(owner: string, plain: string): string;
	/** @throws InputError when the key is missing, the owner is another, or somebody changed the text. */
	open(owner: string, sealed: string): string;
	/** Returns true when the text is sealed under an older key than the current one. */
	needsReseal(sealed: string): boolean;
}

export interface VaultKey {
	/** A whole number from 1. Each key keeps its own number for ever. */
	readonly version: number;
	/** 32 random bytes. */
	readonly key: Buffer;
}

/** AES-256-GCM takes an initialisation vector of 96 bits (NIST SP 800-38D §8.2). */
const ivBytes = 12;
const tagBytes = 16;
const sealedForm = /^msp1\.(\d{1,9})\.([\w-]+)\.([\w-]+)\.([\w-]*)$/;

/**
 * AES-256-GCM under a subkey of each owner (HKDF-SHA256, RFC 5869). The text form is `msp1.<key
 * version>.<iv>.<tag>.<ciphertext>`, in base64url. The current key seals; the previous ones only open.
 *
 * @throws InputError for a key that is not 32 bytes, or a version that two keys share.
 */
export function openVault({
	current,
	previous = [],
}: {
	readonly current: VaultKey;
	readonly previous?: readonly VaultKey[];
}): Vault {
	const keys = new Map<number, Buffer>();
	for (const { version, key } of [current, ...previous])
		keys.set(checkedVersion(version, keys), checkedKey(key, version));

	return {
		seal(owner, plain) {
			const iv = randomBytes(ivBytes);
			const cipher = createCipheriv('aes-256-gcm', subkey(current.key, owner), iv, { authTagLength: tagBytes });
			cipher.setAAD(bound(current.version, owner));
			const ciphertext = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
			const parts = [iv, cipher.getAuthTag(), ciphertext].map((part) => part.toString('base64url'));
			return ['msp1', current.version, ...parts].join('.');
		},

		open(owner, sealed) {
			const { version, iv, tag, ciphertext } = parse(sealed);
			const key = keys.get(version);
			if (!key) {
				throw new InputError(
					'encryptionKeyVersion',
					`has no key of version ${version}, under which this secret is sealed`,
					'Add that key to the previous encryption keys of the MSP Database credential.',
				);
			}
			try {
				const decipher = createDecipheriv('aes-256-gcm', subkey(key, owner), iv, { authTagLength: tagBytes });
				decipher.setAAD(bound(version, owner));
				decipher.setAuthTag(tag);
				return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
			} catch {
				throw new InputError(
					'encryptionKey',
					`does not open this secret of ${owner}`,
					'Check the encryption keys of the MSP Database credential; or the secret was changed, and must be set again.',
				);
			}
		},

		needsReseal: (sealed) => parse(sealed).version !== current.version,
	};
}

function checkedVersion(version: number, taken: ReadonlyMap<number, unknown>): number {
	if (Number.isSafeInteger(version) && version > 0 && version < 1e9 && !taken.has(version)) return version;
	throw new InputError('encryptionKeyVersion', `is not a version of its own: ${version}`, 'Number the keys 1, 2, 3, …');
}

function checkedKey(key: Buffer, version: number): Buffer {
	if (key.length === 32) return key;
	throw new InputError(
		'encryptionKey',
		`of version ${version} has ${key.length} bytes instead of 32`,
		'Make one with `openssl rand -base64 32`.',
	);
}

function subkey(key: Buffer, owner: string): Buffer {
	return Buffer.from(hkdfSync('sha256', key, '', `n8n-nodes-msp vault ${owner}`, 32));
}

/** The data that the tag also covers, so that nobody can move a text to another owner or key. */
function bound(version: number, owner: string): Buffer {
	return Buffer.from(`msp1.${version}.${owner}`);
}

function parse(sealed: string): { version: number; iv: Buffer; tag: Buffer; ciphertext: Buffer } {
	const [, version, iv, tag, ciphertext] = sealedForm.exec(sealed) ?? [];
	if (version === undefined || iv === undefined || tag === undefined || ciphertext === undefined) {
		throw new InputError('sealed', 'is not a sealed secret', 'Set the secret again.');
	}
	const bytes = (part: string) => Buffer.from(part, 'base64url');
	return { version: Number(version), iv: bytes(iv), tag: bytes(tag), ciphertext: bytes(ciphertext) };
}
