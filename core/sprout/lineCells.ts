import { InputError } from '../kernel/errors';
import type { CsvRow } from './csv';
import { equal, minus, percentOf, readDecimal, rounded, times, zero, type Decimal } from './decimal';
import type { NotesAbout } from './notes';
import { plainText } from './plainText';
import type { SproutLine } from './site';

const numbers = ['Line Item Rate', 'Line Item Quantity', 'Line Item Percentage', 'Line Item Total'] as const;

/**
 * The line items of a row: several are joined by commas inside each cell. A description may hold commas itself; then only
 * the numbers tell how many lines there are.
 *
 * @throws InputError with the column when the cells hold different numbers of lines, such as with decimal commas.
 */
export function linesOfCells(row: CsvRow, told: NotesAbout): SproutLine[] {
	const rates = partsOf(row, 'Line Item Rate');
	const descriptions = partsOf(row, 'Line Item Desc');
	if (rates.length === 0) {
		if (descriptions.length === 0) return [];
		throw new InputError('Line Item Rate', 'is empty, and there are line items', 'Give a rate for each line item.');
	}
	for (const column of numbers) {
		const parts = partsOf(row, column);
		if (parts.length === 0 || parts.length === rates.length) continue;
		throw new InputError(
			column,
			`has ${parts.length} values for ${rates.length} rates`,
			'Give each line item one value, with commas between them and points in the decimals.',
		);
	}
	const texts = textsOf(row.at('Line Item Desc'), descriptions, rates.length, told);
	return rates.map((_, index) => {
		const line = {
			description: plainText(texts[index] ?? ''),
			rate: numberAt(row, 'Line Item Rate', index) ?? zero,
			quantity: numberAt(row, 'Line Item Quantity', index) ?? { units: 1n, scale: 0 },
			discount: numberAt(row, 'Line Item Percentage', index) ?? zero,
			heading: false,
		};
		checkTotal(line, numberAt(row, 'Line Item Total', index), index, told);
		return line;
	});
}

function partsOf(row: CsvRow, column: string): string[] {
	const cell = row.at(column);
	return cell === '' ? [] : cell.split(',').map((part) => part.trim());
}

function textsOf(cell: string, parts: readonly string[], count: number, told: NotesAbout): readonly string[] {
	if (parts.length === count) return parts;
	if (count === 1) return [cell];
	told.note(
		'Line Item Desc',
		`has ${parts.length} parts for ${count} line items, so that nobody can tell which text is of which`,
		'The first line has the whole text. Write commas in descriptions as semicolons, or move by SQL.',
	);
	return [cell];
}

function numberAt(row: CsvRow, column: (typeof numbers)[number], index: number): Decimal | undefined {
	const text = partsOf(row, column)[index] ?? '';
	if (text === '') return undefined;
	const read = readDecimal(text.replace(/%$/, ''));
	if (read) return read;
	throw new InputError(
		column,
		`is not a number: '${text.slice(0, 30)}'`,
		'Write digits with a point, such as 1234.50.',
	);
}

function checkTotal(line: SproutLine, total: Decimal | undefined, index: number, told: NotesAbout): void {
	if (!total) return;
	const full = times(line.rate, line.quantity);
	if (equal(rounded(minus(full, percentOf(full, line.discount)), 2), rounded(total, 2))) return;
	told.note(
		'Line Item Total',
		`of line ${index + 1} is not its rate times its quantity less its discount`,
		'The rate and the quantity are moved. Compare the totals.',
	);
}
