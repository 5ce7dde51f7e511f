import { types } from 'node:util';
import { DatabaseError } from 'pg';
import { InputError, ExternalError, type ErrorClass } from '../kernel/errors';
import { connectionFailure } from './connectionFailure';
import { brokenRuleOf, packRules, valueRules } from './constraintWords';
import { credentialWords, type ConnectionWords } from './connectionWords';
import { camelCase } from './sql';
import { migrateCommand } from './versionFault';

const migrate = `Run \`${migrateCommand}\` (docs/database.md says more).`;
const seeLog = 'Look into the log of PostgreSQL at this time.';

type Known = readonly [code: string, errorClass: ErrorClass, says: string, remedy: string];

/** SQLSTATE codes and classes of a log-in or a right: what to do depends on who connects. */
const ofConnection = (words: ConnectionWords): readonly Known[] => [
	['28P01', 'auth', 'PostgreSQL refuses the user or the password', words.logIn],
	['28', 'auth', 'PostgreSQL does not let this user in from this machine', words.access],
	['42501', 'permission', 'The database user lacks a right on the tables of the back office', words.rights],
	['3D000', 'not_found', words.databaseName, words.noDatabase],
	['53300', 'busy', 'PostgreSQL takes no more connections', words.connections],
	['08P01', 'transport', 'PostgreSQL, or the connection pooler before it, refuses the connection', words.pooler],
];

/**
 * SQLSTATE codes and classes (PostgreSQL manual, appendix A), each with a sentence of our own: PostgreSQL's words name
 * tables and rules that only a reader of the code knows. The first one that fits counts.
 */
const known: readonly Known[] = [
	['42P01', 'invalid', 'The tables of the back office are missing', migrate],
	['3F000', 'invalid', 'The tables of the back office are missing', migrate],
	['42', 'invalid', 'The tables of the back office are of another version than this pack', migrate],
	[
		'25006',
		'busy',
		'The database takes no changes now: it is read-only',
		'Connect to the primary server of PostgreSQL.',
	],
	['25P03', 'transport', 'The work took too long between two statements, and was taken back', 'Try again.'],
	['25', 'unknown', 'The transaction was in a state that does not allow this', 'Try again.'],
	['40003', 'transport', 'Nobody knows whether the change was kept', 'Read what is there before you try again.'],
	['40', 'busy', 'Another change came first, and this one was taken back', 'Try again.'],
	['55', 'busy', 'Another change holds what this one needs', 'Try again.'],
	['53100', 'busy', 'The disk of the database is full', 'Make room on the disk of PostgreSQL.'],
	[
		'53',
		'busy',
		'PostgreSQL has run out of memory or of another resource',
		'Give PostgreSQL more, or do less at once.',
	],
	[
		'57014',
		'busy',
		'The statement took longer than a minute, and was taken back',
		'Try again when the database has less to do.',
	],
	['57', 'transport', 'PostgreSQL is stopping or starting', 'Try again.'],
	[
		'08',
		'transport',
		'The connection to PostgreSQL was lost',
		'Check that PostgreSQL runs and can be reached from n8n.',
	],
	['58', 'unknown', 'PostgreSQL could not read or write its files', seeLog],
	['XX', 'unknown', 'PostgreSQL met a fault of its own', seeLog],
	['54001', 'unknown', 'The statement is too deep for PostgreSQL', seeLog],
];

/** What is wrong with a value that PostgreSQL cannot take, by SQLSTATE. Its field is not told. */
const values: ReadonlyArray<readonly [code: string, complaint: string, remedy: string]> = [
	['54', 'holds a text that is too long to be kept', 'Shorten the longest text of the item to 500 characters or less.'],
	['22001', 'holds a text that is too long to be kept', 'Shorten the longest text of the item.'],
	['22003', 'holds a number that is too large to be kept', 'Correct the number.'],
	['22007', 'holds a date that cannot be read', 'Write dates as 2026-03-31.'],
	['22008', 'holds a date that is out of range', 'Write dates as 2026-03-31.'],
	['22021', 'holds a character that cannot be kept', 'Take out the characters that cannot be shown.'],
	['22P05', 'holds a character that cannot be kept', 'Take out the characters that cannot be shown.'],
	[
		'22',
		'holds a value in a form that the back office cannot read',
		'Compare the values of the item with their fields.',
	],
	['23502', 'lacks a value', 'Compare the values of the item with their fields.'],
];

const { isNativeError } = types;

