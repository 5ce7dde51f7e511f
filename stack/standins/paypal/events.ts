import { randomBytes } from 'node:crypto';

export interface PayPalEvent {
	readonly id: string;
	readonly event_version: string;
	readonly create_time: string;
	readonly resource_type: string;
	readonly resource_version: string;
	readonly event_type: string;
	readonly summary: string;
	readonly resource: Readonly<Record<string, unknown>>;
	readonly links: readonly unknown[];
}

/** Makes an ID in PayPal's form: 17 letters and digits. */
export const newId = (): string => randomBytes(9).toString('hex').toUpperCase().slice(0, 17);

export function payPalEvent(
	type: string,
	resource: Readonly<Record<string, unknown>>,
	changes: Partial<PayPalEvent> = {},
): PayPalEvent {
	return {
		id: `WH-${newId()}-${newId()}`,
		event_version: '1.0',
		create_time: new Date().toISOString(),
		resource_type: type.split('.')[1]?.toLowerCase() ?? '',
		resource_version: '2.0',
		event_type: type,
		summary: type,
		resource,
		links: [],
		...changes,
	};
}

/** The product and its buyer. */
export interface Sale {
	readonly order?: string;
	readonly customer?: string;
	readonly plan?: string;
	readonly domain?: string;
	readonly invoice?: string;
	/** PayPal's decimal text, such as `12.00`. */
	readonly value: string;
	readonly currency: string;
	readonly captureId?: string;
}

/** Makes the event that PayPal sends when the money of a checkout has arrived. */
export function captureCompleted(sale: Sale, changes: Partial<PayPalEvent> = {}): PayPalEvent {
	const { order, customer, plan, domain, captureId = newId() } = sale;
	const custom = Object.entries({ order, customer_code: customer, plan_code: plan, domain }).flatMap(([key, value]) =>
		value === undefined ? [] : [[key, value] as const],
	);
	return payPalEvent(
		'PAYMENT.CAPTURE.COMPLETED',
		{
			id: captureId,
			status: 'COMPLETED',
			amount: { value: sale.value, currency_code: sale.currency },
			final_capture: true,
			custom_id: new URLSearchParams(Object.fromEntries(custom)).toString(),
			...(sale.invoice !== undefined && { invoice_id: sale.invoice }),
			supplementary_data: { related_ids: { order_id: newId() } },
			links: [],
		},
		changes,
	);
}

/**
 * Makes the event that PayPal sends after a refund of all or a part of a capture. `total` counts all refunds so far.
 */
export function captureRefunded(captureId: string, value: string, total: string, currency: string): PayPalEvent {
	return payPalEvent('PAYMENT.CAPTURE.REFUNDED', {
		id: newId(),
		status: 'COMPLETED',
		amount: { value, currency_code: currency },
		seller_payable_breakdown: { total_refunded_amount: { value: total, currency_code: currency } },
		links: [
			{ rel: 'self', method: 'GET', href: `https://api.paypal.com/v2/payments/refunds/${newId()}` },
			{ rel: 'up', method: 'GET', href: `https://api.paypal.com/v2/payments/captures/${captureId}` },
		],
	});
}
