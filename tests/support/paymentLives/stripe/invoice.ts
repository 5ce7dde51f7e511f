import { invoiceFields, invoicePaymentFields } from './objects';
import { dueOf, totalOf, type Bill } from '../truth';
import type { StripeMoney } from './money';
import { isFrom, type StripeWorld } from './world';

export interface InvoiceOptions {
	readonly bill: Bill;
	/** In upper case. */
	readonly currency: string;
	readonly customer: string | null;
	readonly reason: 'subscription_create' | 'subscription_cycle' | 'manual';
	readonly subscription: string | null;
	/** The metadata of the subscription, of which the invoice keeps a copy. */
	readonly metadata: Readonly<Record<string, string>>;
}

/** An invoice of Stripe Billing, or the receipt of a checkout that makes one. */
export class StripeInvoice {
	readonly id: string;
	readonly object: Record<string, unknown>;
	private money: StripeMoney | undefined;
	private outside = false;
	private payment: Record<string, unknown> | undefined;

	constructor(
		readonly world: StripeWorld,
		readonly options: InvoiceOptions,
	) {
		const { bill, currency, customer, reason } = options;
		const units = (minor: number) => world.units(minor);
		const price = bill.trial ? 0 : bill.priceMinor;
		this.id = world.id('in');
		this.object = invoiceFields({
			id: this.id,
			amount_due: units(dueOf(bill)),
			amount_paid: 0,
			amount_remaining: units(dueOf(bill)),
			amount_shipping: units(bill.shippingMinor),
			attempt_count: 0,
			billing_reason: reason,
			created: world.now,
			currency: currency.toLowerCase(),
			customer,
			// Credit of the customer is negative (docs "Customer credit balance"); it is applied when the invoice is final.
			starting_balance: -units(bill.creditMinor),
			ending_balance: null,
			lines: { object: 'list', data: [], has_more: false, url: `/v1/invoices/${this.id}/lines` },
			parent: this.parent(),
			period_end: world.now,
			period_start: world.now,
			status: 'draft',
			subtotal: units(price),
			total: units(totalOf(bill)),
			total_discount_amounts:
				bill.discountMinor > 0 ? [{ amount: units(bill.discountMinor), discount: world.id('di') }] : [],
			total_taxes: taxesOf(bill, units),
		});
		this.send('invoice.created');
		Object.assign(this.object, { status: 'open', ending_balance: 0 });
		this.send('invoice.finalized');
	}

	private parent(): Record<string, unknown> | null {
		const { subscription, metadata } = this.options;
		if (subscription === null) return null;
		return { type: 'subscription_details', quote_details: null, subscription_details: { metadata, subscription } };
	}

	/** Joins the invoice with the intent that pays it. */
	paidBy(money: StripeMoney): void {
		this.money = money;
		const { amountMinor } = money.options;
		this.payment = invoicePaymentFields({
			id: this.world.id('inpay'),
			amount_paid: null,
			amount_requested: this.world.units(amountMinor),
			created: this.world.now,
			currency: this.object.currency,
			invoice: this.id,
			payment: { type: 'payment_intent', payment_intent: money.intent.id },
			status: 'open',
			status_transitions: { canceled_at: null, paid_at: null },
		});
	}

	attemptFails(): void {
		this.attempted();
		this.send('invoice.payment_failed');
	}

	private attempted(): void {
		Object.assign(this.object, { attempted: true, attempt_count: Number(this.object.attempt_count) + 1 });
	}

	/** Settles the invoice: with its money, without any where nothing is due, or `outside` Stripe. */
	settle(outside = false): void {
		const { amount_due: due } = this.object;
		this.outside = outside;
		if (this.money && !outside) this.attempted();
		Object.assign(this.object, {
			status: 'paid',
			amount_paid: due,
			amount_remaining: 0,
			status_transitions: {
				finalized_at: this.object.created,
				marked_uncollectible_at: null,
				paid_at: this.world.now,
				voided_at: null,
			},
			...(outside && { amount_paid_off_stripe: due }),
		});
		this.send('invoice.paid');
		// Not for an invoice that was paid outside Stripe (docs, event types: "invoice.paid").
		if (!outside) this.send('invoice.payment_succeeded');
		if (!this.payment) return;
		const paid = { canceled_at: null, paid_at: this.world.now };
		const canceled = { canceled_at: this.world.now, paid_at: null };
		Object.assign(
			this.payment,
			outside
				? { status: 'canceled', status_transitions: canceled }
				: { status: 'paid', amount_paid: due, status_transitions: paid },
		);
		if (!outside) this.world.send('invoice_payment.paid', this.payment);
	}

	/** What `GET /v1/invoice_payments` lists. */
	payments(): Array<Record<string, unknown>> {
		return this.payment ? [structuredClone(this.payment)] : [];
	}

	private send(type: string): void {
		this.world.send(type, this.inVersion());
	}

	/**
	 * The invoice as the endpoint's version shows it. Changelog 2025-03-31.basil took `payment_intent`, `charge`, `paid`
	 * and `paid_out_of_band`, moved `subscription` below `parent`, and `tax` into `total_taxes`.
	 */
	private inVersion(): Record<string, unknown> {
		if (isFrom(this.world.version, '2025-03-31')) return this.object;
		const {
			parent: _parent,
			total_taxes: _taxes,
			amount_overpaid: _overpaid,
			amount_paid_off_stripe: _off,
			...old
		} = this.object;
		const { bill, subscription, metadata } = this.options;
		const due = Number(this.object.amount_due);
		const paid = this.object.status === 'paid';
		return {
			...old,
			// Until 2025-03-31 `amount_paid` did not tell of money outside Stripe (same changelog).
			...(this.outside && { amount_paid: 0, amount_remaining: due }),
			charge: this.outside ? null : (this.money?.charge?.id ?? null),
			paid,
			paid_out_of_band: this.outside,
			payment_intent: this.money?.intent.id ?? null,
			subscription,
			subscription_details: subscription === null ? null : { metadata },
			tax: bill.taxMinor > 0 ? this.world.units(bill.taxMinor) : null,
			total_tax_amounts:
				bill.taxMinor > 0
					? [{ amount: this.world.units(bill.taxMinor), inclusive: bill.taxIncluded, tax_rate: 'txr_vat' }]
					: [],
		};
	}
}

function taxesOf(bill: Bill, units: (minor: number) => number): unknown[] {
	if (bill.taxMinor === 0) return [];
	return [
		{
			amount: units(bill.taxMinor),
			tax_behavior: bill.taxIncluded ? 'inclusive' : 'exclusive',
			tax_rate_details: { tax_rate: 'txr_vat' },
			taxability_reason: 'standard_rated',
			taxable_amount: units(bill.priceMinor - bill.discountMinor - (bill.taxIncluded ? bill.taxMinor : 0)),
			type: 'tax_rate_details',
		},
	];
}
