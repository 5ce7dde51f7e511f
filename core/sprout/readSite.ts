import { InputError } from '../kernel/errors';
import { bounds } from './bounds';
import { checkTimeZone, type DateOrder } from './dates';
import { readCsvFiles, type CsvFiles } from './fromCsv';
import { readJson } from './fromJson';
import { readSql } from './fromSql';
import { openNotes, type NoteBook } from './notes';
import type { SproutSite } from './site';

export const sourceShapes = ['sql', 'json', 'csv'] as const;
export type SourceShape = (typeof sourceShapes)[number];

/** A file of an export. */
export interface SourceFile {
	readonly name: string;
	readonly bytes: Buffer;
}

export interface ReadOptions {
	readonly shape: SourceShape;
	readonly dates: DateOrder;
	readonly timeZone: string;
	readonly tablePrefix?: string;
}

/**
 * Reads what was exported of Sprout Invoices into one form.
 *
 * @throws InputError that names the file, the line or the field, and the remedy.
 */
export function readSite(files: readonly SourceFile[], options: ReadOptions): SproutSite {
	if (files.length === 0) throw new InputError('files', 'are missing', 'Give the export as a file.');
	const size = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
	if (size > bounds.bytes) {
		throw new InputError(
			'files',
			`have ${size} bytes, and ${bounds.bytes} is the most`,
			'Export only the tables posts, postmeta, users and usermeta.',
		);
	}
	checkTimeZone(options.timeZone);
	const notes = openNotes();
	switch (options.shape) {
		case 'sql':
			return readSql(joined(files, notes), notes, options);
		case 'json':
			return readJson(jsonOf(files, notes), notes, options);
		case 'csv':
			return readCsvFiles(csvFiles(files, notes), notes, options);
	}
}

/** Tables that were exported one by one are one dump. */
const joined = (files: readonly SourceFile[], notes: NoteBook) =>
	files.map((file) => textOfFile(file, notes)).join(';\n');

function jsonOf(files: readonly SourceFile[], notes: NoteBook): string {
	const [first] = files;
	if (files.length === 1 && first) return textOfFile(first, notes);
	// Several files, such as one for each type of post, are one list of lists.
	return `{${files.map((file, index) => `"${index}":${listed(textOfFile(file, notes))}`).join(',')}}`;
}

const listed = (json: string) => (/^\s*\[/.test(json) ? json : `[${json}]`);

function csvFiles(files: readonly SourceFile[], notes: NoteBook): CsvFiles {
	const find = (word: string) => {
		const found = files.filter(({ name }) => name.toLowerCase().includes(word));
		if (found.length > 1) throw new InputError('files', `hold ${found.length} files of ${word}`, 'Give one of each.');
		return found[0] && textOfFile(found[0], notes);
	};
	const invoices = find('invoice') ?? (files.length === 1 && files[0] ? textOfFile(files[0], notes) : undefined);
	if (invoices === undefined) {
		throw new InputError('files', 'have no invoices.csv', 'Name the files clients.csv, invoices.csv and payments.csv.');
	}
	return { clients: find('client'), invoices, payments: find('payment'), estimates: find('estimate') };
}

/** UTF-8, or else what Windows writes. The letters beyond ASCII may be wrong then, so that it is told. */
function textOfFile({ name, bytes }: SourceFile, notes: NoteBook): string {
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		notes
			.about('file', name)
			.note('encoding', 'is not UTF-8, and is read as Windows-1252', 'Look at the accents, or export in UTF-8.');
		return new TextDecoder('windows-1252').decode(bytes);
	}
}
