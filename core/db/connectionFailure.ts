import { types } from 'node:util';
import { certificateFault } from '../kernel/certificateFault';
import type { ErrorClass } from '../kernel/errors';
import { tlsFault } from '../kernel/tlsFault';
import type { ConnectionWords } from './connectionWords';

export interface ConnectionFailure {
	readonly errorClass: ErrorClass;
	readonly says: string;
	readonly remedy: string;
}

/** What the system says of a connection that is not made, or lost, by its code. */
const systemWords: Readonly<Record<string, string>> = {
	ECONNREFUSED: 'nothing listens at its address',
	ENOENT: 'there is no socket of that name',
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

type Failure = ConnectionFailure | undefined;

/** By the sentences of pg, which have no code. */
function inPgsWords(message: string, words: ConnectionWords): Failure {
	const transport = (says: string, remedy: string) => ({ errorClass: 'transport' as const, says, remedy });
	if (/password must be a (non-empty )?string/i.test(message)) {
		return { errorClass: 'auth', says: 'PostgreSQL wants a password, and there is none', remedy: words.noPassword };
	}
	if (/SASL|SCRAM|client password/.test(message)) {
		return { errorClass: 'auth', says: 'PostgreSQL refuses the user or the password', remedy: words.logIn };
	}
	if (message.includes('does not support SSL')) {
		return transport('PostgreSQL offers no TLS at this address', words.noTls);
	}
	if (message.includes('error establishing an SSL connection')) {
		return transport('PostgreSQL made no TLS connection', words.authority);
	}
	if (/SSL(\/TLS)? required/.test(message)) {
		return transport('PostgreSQL takes connections with TLS only', words.tlsOnly);
	}
	if (/^timeout e(xpired|xceeded)/.test(message)) {
		return transport('No connection to PostgreSQL was free or made in time', `${words.address} ${words.tooMany}`);
	}
	if (message.startsWith('Query read timeout')) {
		return transport('PostgreSQL gave no answer within 75 s', 'Check that PostgreSQL is not overloaded.');
	}
	if (/^(Connection terminated|Client was closed|Client has encountered a connection error)/.test(message)) {
		return transport('The connection to PostgreSQL was lost', words.address);
	}
	return undefined;
}

function ofTls(code: string, message: string, words: ConnectionWords): Failure {
	const certificate = certificateFault(code);
	if (certificate) {
		const isName = code === 'ERR_TLS_CERT_ALTNAME_INVALID';
		return {
			errorClass: 'transport',
			says: `The certificate of PostgreSQL ${certificate.says}`,
			remedy: isName ? words.certificateName : words.authority,
		};
	}
	const tls = tlsFault({ code, message });
	return tls && { errorClass: 'transport', says: `PostgreSQL ${tls.says}`, remedy: `${tls.remedy} ${words.authority}` };
}

/** What Node and pg mean when no connection is made, or one is lost; undefined for any other error. */
export function connectionFailure(error: Error, words: ConnectionWords): ConnectionFailure | undefined {
	const { code, message, where } = partsOf(error);
	const known = inPgsWords(message, words) ?? ofTls(code, message, words);
	if (known) return known;
	if (!('syscall' in error) && !('errors' in error) && systemWords[code] === undefined) return undefined;
	const why = systemWords[code] ?? 'the connection failed';
	const told = code === '' ? why : `${why} (${code})`;
	return { errorClass: 'transport', says: `PostgreSQL${where} cannot be reached: ${told}`, remedy: words.address };
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