/**
 * Turns what pg throws into an InputError when a value is at fault, and into an ExternalError otherwise: a sentence of our
 * own with a remedy, and pg's error as its cause. Other errors pass unchanged.
 *
 * @param words what to do about the connection; by default what to correct in the MSP Database credential.
 */
export function asKnownError(error: unknown, words: ConnectionWords = credentialWords): unknown {
	if (error instanceof ExternalError || error instanceof InputError || !isNativeError(error)) return error;
	if (error instanceof DatabaseError) return describe(error, words);
	const failure = connectionFailure(error, words);
	return failure ? new ExternalError(failure.errorClass, failure.says, failure.remedy, { cause: error }) : error;
}

/** Whether a statement failed because another row has what must be there once. @param rule the name of the constraint. */
export function isTaken(error: unknown, rule: string): boolean {
	return error instanceof DatabaseError && error.code === '23505' && error.constraint === rule;
}

function describe(cause: DatabaseError, words: ConnectionWords): Error {
	const { code = '', column } = cause;
	if (code.startsWith('23') && code !== '23502') return brokenRule(cause, code);
	const value = values.find(([start]) => code.startsWith(start));
	if (value && code !== '54001') {
		const field = code === '23502' && column ? camelCase(column) : undefined;
		if (field) return new InputError(field, 'is missing', 'Give it a value.', 'invalid', { cause });
		return new InputError('input', value[1], value[2], 'invalid', { cause });
	}
	const match = [...ofConnection(words), ...known].find(([start]) => code.startsWith(start));
	if (match) return new ExternalError(match[1], match[2], match[3], { cause });
	return new ExternalError('unknown', `PostgreSQL refuses the statement (SQLSTATE ${code})`, seeLog, { cause });
}

function brokenRule(cause: DatabaseError, code: string): Error {
	const name = brokenRuleOf(cause);
	const value = valueRules[name];
	if (value) {
		const fault = code === '23505' ? 'conflict' : 'invalid';
		return new InputError(value.field, value.complaint, value.remedy, fault, { cause });
	}
	const what = packRules[name] ?? 'a row that breaks a rule of its table';
	const says = `The back office refuses ${what}`;
	if (code === '23505' || code === '23P01') {
		return new ExternalError('exists', says, 'Another run came first: read what is there before you try again.', {
			cause,
		});
	}
	return new ExternalError('invalid', says, 'Check the values of the item. If they are right, report this sentence.', {
		cause,
	});
}

/**
 * Names the field of a text that is too long for its column or for an index, since PostgreSQL names it seldom.
 *
 * @param given the parameters of the statement.
 */
export function withField(error: unknown, sql: string, given: readonly unknown[]): unknown {
	if (!(error instanceof DatabaseError) || (error.code !== '54000' && error.code !== '22001')) return error;
	const lengths = given.map((value) => (typeof value === 'string' ? value.length : 0));
	const longest = Math.max(0, ...lengths);
	const column = longest === 0 ? undefined : columnOf(sql, lengths.indexOf(longest) + 1);
	if (column === undefined) return error;
	const remedy = error.code === '54000' ? 'Shorten it to 500 characters or less.' : 'Shorten it.';
	return new InputError(camelCase(column), `is too long: ${longest} characters`, remedy, 'invalid', { cause: error });
}

/** The column that a parameter is written to or compared with; undefined when the statement says it in another way. */
function columnOf(sql: string, position: number): string | undefined {
	const parameter = new RegExp(`\\$${position}(?!\\d)`);
	const [, columns, written] = /insert into \S+ \(([^)]*)\)\s*(?:values\s*\(|select\s)([\s\S]*)/i.exec(sql) ?? [];
	if (columns !== undefined && written !== undefined) {
		const index = topLevelParts(written).findIndex((part) => parameter.test(part));
		const column = columns.split(',')[index]?.trim();
		if (column) return column;
	}
	return new RegExp(`(\\w+)\\s*(?:=|<>|like)\\s*\\$${position}(?!\\d)`, 'i').exec(sql)?.[1];
}

/** The parts of a list between commas, without those in brackets. */
function topLevelParts(list: string): string[] {
	const parts: string[] = [];
	let part = '';
	let depth = 0;
	for (const character of list) {
		if (character === '(') depth += 1;
		if (character === ')') depth -= 1;
		if (depth < 0) break;
		if (character === ',' && depth === 0) {
			parts.push(part);
			part = '';
		} else part += character;
	}
	return [...parts, part];
}
