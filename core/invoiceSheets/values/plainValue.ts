import type { SheetField } from '../fields';
import type { ColumnUnderstanding } from '../understanding';
import { amountText, decimalWith } from './amount';
import { dayIn } from './day';

const dates: ReadonlySet<SheetField> = new Set(['issuedOn', 'dueOn', 'paidOn']);
const amounts: ReadonlySet<SheetField> = new Set([
	...(['net', 'tax', 'total', 'paid', 'balance', 'amount', 'lineUnitPrice', 'lineTotal'] as const),
]);

/** A value that can be read in one way only. */
export type PlainCell =
	| { readonly kind: 'date'; readonly value: string }
	| {
			readonly kind: 'amount';
			readonly value: number;
			readonly decimals: number;
			/** ISO 4217; null when neither the text nor its column says it. */
			readonly currency: string | null;
	  };

/**
 * What a date or an amount means in its column: without the other rows, 03/04/2026 and 1.234 could mean something else.
 * Undefined for every other text, and for one that cannot be read.
 */
export function plainValue(text: string, { field, reading }: ColumnUnderstanding): PlainCell | undefined {
	if (field === null) return undefined;
	if (dates.has(field)) {
		const read = dayIn({ kind: 'text', value: text }, reading.dateOrder);
		return 'day' in read ? { kind: 'date', value: read.day } : undefined;
	}
	if (!amounts.has(field)) return undefined;
	const read = amountText(text);
	if (read === undefined || read.currency === undefined || read.currency === '?') return undefined;
	// A number of the file itself is shown with a point.
	const decimal = decimalWith(read, reading.decimalSign ?? '.');
	if (decimal === undefined) return undefined;
	const decimals = decimal.split('.')[1]?.length ?? 0;
	return { kind: 'amount', value: Number(decimal), decimals, currency: read.currency ?? reading.currency };
}
