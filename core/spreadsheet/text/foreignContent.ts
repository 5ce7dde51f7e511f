interface ForeignContent {
	/** What it is, with its article. */
	readonly name: string;
	readonly remedy: string;
}

const asItself = 'Choose the file with its own ending.';
const asText = 'Open it in a spreadsheet program and save it as .xlsx or .csv.';

const signatures: ReadonlyArray<readonly [bytes: string, content: ForeignContent]> = [
	['PK\x03\x04', { name: 'a zip archive, such as .xlsx or .ods', remedy: asItself }],
	['\xd0\xcf\x11\xe0', { name: 'an old Office document, such as .xls', remedy: asItself }],
	['%PDF-', { name: 'a PDF', remedy: 'Export the table from the program that made the PDF.' }],
	['\x89PNG', { name: 'a picture', remedy: 'Choose the table itself.' }],
	['\xff\xd8\xff', { name: 'a picture', remedy: 'Choose the table itself.' }],
	['GIF8', { name: 'a picture', remedy: 'Choose the table itself.' }],
	['\x1f\x8b', { name: 'a gzip archive', remedy: 'Unpack it first.' }],
	['7z\xbc\xaf', { name: 'a 7-Zip archive', remedy: 'Unpack it first.' }],
	['Rar!', { name: 'a RAR archive', remedy: 'Unpack it first.' }],
	['{\\rtf', { name: 'an RTF document', remedy: asText }],
	['\xff\xfe\x00\x00', { name: 'text in UTF-32', remedy: 'Save it with the encoding UTF-8.' }],
	['\x00\x00\xfe\xff', { name: 'text in UTF-32', remedy: 'Save it with the encoding UTF-8.' }],
];

/** What a file is that is neither a workbook nor a table as text, by its first bytes; undefined when it may be text. */
export function foreignContent(head: Buffer): ForeignContent | undefined {
	const start = head.toString('latin1', 0, 512);
	const found = signatures.find(([bytes]) => start.startsWith(bytes));
	if (found !== undefined) return found[1];
	const words = start
		.replace(/^\xef\xbb\xbf/, '')
		.trimStart()
		.toLowerCase();
	if (/^(<!doctype html|<html|<table)/.test(words)) return { name: 'a web page', remedy: asText };
	if (words.startsWith('<?xml')) return { name: 'an XML document', remedy: asText };
	return undefined;
}
