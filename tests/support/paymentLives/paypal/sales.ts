import { totalOf, type Bill } from '../truth';
import type { PayPalMoney, PayPalRefund } from './back';
import type { PayPalPlan } from './described';
import type { PayPalWorld } from './world';

/** A subscription. Its money comes as sales of Payments v1 (docs "Subscriptions webhooks"). */
export class Agreement {
	readonly id: string;
	private readonly resource: Record<string, unknown>;

	constructor(
		private readonly world: PayPalWorld,
		private readonly plan: PayPalPlan,
		private readonly custom: string,
	) {
		this.id = `I-${world.id().slice(3)}`;
		this.resource = {
			id: this.id,
			plan_id: `P-${world.id()}`,
			status: 'APPROVAL_PENDING',
			status_update_time: world.time(),
			start_time: world.time(),
			quantity: '1',
			custom_id: custom,
			subscriber: { email_address: 'buyer@shop.example', name: { given_name: 'A.', surname: 'Buyer' } },
			create_time: world.time(),
			links: [world.link('self', `/v1/billing/subscriptions/${this.id}`)],
		};
		this.tell('CREATED', {});
	}

	private tell(type: string, changes: Readonly<Record<string, unknown>>): void {
		Object.assign(this.resource, { update_time: this.world.time() }, changes);
		this.world.send(`BILLING.SUBSCRIPTION.${type}`, 'subscription', this.resource, '2.0');
	}

	/** A trial without a price: the first cycle brings no sale. */
	activate(trial: boolean): void {
		const cycle = { sequence: 1, cycles_completed: trial ? 1 : 0, cycles_remaining: 0, total_cycles: trial ? 1 : 0 };
		this.tell('ACTIVATED', {
			status: 'ACTIVE',
			billing_info: {
				outstanding_balance: this.world.money(0),
				cycle_executions: [{ tenure_type: trial ? 'TRIAL' : 'REGULAR', ...cycle }],
				failed_payments_count: 0,
			},
		});
	}

	paymentFails(bill: Bill): void {
		this.tell('PAYMENT.FAILED', {
			billing_info: {
				outstanding_balance: this.world.money(totalOf(bill)),
				cycle_executions: [],
				failed_payments_count: 1,
				last_failed_payment: { amount: this.world.money(totalOf(bill)), time: this.world.time() },
			},
		});
	}

	suspend(): void {
		this.tell('SUSPENDED', { status: 'SUSPENDED' });
	}

	sale(bill: Bill): Sale {
		return new Sale(this.world, this.plan, this.id, bill, this.custom);
	}
}

/** A sale of v1. Amounts have a `total`, and details below it. */
export class Sale implements PayPalMoney {
	readonly id: string;
	readonly amountMinor: number;
	readonly names: Readonly<Record<string, string>>;
	refundedMinor = 0;
	pendingMinor = 0;
	lostMinor = 0;
	disputedMinor = 0;

	constructor(
		readonly world: PayPalWorld,
		private readonly plan: PayPalPlan,
		agreement: string,
		bill: Bill,
		custom: string,
	) {
		this.id = world.id();
		this.amountMinor = totalOf(bill);
		this.names = {};
		const tax = bill.taxIncluded ? 0 : bill.taxMinor;
		world.send('PAYMENT.SALE.COMPLETED', 'sale', {
			id: this.id,
			state: 'completed',
			amount: {
				total: world.text(this.amountMinor),
				currency: world.currency,
				details: {
					subtotal: world.text(bill.priceMinor - bill.discountMinor),
					...(tax > 0 && { tax: world.text(tax) }),
					...(bill.shippingMinor > 0 && { shipping: world.text(bill.shippingMinor) }),
				},
			},
			payment_mode: 'INSTANT_TRANSFER',
			protection_eligibility: 'ELIGIBLE',
			transaction_fee: { value: world.text(0), currency: world.currency },
			billing_agreement_id: agreement,
			// Not all sales repeat the custom_id of their subscription.
			...(plan.repeated && { custom }),
			invoice_number: '',
			create_time: world.time(),
			update_time: world.time(),
			links: [
				world.link('self', `/v1/payments/sale/${this.id}`),
				world.link('refund', `/v1/payments/sale/${this.id}/refund`, 'POST'),
			],
		});
	}

	/**
	 * The shapes that public reports show: negative totals with `sale_id` and links (plutov/paypal pull 238), the same
	 * without `sale_id`, and positive totals with `sale_id` and the sum so far (SwagPayPal pull 13).
	 */
	refunded({ id, amountMinor, status, told }: PayPalRefund): void {
		if (told === 'failed') return;
		const { world } = this;
		const { saleRefund } = this.plan;
		const state = { COMPLETED: 'completed', PENDING: 'pending', FAILED: 'failed' }[status];
		const self = world.link('self', `/v1/payments/refund/${id}`);
		const links = saleRefund === 'new' ? [self] : [self, world.link('sale', `/v1/payments/sale/${this.id}`)];
		const text = world.text(amountMinor);
		world.send('PAYMENT.SALE.REFUNDED', saleRefund === 'new' ? 'refund' : 'sale', {
			id,
			state,
			...(saleRefund !== 'links' && { sale_id: this.id }),
			amount: { total: saleRefund === 'new' ? text : `-${text}`, currency: world.currency },
			...(saleRefund === 'new' && {
				refund_reason_code: 'REFUND',
				refund_to_payer: { value: text, currency: world.currency },
				...(status === 'COMPLETED' && {
					total_refunded_amount: { value: world.text(this.refundedMinor), currency: world.currency },
				}),
			}),
			create_time: world.time(),
			update_time: world.time(),
			links,
		});
	}

	/** Seen with an ID of its own and the sale in a link, and with the ID of the sale (opencollective-api pull 11657). */
	reversed(amountMinor: number): void {
		const { world } = this;
		const own = this.plan.saleReversal === 'own_id';
		const id = own ? world.id() : this.id;
		const sale = world.link('sale', `/v1/payments/sale/${this.id}`);
		world.send('PAYMENT.SALE.REVERSED', 'sale', {
			id,
			state: 'completed',
			amount: { total: `-${world.text(amountMinor)}`, currency: world.currency },
			create_time: world.time(),
			update_time: world.time(),
			links: own ? [world.link('self', `/v1/payments/refund/${id}`), sale] : [{ ...sale, rel: 'self' }],
		});
	}
}
