import { exponentOf } from '../kernel/money';
import { minus, percentOf, plus, rounded, times, type Decimal } from '../sprout';

/** The numbers of an invoice as Invoice Ninja takes them. */
export interface NinjaAmounts {
	readonly lines: ReadonlyArray<{ readonly cost: Decimal; readonly quantity: Decimal; readonly discount: Decimal }>;
	/** Per cent of the sum of the lines, taken off before taxes. */
	readonly discount: Decimal;
	readonly taxes: readonly Decimal[];
	/** Untaxed, added at the end. */
	readonly surcharges: readonly Decimal[];
	readonly currency: string;
}

/**
 * What Invoice Ninja makes of them: each line is rounded to two decimals before its discount, and to its currency after it,
 * to two decimals at the most; then the discount of the invoice, then each tax.
 *
 * Source: InvoiceItemSum::setLineTotal(), setDiscount() and push(), InvoiceSum::build(), Taxer::taxer(),
 * Discounter::discount() of Invoice Ninja 5.12.
 */
export function ninjaTotal({ lines, discount, taxes, surcharges, currency }: NinjaAmounts): Decimal {
	const decimals = exponentOf(currency);
	const sum = plus(
		...lines.map((line) => {
			const full = rounded(times(line.cost, line.quantity), 2);
			return rounded(minus(full, percentOf(full, line.discount)), Math.min(2, decimals));
		}),
	);
	const net = minus(sum, rounded(percentOf(sum, discount), 2));
	const total = plus(net, ...taxes.map((tax) => rounded(percentOf(net, tax), 2)), ...surcharges);
	return rounded(total, decimals);
}
