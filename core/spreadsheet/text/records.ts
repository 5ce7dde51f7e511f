import { Readable } from 'node:stream';
import { CsvError, parse, type Parser } from 'csv-parse';
import { InputError } from '../../kernel/errors';
import { generalFormat, type Cell, type Row } from '../cell';
import type { Delimiter } from './delimiter';
import { guardReading, type ReadingLimits } from './readingLimits';

const batchRows = 500;

/** A record may be a few times as long as one cell: a quote that is never closed makes one of the rest of the file. */
const cellsOfLongText = 8;

/**
 * The records of a text, as rows. A record's number is the line in which it begins, as an editor counts. A quote within
 * a cell that does not begin with one is a character like others (5" pipe); a line may end with CR, LF or both.
 *
 * @throws InputError with the field `file` for a quote that is not closed, and for what is beyond a limit.
 */
export async function* readRecords(
	text: AsyncIterable<string>,
	delimiter: Delimiter,
	limits: ReadingLimits,
	signal: AbortSignal | undefined,
): AsyncGenerator<readonly Row[], void, undefined> {
	const guard = guardReading(limits, signal);
	const input = Readable.from(withoutBeginning(text, delimiter.skip), { objectMode: true });
	const parser = parserOf(delimiter.character, limits);
	input.once('error', (error) => parser.destroy(error));
	input.pipe(parser);
	let line = delimiter.skip > 0 ? 2 : 1;
	let batch: Row[] = [];
	try {
		for await (const record of parser) {
			const values = textsOf(record);
			const row = rowOf(values, line);
			line += 1 + breaksWithin(values);
			if (row.cells.length === 0) continue;
			guard.check(row);
			batch.push(row);
			if (batch.length < batchRows) continue;
			guard.checkTime();
			guard.pause();
			yield batch;
			guard.resume();
			batch = [];
		}
	} catch (error) {
		throw error instanceof CsvError ? explained(error, line, limits) : error;
	} finally {
		input.destroy();
		parser.destroy();
	}
	guard.checkTime();
	if (batch.length > 0) yield batch;
}

function parserOf(delimiter: string, { cellText }: ReadingLimits): Parser {
	return parse({
		delimiter,
		record_delimiter: ['\r\n', '\n', '\r'],
		relax_column_count: true,
		relax_quotes: true,
		max_record_size: Math.max(1_000_000, cellText * cellsOfLongText),
	});
}

async function* withoutBeginning(text: AsyncIterable<string>, length: number): AsyncGenerator<string> {
	let skip = length;
	for await (const part of text) {
		const rest = skip === 0 ? part : part.slice(skip);
		skip -= part.length - rest.length;
		if (rest !== '') yield rest;
	}
}

/** The sign that is written in front of a text which looks like a formula (OWASP, "CSV Injection") is none of the text. */
const guard = /^'(?=[=+\-@\t\r\n＝＋－＠])/;

/** csv-parse types a record as anything. */
function textsOf(record: unknown): readonly string[] {
	return Array.isArray(record) ? record.map((value) => String(value).replace(guard, '')) : [];
}

function rowOf(values: readonly string[], number: number): Row {
	const cells: Cell[] = [];
	values.forEach((value, column) => {
		if (value !== '') cells.push({ column, kind: 'text', value, format: generalFormat, formula: false });
	});
	return { number, hidden: false, cells };
}

function breaksWithin(values: readonly string[]): number {
	let breaks = 0;
	for (const value of values) {
		if (/[\r\n]/.test(value)) breaks += value.match(/\r\n|\r|\n/g)?.length ?? 0;
	}
	return breaks;
}

function explained(error: CsvError, line: number, { cellText }: ReadingLimits): InputError {
	if (error.code === 'CSV_QUOTE_NOT_CLOSED') {
		return new InputError(
			'file',
			`has a quote that is not closed, in the row that begins in line ${line}`,
			'Close it, or write a quote within a cell twice.',
		);
	}
	if (error.code === 'CSV_MAX_RECORD_SIZE') {
		return new InputError(
			'file',
			`has a row that is too long, beginning in line ${line}: a quote may not be closed, or the limit 'cellText' of ${cellText} characters is too low`,
			'Close the quote, or raise the limit.',
		);
	}
	return new InputError(
		'file',
		`cannot be read as a table from line ${line} on`,
		'Save it as .xlsx, or as CSV again.',
		'invalid',
		{ cause: error },
	);
}
