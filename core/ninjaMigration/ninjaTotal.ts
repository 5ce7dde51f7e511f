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
 * What Invoice Ninja makes of them: each line is rounded to its currency and to two decimals at the most, then the
 * discount, then each tax.
 *
 * Source: InvoiceItemSum::setDiscount() and push(), InvoiceSum::build(), Taxer::taxer(), Discounter::discount() of
 * Invoice Ninja 5.12; rounding of lines in currencies with three decimals as the facts have it.
 */
export function ninjaTotal({ lines, discount, taxes, surcharges, currency }: NinjaAmounts): Decimal {
	const decimals = Math.min(2, exponentOf(currency));
	const sum = plus(
		...lines.map((line) => {
			const full = times(line.cost, line.quantity);
			return rounded(minus(full, percentOf(full, line.discount)), decimals);
		}),
	);
	const net = minus(sum, rounded(percentOf(sum, discount), 2));
	const total = plus(net, ...taxes.map((tax) => rounded(percentOf(net, tax), 2)), ...surcharges);
	return rounded(total, exponentOf(currency));
}
