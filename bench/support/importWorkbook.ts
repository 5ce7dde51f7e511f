import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { once } from 'node:events';
import { constants, crc32, createDeflateRaw } from 'node:zlib';
import { xlsxParts } from '../../tests/support/xlsxFile';

/** The columns of the workbook, and their types in a plain table. Dates are numbers there: so n8n's own node gives them. */
export const importColumns = [
	['Invoice number', 'text'],
	['Invoice date', 'numeric'],
	['Due date', 'numeric'],
	['Customer code', 'text'],
	['Customer', 'text'],
	['E-mail', 'text'],
	['Currency', 'text'],
	['Net', 'numeric'],
	['VAT rate', 'numeric'],
	['VAT', 'numeric'],
	['Total', 'numeric'],
	['Paid', 'numeric'],
	['Status', 'text'],
	['Order reference', 'text'],
] as const;

export const importCustomers = 1_000;

const letters = 'ABCDEFGHIJKLMN';
const firstRow = 5;

/**
 * Writes a workbook of so many invoices, row by row: two title rows, a header in row 4, typed dates and amounts, texts in the
 * table of shared ones as spreadsheet programs write them, and a row of totals.
 */
export async function writeImportWorkbook(path: string, rows: number): Promise<void> {
	const marker = '<rows/>';
	const parts = xlsxParts({
		sheets: [{ name: 'Invoices', rows: marker }],
		strings: [marker],
		formats: ['dd/mm/yyyy', '#,##0.00', '0%'],
	});
	const entries = Object.entries(parts).map(([name, content]) => {
		const pieces = name.endsWith('sheet1.xml')
			? sheetRows(rows)
			: name.endsWith('Strings.xml')
				? sharedStrings(rows)
				: [];
		const [before = '', after = ''] = String(content).split(marker);
		return { name, pieces: inOrder(before, pieces, after) };
	});
	await writeZip(path, entries);
}

function* inOrder(before: string, pieces: Iterable<string>, after: string): Generator<string> {
	yield before;
	yield* pieces;
	yield after;
}

const titles = ['Bench Hosting', 'Invoices'] as const;
const fewTexts = [...titles, ...importColumns.map(([name]) => name), 'Total', 'EUR', 'open', 'paid'] as const;
const textAt = (text: (typeof fewTexts)[number]) => fewTexts.indexOf(text);

function* sharedStrings(rows: number): Generator<string> {
	const item = (text: string) => `<si><t>${text}</t></si>`;
	yield fewTexts.map(item).join('');
	for (let customer = 0; customer < importCustomers; customer++) {
		yield item(`c-${customer}`) + item(`Customer ${customer} BV`) + item(`office@customer-${customer}.example`);
	}
	for (let row = 0; row < rows; row++) yield item(`INV-${String(row).padStart(7, '0')}`) + item(`PO ${row}`);
}

function* sheetRows(rows: number): Generator<string> {
	const shared = (column: number, row: number, text: number) =>
		`<c r="${letters[column] ?? ''}${row}" t="s"><v>${text}</v></c>`;
	for (const [index, title] of titles.entries())
		yield `<row r="${index + 1}">${shared(0, index + 1, textAt(title))}</row>`;
	const headers = importColumns.map(([name], column) => shared(column, firstRow - 1, textAt(name)));
	yield `<row r="${firstRow - 1}">${headers.join('')}</row>`;
	let sum = 0;
	for (let index = 0; index < rows; index++) {
		const row = firstRow + index;
		const customer = fewTexts.length + 3 * (index % importCustomers);
		const own = fewTexts.length + 3 * importCustomers + 2 * index;
		const net = 1_000 + ((index * 37) % 100_000);
		const tax = Math.round(net * 0.21);
		const total = net + tax;
		const paid = index % 3 === 0;
		sum += total;
		const number = (column: number, style: number, value: number) =>
			`<c r="${letters[column] ?? ''}${row}" s="${style}"><v>${value}</v></c>`;
		yield [
			`<row r="${row}" spans="1:14">`,
			shared(0, row, own),
			number(1, 1, 45_000 + (index % 900)),
			number(2, 1, 45_030 + (index % 900)),
			shared(3, row, customer),
			shared(4, row, customer + 1),
			shared(5, row, customer + 2),
			shared(6, row, textAt('EUR')),
			number(7, 2, net / 100),
			number(8, 3, 0.21),
			number(9, 2, tax / 100),
			number(10, 2, total / 100),
			number(11, 2, paid ? total / 100 : 0),
			shared(12, row, textAt(paid ? 'paid' : 'open')),
			shared(13, row, own + 1),
			'</row>',
		].join('');
	}
	const last = firstRow + rows;
	yield `<row r="${last}">${shared(0, last, textAt('Total'))}<c r="K${last}" s="2"><v>${sum / 100}</v></c></row>`;
}

