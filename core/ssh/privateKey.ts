import { utils, type ParsedKey } from 'ssh2';
import { InputError } from '../kernel/errors';

/**
 * Reads a private key. It may have lost its line breaks: n8n shows a secret field as one line.
 *
 * @throws InputError that says what the text is instead, and how to convert it; never with a part of it.
 */
export function readPrivateKey(text: string, passphrase?: string): ParsedKey {
	const given = text.trim();
	const complaint = otherForm(given);
	if (complaint) throw complaint;
	const key = parsed(withItsLines(given), passphrase);
	if (!key.isPrivateKey()) throw publicKey();
	return key;
}

const field = 'privateKey';
const convert =
	'Convert a copy: `ssh-keygen -p -f copy_of_key` writes the form of OpenSSH, with the passphrase that you then give.';
const publicKey = () => new InputError(field, 'is a public key', 'Paste the private key: the file without .pub.');

/** Forms that ssh2 does not read. */
function otherForm(text: string): InputError | undefined {
	if (text === '') return new InputError(field, 'is empty', 'Paste the private key.');
	if (/^-----BEGIN (ENCRYPTED )?PRIVATE KEY-----/.test(text)) {
		return new InputError(field, 'is in PKCS#8 form, which the SSH library cannot read', convert);
	}
	const putty = /^PuTTY-User-Key-File-(\d+)/.exec(text);
	if (putty && putty[1] !== '2') {
		return new InputError(
			field,
			`is a PuTTY key of version ${putty[1] ?? ''}, which the SSH library cannot read`,
			'In PuTTYgen choose Conversions → Export OpenSSH key, or `puttygen key.ppk -O private-openssh -o key`.',
		);
	}
	if (
		/^(ssh-|ecdsa-|sk-)\S+ AAAA/.test(text) ||
		/^-----BEGIN (RSA )?PUBLIC KEY/.test(text) ||
		/^---- BEGIN SSH2 PUBLIC/.test(text)
	) {
		return publicKey();
	}
	if (!putty && !/^-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
		return new InputError(field, 'is no private key', 'Paste the whole file, from -----BEGIN to the end.');
	}
	return undefined;
}

function parsed(text: string, passphrase: string | undefined): ParsedKey {
	let read: ParsedKey | Error;
	try {
		read = utils.parseKey(text, passphrase === undefined || passphrase === '' ? undefined : passphrase);
	} catch (error) {
		read = error instanceof Error ? error : new Error('unreadable');
	}
	if (read instanceof Error) throw faultOf(read.message, /-----END |Private-MAC:/.test(text), passphrase);
	// A file of OpenSSH gives a list, which the types do not say.
	const [key] = [read].flat();
	if (!key) throw new InputError(field, 'holds no key', 'Paste the whole file.');
	return key;
}

/** The words of ssh2 (lib/protocol/keyParser.js) in ours. */
function faultOf(words: string, isWhole: boolean, passphrase = ''): InputError {
	if (/no passphrase given/i.test(words)) {
		return new InputError('passphrase', 'is missing: the private key is encrypted', 'Write it into the credential.');
	}
	if (passphrase !== '' && /passphrase|integrity check|decrypt|wrong|malformed/i.test(words)) {
		return new InputError('passphrase', 'does not open the private key', 'Correct it in the credential.');
	}
	if (isWhole && /unsupported|unknown/i.test(words)) {
		return new InputError(field, 'is of a kind that the SSH library cannot read', 'Make one: `ssh-keygen -t ed25519`.');
	}
	return new InputError(field, 'is damaged or not whole', 'Paste the whole file, from its first line to its last.');
}

/** Gives a key its line breaks back where it is one line. A key that has its own is left as it is. */
function withItsLines(text: string): string {
	const unix = text.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
	if (unix.includes('\n') && !/^-----BEGIN [^\n]*-----[^\n]*[^\n-]/.test(unix)) return `${unix}\n`;
	return (asPem(unix) ?? asPutty(unix) ?? unix).concat('\n');
}

const lines = (body: string, length: number) =>
	body
		.replaceAll(/\s/g, '')
		.match(new RegExp(`.{1,${length}}`, 'g'))
		?.join('\n') ?? '';

function asPem(text: string): string | undefined {
	const whole = /^-----BEGIN ([A-Z0-9 ]+)-----\s*([\s\S]*?)\s*-----END \1-----$/.exec(text);
	if (!whole) return undefined;
	const [, label = '', body = ''] = whole;
	// RFC 1421: an encrypted key of the old form says how before its body.
	const headers = /^(Proc-Type: ?\S+)\s+(DEK-Info: ?\S+)\s+([\s\S]*)$/.exec(body);
	const middle = headers
		? [headers[1], headers[2], '', lines(headers[3] ?? '', 64)].join('\n')
		: lines(body, label === 'OPENSSH PRIVATE KEY' ? 70 : 64);
	return `-----BEGIN ${label}-----\n${middle}\n-----END ${label}-----`;
}

function asPutty(text: string): string | undefined {
	const whole =
		/^(PuTTY-User-Key-File-2: \S+)\s+(Encryption: \S+)\s+(Comment:.*?)\s+(Public-Lines: \d+)\s+([A-Za-z0-9+/=\s]+?)\s+(Private-Lines: \d+)\s+([A-Za-z0-9+/=\s]+?)\s+(Private-MAC: \S+)$/.exec(
			text,
		);
	if (!whole) return undefined;
	const [, kind, encryption, comment, publicCount, publicBody = '', privateCount, privateBody = '', mac] = whole;
	return [
		kind,
		encryption,
		comment,
		publicCount,
		lines(publicBody, 64),
		privateCount,
		lines(privateBody, 64),
		mac,
	].join('\n');
}
