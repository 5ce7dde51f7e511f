import type { InvoiceToSend } from '../../imports';
import { exponentOf } from '../../kernel/money';
import {
	compareDecimals,
	decimalText,
	equal,
	isZero,
	minus,
	percentOf,
	plus,
	readDecimal,
	rounded,
	times,
	zero,
	type Decimal,
} from '../../sprout';
import { ninjaTotal } from '../ninjaTotal';

export interface PlannedLine {
	readonly notes: string;
	readonly cost: Decimal;
	readonly quantity: Decimal;
}

/** An invoice of a spreadsheet as Invoice Ninja takes it. */
export interface ImportedAmounts {
	readonly lines: readonly PlannedLine[];
	/** Per cent; undefined where no tax is told, or no rate makes it. */
	readonly taxRate: Decimal | undefined;
	/** Whether the prices have the tax in them. */
	readonly inclusive: boolean;
	/** What Invoice Ninja will make of it. */
	readonly total: Decimal;
	/** What an operator should know. */
	readonly oddities: ReadonlyArray<{ readonly field: string; readonly ninja: string; readonly why: string }>;
}

const one: Decimal = { units: 1n, scale: 0 };
const hundred: Decimal = { units: 100n, scale: 0 };

/** An amount in minor units as a decimal. */
export const decimalOfMinor = (minor: number, currency: string): Decimal => ({
	units: BigInt(minor),
	scale: exponentOf(currency),
});

/**
 * Turns the sums of a spreadsheet into lines and a tax rate that make them again. A spreadsheet tells sums and no rate: the
 * rate is the one with the fewest decimals, three at the most, that makes the tax of the net to the cent. Lines that make
 * neither the net nor the total get one line more with the rest.
 */
export function amountsOf(invoice: InvoiceToSend): ImportedAmounts {
	const { currency } = invoice;
	const of = (minor: number) => decimalOfMinor(minor, currency);
	const total = of(invoice.totalMinor);
	const tax = of(invoice.taxMinor ?? 0);
	const net = of(invoice.netMinor ?? invoice.totalMinor);
	const isSplit = !isZero(tax) && equal(plus(net, tax), total);
	const sum = of(invoice.lines.reduce((all, line) => all + line.totalMinor, 0));
	const inclusive = isSplit && invoice.lines.length > 0 && equal(sum, total);
	const taxRate = isSplit ? rateOf({ net, tax, total }, inclusive) : undefined;
	const oddities: Array<ImportedAmounts['oddities'][number]> = [];
	const lines = linesOf(invoice, isSplit ? net : total);
	const told = isSplit && !inclusive ? net : total;
	const rest = invoice.lines.length === 0 ? zero : minus(told, sum);
	if (!isZero(rest)) {
		lines.push({ notes: 'Difference to the total of the spreadsheet', cost: rest, quantity: one });
		oddities.push({
			...{ field: 'lines', ninja: `a line of ${decimalText(rest, 2)} more` },
			why: 'the lines of the spreadsheet do not make its sums',
		});
	}
	if (isSplit && !taxRate) {
		if (!inclusive) lines.push({ notes: 'Tax', cost: tax, quantity: one });
		oddities.push({
			...{ field: 'tax', ninja: inclusive ? 'not told apart' : 'a line' },
			why: `no tax rate makes ${decimalText(tax, 2)} of ${decimalText(net, 2)}`,
		});
	}
	const made = ninjaTotal({
		...{ lines: lines.map((line) => ({ ...line, discount: zero })), discount: zero, surcharges: [], currency },
		taxes: taxRate && !inclusive ? [taxRate] : [],
	});
	if (!equal(made, total)) {
		oddities.push({
			field: 'total',
			ninja: decimalText(made, 2),
			why: 'Invoice Ninja keeps two decimals of each line',
		});
	}
	return { lines, taxRate, inclusive: inclusive && taxRate !== undefined, total: made, oddities };
}

function linesOf(invoice: InvoiceToSend, sum: Decimal): PlannedLine[] {
	if (invoice.lines.length === 0) return [{ notes: `Invoice ${invoice.number}`, cost: sum, quantity: one }];
	return invoice.lines.map(({ description, quantity: said, unitPriceMinor, totalMinor }) => {
		const total = decimalOfMinor(totalMinor, invoice.currency);
		const quantity = readDecimal(said) ?? one;
		const price = unitPriceMinor === null ? undefined : decimalOfMinor(unitPriceMinor, invoice.currency);
		if (price && equal(rounded(times(price, quantity), exponentOf(invoice.currency)), total)) {
			return { notes: description, cost: price, quantity };
		}
		const notes = equal(quantity, one) ? description : `${description} (quantity ${decimalText(quantity)})`;
		return { notes, cost: total, quantity: one };
	});
}

interface Sums {
	readonly net: Decimal;
	readonly tax: Decimal;
	readonly total: Decimal;
}

/** The simplest rate that makes the tax to the cent, as Invoice Ninja calculates it (Taxer.php). */
function rateOf({ net, tax, total }: Sums, inclusive: boolean): Decimal | undefined {
	if (compareDecimals(net, zero) <= 0 || compareDecimals(tax, zero) <= 0) return undefined;
	const makes = (rate: Decimal) =>
		inclusive
			? rounded(minus(total, quotient(times(total, hundred), plus(hundred, rate), 8)), 2)
			: rounded(percentOf(net, rate), 2);
	const rates = [0, 1, 2, 3].map((decimals) => quotient(times(tax, hundred), net, decimals));
	return rates.find((rate) => !isZero(rate) && equal(makes(rate), tax));
}

/** Both above zero. */
function quotient(dividend: Decimal, divisor: Decimal, decimals: number): Decimal {
	const scale = decimals + 2;
	const units =
		(dividend.units * 10n ** BigInt(scale + divisor.scale)) / (divisor.units * 10n ** BigInt(dividend.scale));
	return rounded({ units, scale }, decimals);
}
