import type { Cell } from '../../spreadsheet';
import { currencyOf } from '../values/currency';
import { amountText, decimalWith, minorWith } from '../values/amount';
import { dateText } from '../values/dateText';
import { percentageIn } from '../values/percentage';
import { orderOf, shortText } from '../values/shownText';
import { isBlank } from '../values/text';
import type { DateOrder, DecimalSign } from '../understanding';
import { ExactSum, sumDecimals } from './exactSum';

export type Looks = 'amount' | 'date' | 'percentage' | 'currency' | 'text';

const mostSamples = 5;

/** What the cells of a column show together. It keeps counters and a few examples, however many cells there are. */
export class ColumnEvidence {
	filled = 0;
	readonly samples: string[] = [];
	/** Amounts that are texts, by what each shows about the decimal sign. */
	readonly signs = { '.': 0, ',': 0, either: 0, plain: 0 };
	eitherExample = '';
	readonly currencies = new Map<string, number>();
	/** Dates that are texts: how many can be read in this order only. */
	readonly onlyOrder = { dmy: 0, mdy: 0, ymd: 0 };
	severalOrders = 0;
	ordersExample = '';
	/** The orders in which date cells are shown. */
	readonly shownOrders = { dmy: 0, mdy: 0, ymd: 0 };
	/** Date cells, and those after the 12th of a month. */
	days = 0;
	lateDays = 0;
	/** Percentages that do not say it themselves. */
	above1 = 0;
	below1 = 0;
	/** By each decimal sign: numbers count in both. */
	readonly sums = { '.': new ExactSum(), ',': new ExactSum() };

	constructor(private readonly looks: Looks) {}

	add(cell: Cell): void {
		if (isBlank(cell)) return;
		this.filled++;
		if (this.samples.length < mostSamples) this.samples.push(shortText(cell));
		switch (this.looks) {
			case 'amount':
				return this.addAmount(cell);
			case 'date':
				return this.addDate(cell);
			case 'percentage':
				return this.addPercentage(cell);
			case 'currency':
				return this.addCurrency(typeof cell.value === 'string' ? currencyOf(cell.value) : undefined);
			case 'text':
		}
	}

	private addAmount({ kind, value, format }: Cell): void {
		if (format.currency !== null) this.addCurrency(currencyOf(format.currency));
		if (kind === 'number' && typeof value === 'number') {
			this.sums['.'].add(value);
			this.sums[','].add(value);
			return;
		}
		const amount = kind === 'text' && typeof value === 'string' ? amountText(value) : undefined;
		if (amount === undefined) return;
		this.signs[amount.shows]++;
		if (amount.shows === 'either' && this.eitherExample === '' && typeof value === 'string') this.eitherExample = value;
		if (typeof amount.currency === 'string') this.addCurrency(amount.currency);
		for (const sign of ['.', ','] as const) {
			const units = minorWith(amount, sign, sumDecimals);
			if (typeof units === 'number') this.sums[sign].addUnits(units);
			else if (units === 'too_many_decimals') this.sums[sign].add(Number(decimalWith(amount, sign)));
		}
	}

	private addCurrency(currency: string | undefined): void {
		if (currency === undefined) return;
		const count = this.currencies.get(currency);
		if (count !== undefined || this.currencies.size < 20) this.currencies.set(currency, (count ?? 0) + 1);
	}

	private addDate({ kind, value, format }: Cell): void {
		if (kind === 'date') {
			this.days++;
			if (typeof value === 'string' && value.slice(8, 10) > '12') this.lateDays++;
			const order = orderOf(format);
			if (order !== null) this.shownOrders[order]++;
			return;
		}
		const date = kind === 'text' && typeof value === 'string' ? dateText(value) : undefined;
		if (date === undefined || 'day' in date) return;
		const [only, more] = date.orders;
		if (only !== undefined && more === undefined) this.onlyOrder[only]++;
		else this.severalOrders++;
		if (more !== undefined && this.ordersExample === '' && typeof value === 'string') this.ordersExample = value;
	}

	private addPercentage(cell: Cell): void {
		const percentage = percentageIn(cell);
		if (percentage === undefined || percentage.certain || percentage.value === 0) return;
		if (percentage.value > 1) this.above1++;
		else if (percentage.value < 1) this.below1++;
	}

	/** The order that the texts prove; `contrary` when some prove another, and null when none proves one. */
	get provenOrder(): DateOrder | 'contrary' | null {
		return proven(this.onlyOrder);
	}

	/**
	 * True when a program of another country has read the column before: it took 03/04 for the third month, and left 31/03 as
	 * a text. Then no date cell is after the 12th, and every text is.
	 */
	get perhapsSwapped(): boolean {
		return this.days >= 3 && this.lateDays === 0 && this.onlyOrder.dmy >= 3 && this.severalOrders === 0;
	}

	/** The decimal sign that the texts prove; `contrary` when some prove the other, and null when none proves one. */
	get provenSign(): DecimalSign | 'contrary' | null {
		return proven({ '.': this.signs['.'], ',': this.signs[','] });
	}
}

/** A few mistakes among many do not count: one in twenty. */
function proven<Choice extends string>(counts: Readonly<Record<Choice, number>>): Choice | 'contrary' | null {
	const entries = Object.entries(counts) as Array<[Choice, number]>;
	const [first, second] = entries.sort(([, one], [, other]) => other - one);
	if (first === undefined || first[1] === 0) return null;
	return second === undefined || second[1] * 20 <= first[1] ? first[0] : 'contrary';
}
