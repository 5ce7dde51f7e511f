import { createCipheriv, createHash, createHmac, generateKeyPairSync } from 'node:crypto';
import { z } from 'zod';

const jwk = z.object({ n: z.string(), e: z.string(), d: z.string(), p: z.string(), q: z.string(), qi: z.string() });

const field = (bytes: Buffer) => {
	const length = Buffer.alloc(4);
	length.writeUInt32BE(bytes.length);
	return Buffer.concat([length, bytes]);
};
const integer = (text: string) => {
	const bytes = Buffer.from(text, 'base64url');
	return field((bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes);
};
const sha1 = (...parts: readonly Buffer[]) => createHash('sha1').update(Buffer.concat(parts)).digest();
const lines = (bytes: Buffer) => bytes.toString('base64').match(/.{1,64}/g) ?? [];

/** An RSA key as PuTTYgen wrote them before 0.75 (PuTTY's manual, C.3, version 2). */
export function puttyKey(passphrase = ''): string {
	const key = jwk.parse(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }));
	const publicBlob = Buffer.concat([field(Buffer.from('ssh-rsa')), integer(key.e), integer(key.n)]);
	let privateBlob = Buffer.concat([integer(key.d), integer(key.p), integer(key.q), integer(key.qi)]);
	const encryption = passphrase === '' ? 'none' : 'aes256-cbc';
	if (passphrase !== '') {
		const short = privateBlob.length % 16;
		if (short > 0) privateBlob = Buffer.concat([privateBlob, sha1(privateBlob).subarray(0, 16 - short)]);
	}
	const comment = 'rsa key of deploy';
	const signed = ['ssh-rsa', encryption, comment].map((text) => field(Buffer.from(text)));
	const mac = createHmac('sha1', sha1(Buffer.from(`putty-private-key-file-mac-key${passphrase}`)))
		.update(Buffer.concat([...signed, field(publicBlob), field(privateBlob)]))
		.digest('hex');
	if (passphrase !== '') {
		const secret = Buffer.from(passphrase);
		const cipherKey = Buffer.concat([sha1(Buffer.alloc(4), secret), sha1(Buffer.from([0, 0, 0, 1]), secret)]);
		const cipher = createCipheriv('aes-256-cbc', cipherKey.subarray(0, 32), Buffer.alloc(16)).setAutoPadding(false);
		privateBlob = Buffer.concat([cipher.update(privateBlob), cipher.final()]);
	}
	return [
		'PuTTY-User-Key-File-2: ssh-rsa',
		`Encryption: ${encryption}`,
		`Comment: ${comment}`,
		`Public-Lines: ${lines(publicBlob).length}`,
		...lines(publicBlob),
		`Private-Lines: ${lines(privateBlob).length}`,
		...lines(privateBlob),
		`Private-MAC: ${mac}`,
		'',
	].join('\n');
}