interface Entry {
	readonly name: string;
	readonly pieces: Iterable<string>;
}

/** Each entry is packed as it is made: its sizes follow it, as those of every streaming writer. */
async function writeZip(path: string, entries: readonly Entry[]): Promise<void> {
	const out = createWriteStream(path);
	let at = 0;
	const write = async (bytes: Buffer) => {
		at += bytes.length;
		if (!out.write(bytes)) await once(out, 'drain');
	};
	const directory: Buffer[] = [];
	for (const { name, pieces } of entries) {
		const offset = at;
		await write(header(0x04034b50, [], { crc: 0, packed: 0, size: 0 }, name, []));
		const begun = at;
		const { crc, size } = await pack(pieces, write);
		const sums = { crc, packed: at - begun, size };
		const descriptor = Buffer.alloc(16);
		[0x08074b50, crc, sums.packed, size].forEach((value, index) => descriptor.writeUInt32LE(value, index * 4));
		await write(descriptor);
		directory.push(header(0x02014b50, [20], sums, name, [0, 0, 0, 0, 0, offset & 0xffff, offset >>> 16]));
	}
	const list = Buffer.concat(directory);
	const end = Buffer.alloc(22);
	end.writeUInt32LE(0x06054b50, 0);
	end.writeUInt16LE(entries.length, 8);
	end.writeUInt16LE(entries.length, 10);
	end.writeUInt32LE(list.length, 12);
	end.writeUInt32LE(at, 16);
	await write(Buffer.concat([list, end]));
	out.end();
	await finished(out);
}

/** A header of an entry, or its line in the directory: they differ by what stands before and after. */
function header(
	signature: number,
	before: readonly number[],
	{ crc, packed, size }: { readonly crc: number; readonly packed: number; readonly size: number },
	name: string,
	after: readonly number[],
): Buffer {
	const words = (values: readonly number[]) => Buffer.from(Uint16Array.from(values).buffer);
	const sums = Buffer.alloc(12);
	[crc, packed, size].forEach((value, index) => sums.writeUInt32LE(value, index * 4));
	const first = [signature & 0xffff, signature >>> 16, ...before, 20, 0x8, 8, 0, 0x21];
	return Buffer.concat([words(first), sums, words([name.length, 0, ...after]), Buffer.from(name)]);
}

async function pack(pieces: Iterable<string>, write: (bytes: Buffer) => Promise<void>) {
	const deflate = createDeflateRaw({ level: constants.Z_BEST_SPEED });
	let crc = 0;
	let size = 0;
	const feed = async () => {
		let text = '';
		const flush = async () => {
			const bytes = Buffer.from(text);
			text = '';
			crc = crc32(bytes, crc);
			size += bytes.length;
			if (!deflate.write(bytes)) await once(deflate, 'drain');
		};
		for (const piece of pieces) {
			text += piece;
			if (text.length > 65_536) await flush();
		}
		await flush();
		deflate.end();
	};
	const drain = async () => {
		for await (const bytes of deflate) await write(bytes as Buffer);
	};
	await Promise.all([feed(), drain()]);
	return { crc, size };
}
