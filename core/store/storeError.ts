import { DatabaseError } from 'pg';
import { InputError, OutsideError, type ErrorClass } from '../kernel/errors';

/** SQLSTATE codes and classes (PostgreSQL manual, appendix A) that mean something to a caller. */
const known: ReadonlyArray<readonly [code: string, errorClass: ErrorClass, remedy: string]> = [
	['28', 'auth', 'Check the user and the password in the MSP Database credential.'],
	['42501', 'permission', 'The database user lacks a right: run the migrations, and log in as msp_app.'],
	['42P01', 'invalid', 'The tables are missing: run `npx msp-database migrate` (see the README).'],
	['3F000', 'invalid', 'The schema msp is missing: run `npx msp-database migrate` (see the README).'],
	['3D000', 'not_found', 'Check the database name in the MSP Database credential.'],
	['23505', 'exists', 'Choose another value: this one is taken.'],
	['23503', 'invalid', 'It names something that does not exist, or belongs to another customer.'],
	['23514', 'invalid', 'Correct the value; the message names the rule.'],
	['40', 'busy', 'Try again: another change came first.'],
	['55P03', 'busy', 'Try again: another change came first.'],
	['53', 'busy', 'PostgreSQL is out of room: lower Max Connections in the credential, or raise max_connections.'],
	['57', 'transport', 'PostgreSQL is stopping or starting: try again.'],
	['08', 'transport', 'Check that PostgreSQL runs and can be reached from n8n.'],
];

/** Turns what pg throws into an OutsideError with PostgreSQL's own message; other errors pass unchanged. */
export function asStoreError(error: unknown): unknown {
	if (error instanceof OutsideError || error instanceof InputError || !(error instanceof Error)) return error;
	if (error instanceof DatabaseError) {
		const match = known.find(([code]) => error.code?.startsWith(code));
		return new OutsideError(match?.[1] ?? 'unknown', error.message, match?.[2] ?? 'See the PostgreSQL log.', { cause: error });
	}
	if ('code' in error || /connection|timeout/i.test(error.message)) {
		return new OutsideError('transport', error.message, 'Check that PostgreSQL runs and can be reached from n8n.', {
			cause: error,
		});
	}
	return error;
}
