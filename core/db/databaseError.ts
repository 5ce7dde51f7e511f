import { types } from 'node:util';
import { DatabaseError } from 'pg';
import { InputError, ExternalError, type ErrorClass } from '../kernel/errors';

/** SQLSTATE codes and classes (PostgreSQL manual, appendix A) that mean something to a caller. */
const known: ReadonlyArray<readonly [code: string, errorClass: ErrorClass, remedy: string]> = [
	['28', 'auth', 'Check the user and the password in the MSP Database credential.'],
	['42501', 'permission', 'The database user lacks a right: run the migrations, and log in as msp_app.'],
	[
		'42P01',
		'invalid',
		'The tables are missing: run `npx --package n8n-nodes-msp msp-database migrate` (see the README).',
	],
	[
		'3F000',
		'invalid',
		'The schema msp is missing: run `npx --package n8n-nodes-msp msp-database migrate` (see the README).',
	],
	['3D000', 'not_found', 'Check the database name in the MSP Database credential.'],
	['22', 'invalid', 'Correct the value; the message says what is wrong with it.'],
	['23505', 'exists', 'Choose another value: this one is taken.'],
	['23503', 'invalid', 'It names something that does not exist, or belongs to another customer.'],
	['23514', 'invalid', 'Correct the value; the message names the rule.'],
	['23502', 'invalid', 'Give the value that the message names.'],
	['25P03', 'transport', 'The work took too long between two statements: try again.'],
	['40', 'busy', 'Try again: another change came first.'],
	['55P03', 'busy', 'Try again: another change came first.'],
	['53', 'busy', 'PostgreSQL is out of room: lower Max Connections in the credential, or raise max_connections.'],
	['57014', 'busy', 'The statement took longer than a minute: try again when the database has less to do.'],
	['57', 'transport', 'PostgreSQL is stopping or starting: try again.'],
	['08', 'transport', 'Check that PostgreSQL runs and can be reached from n8n.'],
];

const { isNativeError } = types;

/** Turns what pg throws into an ExternalError with PostgreSQL's own message; other errors pass unchanged. */
export function asKnownError(error: unknown): unknown {
	if (error instanceof ExternalError || error instanceof InputError || !isNativeError(error)) return error;
	if (error instanceof DatabaseError) {
		const match = known.find(([code]) => error.code?.startsWith(code));
		return new ExternalError(match?.[1] ?? 'unknown', error.message, match?.[2] ?? 'See the PostgreSQL log.', {
			cause: error,
		});
	}
	const failure = connectionFailure(error);
	return failure ? new ExternalError(failure.errorClass, failure.words, failure.remedy, { cause: error }) : error;
}

interface ConnectionFailure {
	readonly errorClass: ErrorClass;
	readonly words: string;
	readonly remedy: string;
}

const unreachable = 'Check the host and the port in the MSP Database credential, and that PostgreSQL runs there.';
const untrusted =
	"Check TLS in the MSP Database credential: give the certificate authority that signed the server's certificate.";

/** What Node and pg say where no connection is made, or one is lost; undefined for any other error. */
function connectionFailure(error: Error): ConnectionFailure | undefined {
	const { code } = error as NodeJS.ErrnoException;
	// Several addresses tried at once fail as an AggregateError with an empty message.
	const parts =
		'errors' in error ? (error as AggregateError).errors.map((part: unknown) => (part as Error).message) : [];
	const words = error.message || parts.join('; ') || (code ?? error.name);
	if (/SASL|password must be a string/.test(words)) {
		return { errorClass: 'auth', words, remedy: 'Check the user and the password in the MSP Database credential.' };
	}
	if (/CERT|TLS|SSL|UNABLE_TO_/.test(code ?? '') || /does not support SSL|SSL\/TLS required/.test(words)) {
		return { errorClass: 'transport', words, remedy: untrusted };
	}
	const pgWords =
		/^(Connection terminated|Client was closed|Client has encountered a connection error|timeout e|timeout expired|Query read timeout)/;
	if ('syscall' in error || pgWords.test(words) || parts.length > 0) {
		return { errorClass: 'transport', words, remedy: unreachable };
	}
	return undefined;
}
