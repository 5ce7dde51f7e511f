import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext, type ConnectionOptions } from 'node:tls';
import { InputError } from '../../core/kernel/errors';
import type { Parameters } from './address';
import type { Environment } from './given';
import { isThere, mustBePrivate } from './files';

export const sslModes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
export type SslMode = (typeof sslModes)[number];

/** How a connection is to be encrypted, with libpq's meaning of the mode. */
export interface TlsWish {
	readonly mode: SslMode;
	/** How TLS is spoken where it is. */
	readonly options?: ConnectionOptions;
}

/**
 * Reads sslmode, sslrootcert, sslcert and sslkey. pg's own reading of them in an address is another one (`require` checks the
 * certificate, and will not any more), so that nothing of an address is left to pg.
 *
 * @throws InputError when a mode cannot be kept, or a file is missing, not PEM, or open to others.
 */
export function tlsFrom(given: Parameters, environment: Environment): TlsWish {
	const files = filesOf(given, environment);
	const mode = modeOf(given.sslmode, given.sslrootcert);
	if (mode === 'disable') return { mode };
	const authority = authorityOf(mode, files);
	const options = { ...checksOf(mode, authority), ...clientCertificateOf(files) };
	try {
		createSecureContext(options);
	} catch (error) {
		throw new InputError(
			options.cert === undefined ? 'sslrootcert' : 'sslcert',
			/mismatch/i.test(String(error)) ? 'does not belong to the key in sslkey' : 'or sslkey cannot be used',
			'Give the certificate and its own key, both as PEM, the key without a passphrase (`openssl pkey -in <file> -out <new file>`).',
		);
	}
	return { mode, options };
}

function modeOf(mode: string | undefined, authority: string | undefined): SslMode {
	// Whoever names an authority wants it asked. libpq would only prefer TLS then.
	if (mode === undefined) return authority === undefined ? 'prefer' : 'verify-full';
	const known = sslModes.find((one) => one === mode);
	if (!known) {
		const isPgs = mode === 'no-verify';
		throw new InputError(
			'sslmode',
			'is none that PostgreSQL has',
			isPgs ? 'Write require: it encrypts and does not check the certificate.' : `Write one of ${sslModes.join(', ')}.`,
		);
	}
	if (authority !== undefined && (known === 'prefer' || known === 'allow')) {
		throw new InputError(
			'sslmode',
			`is ${known}, which checks no certificate, and sslrootcert is given`,
			'Write sslmode=verify-full.',
		);
	}
	if (authority === 'system' && known !== 'verify-full') {
		throw new InputError(
			'sslmode',
			'is too weak for the public authorities (sslrootcert=system)',
			'Write sslmode=verify-full.',
		);
	}
	return known;
}

interface Files {
	/** `system` stands for the public authorities. */
	readonly authority: string | undefined;
	readonly certificate: string | undefined;
	readonly key: string | undefined;
}

/** Where libpq looks when nothing is said. */
function filesOf(given: Parameters, environment: Environment): Files {
	const folder = join(environment.HOME ?? homedir(), '.postgresql');
	const usual = (name: string) => (isThere(join(folder, name)) ? join(folder, name) : undefined);
	const certificate = given.sslcert ?? usual('postgresql.crt');
	return {
		authority: given.sslrootcert ?? usual('root.crt'),
		certificate,
		key: given.sslkey ?? (certificate === undefined ? undefined : usual('postgresql.key')),
	};
}

function authorityOf(mode: SslMode, { authority }: Files): string | undefined {
	if (mode === 'prefer' || mode === 'allow' || authority === 'system') return undefined;
	if (authority !== undefined) return pemOf(authority, 'sslrootcert', /-----BEGIN (TRUSTED )?CERTIFICATE-----/);
	if (mode === 'verify-ca') {
		throw new InputError(
			'sslrootcert',
			'is missing: verify-ca without it would trust the server of anybody',
			"Give the certificate of the server's authority, or write sslmode=verify-full.",
		);
	}
	return undefined;
}

/** `require` with an authority is `verify-ca`, as in libpq. */
function checksOf(mode: SslMode, ca: string | undefined): ConnectionOptions {
	if (mode === 'verify-full') return { rejectUnauthorized: true, ca };
	if (ca === undefined) return { rejectUnauthorized: false };
	return { rejectUnauthorized: true, ca, checkServerIdentity: () => undefined };
}

function clientCertificateOf({ certificate, key }: Files): ConnectionOptions {
	if (certificate === undefined && key === undefined) return {};
	if (certificate === undefined || key === undefined) {
		const missing = certificate === undefined ? 'sslcert' : 'sslkey';
		throw new InputError(missing, 'is missing: a certificate and its key go together', 'Give both, or neither.');
	}
	const cert = pemOf(certificate, 'sslcert', /-----BEGIN CERTIFICATE-----/);
	mustBePrivate(key, 'sslkey', 'or the group of root');
	return { cert, key: pemOf(key, 'sslkey', /-----BEGIN [A-Z ]*PRIVATE KEY-----/) };
}

function pemOf(path: string, parameter: string, begins: RegExp): string {
	let text: string;
	try {
		text = readFileSync(path, 'latin1');
	} catch {
		throw new InputError(parameter, `is not there or cannot be read: ${path}`, 'Give the path of a PEM file.');
	}
	if (begins.test(text)) return text;
	throw new InputError(
		parameter,
		`is not in PEM form: ${path}`,
		'Give a file with the lines -----BEGIN … and -----END …; `openssl x509 -inform der -in <file>` makes one of a binary certificate.',
	);
}
