import type { SheetField } from '../fields';
import type { ColumnReading, DateOrder, DecimalSign, Question, SheetCorrection } from '../understanding';
import { severalCurrencies } from '../values/currency';
import type { ColumnEvidence } from './columnEvidence';

/** A column that is read, with what its cells and its header show. */
export interface ReadColumn {
	readonly column: number;
	readonly field: SheetField;
	readonly headerCurrency: string | null;
	readonly evidence: ColumnEvidence;
}

export interface DecidedReadings {
	readonly readings: ReadonlyMap<number, ColumnReading>;
	readonly currency: string | null;
	readonly questions: readonly Question[];
}

export const dateFields: readonly SheetField[] = ['issuedOn', 'dueOn', 'paidOn'];
export const moneyFields: readonly SheetField[] = [
	'net',
	'tax',
	'total',
	'paid',
	'balance',
	'amount',
	'lineUnitPrice',
	'lineTotal',
];
/** Numbers that have a decimal sign. */
export const numberFields: readonly SheetField[] = [...moneyFields, 'lineQuantity'];

export interface Said {
	readonly person: SheetCorrection;
	readonly memory: SheetCorrection;
}

/**
 * Decides how the columns of a tab are read, by all of their cells, then by the other columns of the tab, then by memory. A
 * person's word goes before everything. What nobody can tell becomes a question.
 *
 * @param titles currencies that the rows above the header name.
 */
export function decideReadings(
	sheet: number,
	columns: readonly ReadColumn[],
	titles: readonly string[],
	said: Said,
): DecidedReadings {
	const questions: Question[] = [];
	const ask = (kind: Question['kind'], column: number | null, field: SheetField | null, example: string): void => {
		questions.push({ kind, sheet, column, field, example });
	};
	const readings = new Map<number, ColumnReading>();
	const dates = columns.filter(({ field }) => dateFields.includes(field));
	const numbers = columns.filter(({ field }) => numberFields.includes(field));
	for (const { column, field, evidence, headerCurrency } of columns) {
		const order = dates.some((date) => date.column === column) ? orderFor(evidence, dates, said) : null;
		if (order === 'ask') ask('date_order', column, field, evidence.ordersExample || evidence.samples[0] || '');
		const sign = numbers.some((number) => number.column === column) ? signFor(evidence, numbers, said) : null;
		if (sign === 'ask') ask('decimal_sign', column, field, evidence.eitherExample || evidence.samples[0] || '');
		readings.set(column, {
			dateOrder: order === 'ask' ? null : order,
			decimalSign: sign === 'ask' ? null : sign,
			currency: moneyFields.includes(field) ? currencyFor(evidence, headerCurrency) : null,
			wholePercents: field === 'taxRate' ? evidence.above1 > 0 || evidence.below1 === 0 : null,
		});
	}
	const currency = currencyOfSheet(columns, readings, titles, said);
	const unnamed = currency === null ? amountsWithoutCurrency(columns) : undefined;
	if (unnamed) ask('currency', null, null, unnamed.evidence.samples[0] ?? '');
	return { readings, currency, questions };
}

function orderFor(
	evidence: ColumnEvidence,
	dates: readonly ReadColumn[],
	{ person, memory }: Said,
): DateOrder | 'ask' | null {
	if (person.dateOrder) return person.dateOrder;
	const own = evidence.provenOrder;
	if (own === 'contrary') return 'ask';
	if (own !== null) return own;
	if (evidence.severalOrders === 0) return null;
	const proven = new Set(dates.flatMap((date) => date.evidence.provenOrder ?? []));
	const shown = new Set(
		dates.flatMap((date) => (['dmy', 'mdy'] as const).filter((order) => date.evidence.shownOrders[order] > 0)),
	);
	return single(proven.size > 0 ? proven : shown, 'contrary') ?? memory.dateOrder ?? 'ask';
}

function signFor(
	evidence: ColumnEvidence,
	numbers: readonly ReadColumn[],
	{ person, memory }: Said,
): DecimalSign | 'ask' | null {
	if (person.decimalSign) return person.decimalSign;
	const own = evidence.provenSign;
	if (own === 'contrary') return 'ask';
	if (own !== null) return own;
	if (evidence.signs.either === 0) return null;
	const proven = new Set(numbers.flatMap((number) => number.evidence.provenSign ?? []));
	return single(proven, 'contrary') ?? memory.decimalSign ?? 'ask';
}

/** The only one, unless it is the one that does not count. */
function single<Choice extends string, No extends string>(
	choices: ReadonlySet<Choice | No>,
	no: No,
): Exclude<Choice, No> | undefined {
	const [only] = choices;
	return choices.size === 1 && only !== undefined && only !== no ? (only as Exclude<Choice, No>) : undefined;
}

function currencyFor({ currencies }: ColumnEvidence, header: string | null): string | null {
	const concrete = new Set(
		[...currencies.keys(), ...(header === null ? [] : [header])].filter((code) => code !== severalCurrencies),
	);
	const [only] = concrete;
	const unclear = currencies.has(severalCurrencies) && only !== undefined && !isDollar(only);
	return concrete.size === 1 && only !== undefined && !unclear ? only : null;
}

/** A `$` beside euros is not a euro. */
const isDollar = (currency: string): boolean =>
	/^(?:USD|CAD|AUD|NZD|SGD|HKD|MXN|TWD|JPY|CNY|SEK|NOK|DKK)$/.test(currency);

function currencyOfSheet(
	columns: readonly ReadColumn[],
	readings: ReadonlyMap<number, ColumnReading>,
	titles: readonly string[],
	{ person, memory }: Said,
): string | null {
	if (person.currency) return person.currency;
	const money = columns.filter(({ field }) => moneyFields.includes(field));
	const named = new Set(money.flatMap(({ column }) => readings.get(column)?.currency ?? []));
	const mixed = money.some(({ evidence }) => evidence.currencies.size > 1);
	const [only] = named;
	if (named.size === 1 && only !== undefined && !mixed) return only;
	const titled = new Set(titles.filter((code) => code !== severalCurrencies));
	const [title] = titled;
	if (named.size === 0 && titled.size === 1 && title !== undefined && !mixed) return title;
	return memory.currency ?? null;
}

/** An amount column in which some cell has no currency of its own, in a tab without a column for it. */
function amountsWithoutCurrency(columns: readonly ReadColumn[]): ReadColumn | undefined {
	if (columns.some(({ field, evidence }) => field === 'currency' && !evidence.currencies.has(severalCurrencies)))
		return undefined;
	const main = (['total', 'net', 'lineTotal', 'lineUnitPrice', 'balance'] as const).find((field) =>
		columns.some((column) => column.field === field),
	);
	return columns.find(({ field, evidence }) => {
		const clear = [...evidence.currencies].filter(([code]) => code !== severalCurrencies);
		return field === main && clear.reduce((sum, [, count]) => sum + count, 0) < evidence.filled;
	});
}
