import { InputError } from '../kernel/errors';
import { bounds } from './bounds';

/** A row of a table, by the names of its columns. NULL is an empty text: WordPress does not tell them apart. */
export type SqlRow = ReadonlyMap<string, string>;

/**
 * Reads the INSERT statements of a dump of mysqldump, `wp db export` or phpMyAdmin, row by row. All other statements are
 * passed over, and nothing is run.
 *
 * @param wanted whether the rows of a table are wanted; the others are passed over as quickly as can be.
 * @param standard the columns of a table in their order, when neither the INSERT nor a CREATE TABLE names them.
 * @throws InputError with the line when a statement breaks off or is none.
 */
export function* rowsOfDump(
	sql: string,
	wanted: (table: string) => boolean,
	standard: (table: string) => readonly string[],
): Generator<{ readonly table: string; readonly row: SqlRow }> {
	const columnsOf = new Map<string, readonly string[]>();
	let count = 0;
	for (let at = nextStatement(sql, 0); at < sql.length; at = nextStatement(sql, at)) {
		const created = sticky(/create\s+table\s+(?:if\s+not\s+exists\s+)?(?:`[^`]+`\.)?`?(\w+)`?\s*\(/iy, sql, at);
		const inserted = sticky(insertHead, sql, at);
		const table = (created ?? inserted)?.[1] ?? '';
		if (created && wanted(table)) {
			const columns = createdColumns(sql, at + created[0].length);
			if (columns.length > 0) columnsOf.set(table, columns);
		}
		if (!inserted || !wanted(table)) {
			at = endOfStatement(sql, at);
			continue;
		}
		const columns = namedColumns(inserted[2]) ?? columnsOf.get(table) ?? standard(table);
		const tuples = readTuples(sql, at + inserted[0].length);
		for (const { values, end } of tuples) {
			count += 1;
			if (count > bounds.rows) throw dumpError(sql, end, `has more than ${bounds.rows} rows`);
			if (values.length !== columns.length) {
				throw dumpError(sql, end, `has a row of ${table} with ${values.length} values for ${columns.length} columns`);
			}
			yield { table, row: new Map(columns.map((column, index) => [column, values[index] ?? ''])) };
			at = end;
		}
		at = endOfStatement(sql, at);
	}
}

const insertHead =
	/(?:insert|replace)\s+(?:(?:ignore|low_priority|delayed)\s+)*into\s+(?:`[^`]+`\.)?`?(\w+)`?\s*(?:\(([^();]*)\)\s*)?values?\s*/iy;

function sticky(pattern: RegExp, sql: string, at: number): RegExpExecArray | null {
	pattern.lastIndex = at;
	return pattern.exec(sql);
}

function namedColumns(list: string | undefined): readonly string[] | undefined {
	return list?.split(',').map((name) => name.replace(/[`"\s]/g, ''));
}

/** The columns of a CREATE TABLE: the lines that begin with a quoted name. A key and a constraint begin with a word. */
function createdColumns(sql: string, at: number): readonly string[] {
	const body = sql.slice(at, endOfStatement(sql, at));
	return [...body.matchAll(/^\s*`(\w+)`\s+\w/gm)].flatMap(([, name]) => name ?? []);
}

/** Passes over spaces, empty statements and comments. */
function nextStatement(sql: string, from: number): number {
	return passOver(/[\s;]{1,65536}|--[^\n]*(?:\n|$)|#[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\//y, sql, from);
}

/** Passes over all that follows of a kind. One pattern for all of it would need memory for each: there may be millions. */
function passOver(pattern: RegExp, sql: string, from: number): number {
	let at = from;
	for (let found = sticky(pattern, sql, at); found?.[0]; found = sticky(pattern, sql, at)) at += found[0].length;
	return at;
}

/** The place after the semicolon that ends a statement. One within a text or a comment does not. */
function endOfStatement(sql: string, from: number): number {
	const part = /['"`;]|\/\*|--\s/g;
	part.lastIndex = from;
	for (let found = part.exec(sql); found; found = part.exec(sql)) {
		const [sign] = found;
		if (sign === ';') return part.lastIndex;
		if (sign === "'" || sign === '"') part.lastIndex = readText(sql, found.index).end;
		else part.lastIndex = after(sql, sign === '`' ? '`' : sign === '/*' ? '*/' : '\n', part.lastIndex);
	}
	return sql.length;
}

function after(sql: string, sign: string, from: number): number {
	const found = sql.indexOf(sign, from);
	return found < 0 ? sql.length : found + sign.length;
}

const number = /[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/iy;
const word = /null|true|false|current_timestamp(?:\(\))?/iy;
const hexadecimal = /0x([0-9a-f]*)|x'([0-9a-f]*)'/iy;
const introducer = /_(?:binary|utf8mb4|utf8|latin1)\s*(?=['0x])/iy;

function* readTuples(sql: string, from: number): Generator<{ values: string[]; end: number }> {
	let at = from;
	for (;;) {
		at = nextPart(sql, at);
		if (sql[at] !== '(') throw dumpError(sql, at, "has no '(' where a row begins");
		const values: string[] = [];
		do {
			at = nextPart(sql, at + 1);
			const value = readValue(sql, at);
			values.push(value.text);
			at = nextPart(sql, value.end);
		} while (sql[at] === ',');
		if (sql[at] !== ')') throw dumpError(sql, at, "has no ')' where a row ends");
		yield { values, end: at + 1 };
		at = nextPart(sql, at + 1);
		if (sql[at] !== ',') return;
		at += 1;
	}
}

function nextPart(sql: string, from: number): number {
	return passOver(/\s+|\/\*[\s\S]*?\*\//y, sql, from);
}

function readValue(sql: string, from: number): { text: string; end: number } {
	const at = from + (sticky(introducer, sql, from)?.[0].length ?? 0);
	if (sql[at] === "'" || sql[at] === '"') return readText(sql, at);
	const hex = sticky(hexadecimal, sql, at);
	if (hex) return { text: Buffer.from(hex[1] ?? hex[2] ?? '', 'hex').toString('utf8'), end: at + hex[0].length };
	const digits = sticky(number, sql, at);
	if (digits) return { text: digits[0], end: at + digits[0].length };
	const constant = sticky(word, sql, at);
	if (constant) return { text: constantText(constant[0].toLowerCase()), end: at + constant[0].length };
	throw dumpError(sql, at, 'has a value that is neither a text nor a number');
}

const constantText = (name: string): string => (name === 'true' ? '1' : name === 'false' ? '0' : '');

/** What mysqldump writes for a byte that a text cannot hold as it is. A sign that stands for itself keeps its place. */
const escapes: Readonly<Record<string, string>> = { '0': '\0', b: '\b', n: '\n', r: '\r', t: '\t', Z: '\x1a' };

function readText(sql: string, from: number): { text: string; end: number } {
	const mark = sql[from] === '"' ? '"' : "'";
	// A piece has an end: the memory of a pattern grows with what it passes over.
	const pattern = mark === '"' ? /[^"\\]{1,65536}|\\([\s\S])|""|"/gy : /[^'\\]{1,65536}|\\([\s\S])|''|'/gy;
	pattern.lastIndex = from + 1;
	const parts: string[] = [];
	for (let found = pattern.exec(sql); found; found = pattern.exec(sql)) {
		const [all, escaped] = found;
		if (all === mark) return { text: parts.join(''), end: pattern.lastIndex };
		// `\%` and `\_` keep their backslash: MySQL reads them so outside of a pattern.
		if (escaped === undefined) parts.push(all === mark + mark ? mark : all);
		else parts.push(escaped === '%' || escaped === '_' ? all : (escapes[escaped] ?? escaped));
	}
	throw dumpError(sql, from, 'has a text without its end');
}

function dumpError(sql: string, at: number, complaint: string): InputError {
	const line = sql.slice(0, at).split('\n').length;
	return new InputError(
		'sql',
		`${complaint}, in line ${line}`,
		'Export the tables again, with mysqldump or `wp db export`, and give the file as it is.',
	);
}
