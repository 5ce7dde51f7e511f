import type { Money } from '../../kernel/money';
import { InputError } from '../../kernel/errors';
import { stripeAmountOf } from '../amount';

/** One line of a page that sells: a price of Stripe, or an amount with its words. */
export interface Line {
	readonly priceId?: string;
	readonly name?: string;
	readonly unitAmount?: Money;
	readonly quantity: number;
}

export type Interval = 'day' | 'week' | 'month' | 'year';

/**
 * @param interval how often it is paid; undefined for once.
 * @throws InputError when a line has neither a price nor an amount with its words.
 */
export function lineItemsOf(lines: readonly Line[], every?: { interval: Interval; count: number }) {
	if (lines.length === 0) throw new InputError('lines', 'has no line', 'Say what is sold.');
	return lines.map(({ priceId, name, unitAmount, quantity }, index) => {
		if (priceId !== undefined) return { price: priceId, quantity };
		if (!unitAmount || name === undefined) {
			throw new InputError(
				`lines.${index}`,
				'has no price, and no name with an amount',
				'Give a price of Stripe, or a name and an amount.',
			);
		}
		return {
			price_data: {
				currency: unitAmount.currency.toLowerCase(),
				unit_amount: stripeAmountOf(unitAmount),
				product_data: { name },
				...(every && { recurring: { interval: every.interval, interval_count: every.count } }),
			},
			quantity,
		};
	});
}

/** What Payment Trigger and MSP Billing know an order by. */
export interface OrderReferences {
	readonly order?: string;
	readonly customerCode?: string;
	readonly planCode?: string;
	readonly domain?: string;
	readonly invoice?: string;
	/** Of the pack: it says what of the money is for which invoice. */
	readonly paymentRequest?: string;
}

export function orderMetadata(
	{ order, customerCode, planCode, domain, invoice, paymentRequest }: OrderReferences,
	more: Readonly<Record<string, string>> = {},
): Record<string, string> {
	const known = {
		...{ order, customer_code: customerCode, plan_code: planCode, domain, invoice },
		payment_request: paymentRequest,
	};
	const given = Object.entries(known).filter((entry): entry is [string, string] => entry[1] !== undefined);
	return { ...more, ...Object.fromEntries(given) };
}
