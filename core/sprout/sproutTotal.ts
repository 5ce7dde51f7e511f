import { compareDecimals, minus, percentOf, plus, rounded, times, zero, type Decimal } from './decimal';
import type { SproutInvoice, SproutLine } from './site';

/** Whether a site takes the discount of an invoice off the sum with its taxes (the default), or off the sum before them. */
export const discountOrders = ['after_taxes', 'before_taxes'] as const;
export type DiscountOrder = (typeof discountOrders)[number];

type Amounts = Pick<SproutInvoice, 'lines' | 'discount' | 'tax1' | 'tax2' | 'shipping' | 'fees' | 'total'>;

/**
 * What Sprout itself makes of an invoice. Only percentages are rounded there, to two decimals in every currency; a line is
 * not.
 *
 * Source: get_calculated_total(), get_subtotal(), get_discount_total(), get_fees_total() of SI_Invoice, Sprout Invoices 19.9.
 */
export function sproutTotal(invoice: Amounts, order: DiscountOrder): Decimal {
	const lines = plus(...invoice.lines.filter(({ heading }) => !heading).map(sproutLineTotal));
	// Without lines the stored total stands for their sum; taxes are still taken from the lines.
	const sum = isNothing(lines) ? (invoice.total ?? zero) : lines;
	const taxes = [invoice.tax1, invoice.tax2];
	const withTaxes = plus(sum, ...taxes.map((tax) => percentOf(sum, tax)));
	const discount = rounded(percentOf(order === 'after_taxes' ? withTaxes : sum, invoice.discount), 2);
	const taxed = plus(sum, ...taxes.map((tax) => rounded(percentOf(lines, tax), 2)));
	const fees = plus(invoice.shipping, ...invoice.fees.map(({ total }) => total));
	return rounded(plus(minus(taxed, discount), fees), 2);
}

/** A line without rounding, less its discount, which is rounded. */
export function sproutLineTotal({ rate, quantity, discount }: SproutLine): Decimal {
	const full = times(rate, quantity);
	return minus(full, rounded(percentOf(full, discount), 2));
}

/** True for a sum that Sprout takes for none. */
export const isNothing = (sum: Decimal): boolean => compareDecimals(sum, { units: 1n, scale: 2 }) < 0;
