import { parseDecimal } from '../kernel/money';
import type * as objects from './objects';

/**
 * What an order pays of its price, in minor units: without what is on top of it. A discount does not count: where the
 * buyer's browser makes the order, the buyer could write one.
 */
export function priceOfOrder(amount: objects.OrderAmount | undefined): number | null {
	const { breakdown } = amount ?? {};
	if (!amount || !breakdown) return null;
	const minor = (part: { value: string } | undefined) => minorOf(part?.value, amount.currency_code);
	const onTop =
		minor(breakdown.tax_total) + minor(breakdown.shipping) + minor(breakdown.handling) + minor(breakdown.insurance);
	return Math.max(minor(amount) - onTop, 0);
}

/** The same of a payment of the older API. */
export function priceOfPayment(amount: objects.AnyAmount): number | null {
	if (!amount || !('total' in amount) || !amount.details) return null;
	const { tax, shipping, handling_fee, insurance, gift_wrap } = amount.details;
	const minor = (part: string | undefined) => minorOf(part, amount.currency);
	const onTop = minor(tax) + minor(shipping) + minor(handling_fee) + minor(insurance) + minor(gift_wrap);
	return Math.max(minor(amount.total) - onTop, 0);
}

const minorOf = (decimal: string | undefined, currency: string) =>
	decimal === undefined ? 0 : parseDecimal(decimal, currency).amountMinor;
