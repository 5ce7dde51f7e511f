import { types } from 'node:util';
import { certificateFault } from '../kernel/certificateFault';
import type { ErrorClass } from '../kernel/errors';
import { tlsFault } from '../kernel/tlsFault';

export interface ConnectionFailure {
	readonly errorClass: ErrorClass;
	readonly says: string;
	readonly remedy: string;
}

const checkLogIn = 'Check the user and the password in the MSP Database credential.';
const checkAddress = 'Check the host and the port in the MSP Database credential, and that PostgreSQL runs there.';
const checkTls =
	"Check TLS in the MSP Database credential: give the certificate authority that signed the server's certificate.";

/** What the system says of a connection that is not made, or lost, by its code. */
const systemWords: Readonly<Record<string, string>> = {
	ECONNREFUSED: 'nothing listens at its address',
	ECONNRESET: 'the server ended the connection',
	EPIPE: 'the server ended the connection',
	ENOTFOUND: 'its host name is not known',
	EAI_AGAIN: 'its host name cannot be looked up now',
	ETIMEDOUT: 'it does not answer',
	EHOSTUNREACH: 'there is no way to its host',
	ENETUNREACH: 'there is no way to its network',
	EACCES: 'this machine does not allow the connection',
	EADDRNOTAVAIL: 'this machine has no free address for the connection',
};

/** By the sentences of pg, which have no code. */
const pgWords: ReadonlyArray<readonly [words: RegExp, failure: ConnectionFailure]> = [
	[
		/SASL|SCRAM|password must be a string|client password/,
		{ errorClass: 'auth', says: 'PostgreSQL refuses the user or the password', remedy: checkLogIn },
	],
	[
		/does not support SSL/,
		{
			errorClass: 'transport',
			says: 'PostgreSQL offers no TLS at this address',
			remedy:
				'Choose Off in TLS of the MSP Database credential if PostgreSQL runs on the same machine or in a network of its own. Otherwise switch on TLS in PostgreSQL: ssl = on in postgresql.conf.',
		},
	],
	[
		/error establishing an SSL connection/,
		{ errorClass: 'transport', says: 'PostgreSQL made no TLS connection', remedy: checkTls },
	],
	[
		/SSL\/TLS required/,
		{ errorClass: 'transport', says: 'PostgreSQL takes connections with TLS only', remedy: checkTls },
	],
	[
		/^timeout e(xpired|xceeded)/,
		{
			errorClass: 'transport',
			says: 'No connection to PostgreSQL was free or made in time',
			remedy: `${checkAddress} If it does, raise Max Connections, or do less at once.`,
		},
	],
	[
		/^Query read timeout/,
		{
			errorClass: 'transport',
			says: 'PostgreSQL gave no answer within 75 s',
			remedy: 'Check that PostgreSQL is not overloaded.',
		},
	],
	[
		/^(Connection terminated|Client was closed|Client has encountered a connection error)/,
		{ errorClass: 'transport', says: 'The connection to PostgreSQL was lost', remedy: checkAddress },
	],
];

/** What Node and pg mean when no connection is made, or one is lost; undefined for any other error. */
export function connectionFailure(error: Error): ConnectionFailure | undefined {
	const { code, message, where } = partsOf(error);
	const known = pgWords.find(([words]) => words.test(message));
	if (known) return known[1];
	const certificate = certificateFault(code);
	if (certificate) {
		return { errorClass: 'transport', says: `The certificate of PostgreSQL ${certificate.says}`, remedy: checkTls };
	}
	const tls = tlsFault({ code, message });
	if (tls) {
		return { errorClass: 'transport', says: `PostgreSQL ${tls.says}`, remedy: `${tls.remedy} ${checkTls}` };
	}
	if (!('syscall' in error) && !('errors' in error) && systemWords[code] === undefined) return undefined;
	const why = systemWords[code] ?? 'the connection failed';
	const told = code === '' ? why : `${why} (${code})`;
	return { errorClass: 'transport', says: `PostgreSQL${where} cannot be reached: ${told}`, remedy: checkAddress };
}

type SystemError = NodeJS.ErrnoException & { readonly address?: string; readonly port?: number; hostname?: string };

/** Several addresses tried at once fail as one error with an empty message, which holds the error of each. */
function partsOf(error: Error): { code: string; message: string; where: string } {
	const [first = error] = 'errors' in error ? (error as AggregateError).errors.filter(types.isNativeError) : [];
	const { code = '', address, port, hostname } = first as SystemError;
	const host = hostname ?? address;
	const where = host === undefined ? '' : ` at ${host}${port === undefined ? '' : `:${port}`}`;
	return { code, message: error.message || first.message, where };
}
