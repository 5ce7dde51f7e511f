import type { z } from 'zod';
import type { invoice } from './objects';

/**
 * What the lines of a paid invoice cost, in Stripe's units: its total without the tax and the shipping on top, and with
 * the discounts. Credit on the customer's balance lowers what is due, not the total. Undefined when the total is not told.
 */
export function priceOfInvoice(object: z.output<typeof invoice>): number | undefined {
	if (typeof object.total !== 'number') return undefined;
	const discounts = sum(object.total_discount_amounts?.map(({ amount }) => amount));
	return object.total - taxOnTop(object) - (object.amount_shipping ?? 0) + discounts;
}

/** Tax that is part of the prices is no tax on top of them. */
function taxOnTop({ total_taxes, total_tax_amounts, tax }: z.output<typeof invoice>): number {
	if (total_taxes) {
		return sum(total_taxes.filter(({ tax_behavior }) => tax_behavior === 'exclusive').map(({ amount }) => amount));
	}
	if (total_tax_amounts) {
		return sum(total_tax_amounts.filter(({ inclusive }) => inclusive === false).map(({ amount }) => amount));
	}
	return tax ?? 0;
}

const sum = (amounts: readonly number[] = []) => amounts.reduce((total, amount) => total + amount, 0);
