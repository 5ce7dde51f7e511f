import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { InputError } from '../kernel/errors';

/** A key that a host may have, or may not have any more. */
export interface PinnedKey {
	/** `SHA256:…` without `=` at the end, as `ssh-keygen -lf` writes it. */
	readonly fingerprint: string;
	/** Such as `ssh-ed25519`; absent when only the fingerprint is known. */
	readonly type?: string;
	readonly revoked: boolean;
}

export interface PinnedKeys {
	readonly keys: readonly PinnedKey[];
	/** Lines for other hosts. */
	readonly others: number;
	/** Lines `@cert-authority` for this host: ssh2 knows no certificates. */
	readonly authorities: number;
}

/** The fingerprint of a host's key in the form of the wire, as OpenSSH writes it. */
export function fingerprintOf(key: Buffer): string {
	return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** The type that a key in the form of the wire says of itself (RFC 4253, 6.6). */
export function keyTypeOf(key: Buffer): string {
	const length = key.length >= 4 ? key.readUInt32BE(0) : 0;
	return length > 0 && length <= 64 && key.length >= 4 + length ? key.toString('latin1', 4, 4 + length) : 'unknown';
}

/**
 * Reads the keys by which a host is known: fingerprints, lines of a `known_hosts` file (sshd(8), SSH_KNOWN_HOSTS FILE
 * FORMAT), and lines of a public key file.
 *
 * @param address the host as a `known_hosts` file names it: see `knownHostName`.
 * @throws InputError for a line that is none of them.
 */
export function readHostKeys(texts: readonly string[], address: string): PinnedKeys {
	const lines = texts.flatMap((text) => text.split(/[\r\n]+/)).map((text) => text.trim());
	const read = lines.filter((text) => text !== '' && !text.startsWith('#')).map((text) => readLine(text, address));
	return {
		keys: read.flatMap((one) => (one === 'other' || one === 'authority' ? [] : one)),
		others: read.filter((one) => one === 'other').length,
		authorities: read.filter((one) => one === 'authority').length,
	};
}

/** How a `known_hosts` file names a host: with its port in brackets, unless that is 22. */
export function knownHostName(host: string, port: number): string {
	return port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;
}

const fingerprintForm = /^SHA256:([A-Za-z0-9+/]{43})=?$/;
const blobForm = /^AAAA[A-Za-z0-9+/]+={0,2}$/;

function readLine(text: string, address: string): PinnedKey[] | 'other' | 'authority' {
	// `ssh-keygen -lf` writes `256 SHA256:… comment (ED25519)`.
	const words = text.split(/\s+/);
	const at = words.slice(0, 2).findIndex((word) => fingerprintForm.test(word));
	const before = at === 1 ? (words[0] ?? '') : '';
	// Before it stands nothing but the size of the key, or that it is revoked.
	if (at >= 0 && /^(\d*|@revoked)$/.test(before)) {
		return [{ fingerprint: (words[at] ?? '').replace(/=$/, ''), revoked: before === '@revoked' }];
	}
	if (/^(MD5:)?([0-9a-f]{2}:){15}[0-9a-f]{2}$/i.test(text)) {
		throw wrong('has a fingerprint of MD5', 'Write the one of SHA-256: `ssh-keygen -lf` prints it.');
	}
	if (/^SHA256:/i.test(text)) {
		throw wrong('has a fingerprint that is not whole', 'Copy it again: SHA256: and 43 characters.');
	}
	const marker = words[0]?.startsWith('@') === true ? words.shift() : undefined;
	if (blobForm.test(words[1] ?? '') && marker === undefined) return [keyOf(words[0], words[1], false)];
	const [hosts = '', type, blob] = words;
	if (!blobForm.test(blob ?? '') || (marker !== undefined && marker !== '@revoked' && marker !== '@cert-authority')) {
		throw wrong(
			`has a line that is no key: ${JSON.stringify(text.slice(0, 40))}`,
			'Write a fingerprint (SHA256:…), or a line of a known_hosts file.',
		);
	}
	if (!isFor(hosts, address)) return 'other';
	return marker === '@cert-authority' ? 'authority' : [keyOf(type, blob, marker === '@revoked')];
}

const wrong = (complaint: string, remedy: string) => new InputError('hostKeys', complaint, remedy);

function keyOf(type = '', blob = '', revoked = false): PinnedKey {
	const key = Buffer.from(blob, 'base64');
	if (keyTypeOf(key) !== type) {
		throw wrong(`has a key that is not of the type ${JSON.stringify(type.slice(0, 40))}`, 'Copy the line again.');
	}
	return { fingerprint: fingerprintOf(key), type, revoked };
}

function isFor(hosts: string, address: string): boolean {
	if (hosts.startsWith('|')) return isHashOf(hosts, address);
	const patterns = hosts.toLowerCase().split(',');
	const matches = (pattern: string) => asExpression(pattern).test(address);
	if (patterns.some((pattern) => pattern.startsWith('!') && matches(pattern.slice(1)))) return false;
	return patterns.some((pattern) => !pattern.startsWith('!') && matches(pattern));
}

/** `|1|salt|hash`: HMAC-SHA1 of the name, keyed with the salt. */
function isHashOf(hashed: string, address: string): boolean {
	const [, version, salt = '', hash = ''] = hashed.split('|');
	const expected = Buffer.from(hash, 'base64');
	const actual = createHmac('sha1', Buffer.from(salt, 'base64')).update(address).digest();
	return version === '1' && expected.length === actual.length && timingSafeEqual(expected, actual);
}

const asExpression = (pattern: string) =>
	new RegExp(
		`^${pattern
			.replaceAll(/[\\^$.+()[\]{}|]/g, '\\$&')
			.replaceAll('*', '.*')
			.replaceAll('?', '.')}$`,
	);
