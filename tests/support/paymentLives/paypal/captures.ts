import { totalOf, type Bill } from '../truth';
import type { PayPalMoney, PayPalRefund } from './back';
import type { PayPalPlan } from './described';
import type { PayPalWorld } from './world';

/** An order of Orders v2, its authorisation, and their captures (Payments v2). */
export class PayPalOrder {
	readonly id: string;
	private readonly moneys: Array<{ id: string; resource: Record<string, unknown> }> = [];

	constructor(
		private readonly world: PayPalWorld,
		private readonly plan: PayPalPlan,
		private readonly bill: Bill,
		/** `custom_id` or `invoice_id`. */
		private readonly names: Readonly<Record<string, string>>,
	) {
		this.id = world.id();
	}

	private resource(status: string): Record<string, unknown> {
		const { world, bill, names, id, plan } = this;
		const captures = this.moneys.map(({ resource }) => resource);
		return {
			id,
			intent: plan.kind === 'authorization' ? 'AUTHORIZE' : 'CAPTURE',
			status,
			create_time: world.time(),
			update_time: world.time(),
			payer: {
				email_address: 'buyer@shop.example',
				name: { given_name: 'A.', surname: 'Buyer' },
				payer_id: 'BUYERSPAYERED',
			},
			purchase_units: [
				{
					reference_id: 'default',
					amount: {
						...world.money(totalOf(bill)),
						breakdown: {
							item_total: world.money(bill.priceMinor),
							...(bill.taxMinor > 0 && !bill.taxIncluded && { tax_total: world.money(bill.taxMinor) }),
							...(bill.shippingMinor > 0 && { shipping: world.money(bill.shippingMinor) }),
						},
					},
					...names,
					...(captures.length > 0 && { payments: { captures } }),
				},
			],
			links: [world.link('self', `/v2/checkout/orders/${id}`)],
		};
	}

	approve(): void {
		this.world.send('CHECKOUT.ORDER.APPROVED', 'checkout-order', this.resource('APPROVED'), '2.0');
	}

	complete(): void {
		this.world.send('CHECKOUT.ORDER.COMPLETED', 'checkout-order', this.resource('COMPLETED'), '2.0');
	}

	/** Authorises the whole sum; the money is not there yet. */
	authorize(): Authorization {
		return new Authorization(this.world, this.id, totalOf(this.bill), this.names);
	}

	/** Captures money of the order, or of its authorisation. */
	capture(amountMinor: number, final: boolean, authorization?: Authorization): Capture {
		const capture = new Capture(this.world, this.plan, {
			order: this.id,
			authorization,
			amountMinor,
			final,
			names: this.names,
		});
		this.moneys.push(capture);
		return capture;
	}
}

export class Authorization {
	readonly id: string;
	private readonly resource: Record<string, unknown>;

	constructor(
		private readonly world: PayPalWorld,
		order: string,
		amountMinor: number,
		names: Readonly<Record<string, string>>,
	) {
		this.id = world.id();
		this.resource = {
			id: this.id,
			status: 'CREATED',
			amount: world.money(amountMinor),
			...names,
			seller_protection: { status: 'ELIGIBLE', dispute_categories: ['ITEM_NOT_RECEIVED', 'UNAUTHORIZED_TRANSACTION'] },
			supplementary_data: { related_ids: { order_id: order } },
			create_time: world.time(),
			update_time: world.time(),
			links: [
				world.link('self', `/v2/payments/authorizations/${this.id}`),
				world.link('up', `/v2/checkout/orders/${order}`),
			],
		};
		world.send('PAYMENT.AUTHORIZATION.CREATED', 'authorization', this.resource, '2.0');
	}

	/** Gives the rest free. */
	void(): void {
		Object.assign(this.resource, { status: 'VOIDED', update_time: this.world.time() });
		this.world.send('PAYMENT.AUTHORIZATION.VOIDED', 'authorization', this.resource, '2.0');
	}
}

interface CaptureOptions {
	readonly order: string;
	readonly authorization: Authorization | undefined;
	readonly amountMinor: number;
	readonly final: boolean;
	readonly names: Readonly<Record<string, string>>;
}

export class Capture implements PayPalMoney {
	readonly id: string;
	readonly amountMinor: number;
	readonly resource: Record<string, unknown>;
	readonly names: Readonly<Record<string, string>>;
	refundedMinor = 0;
	pendingMinor = 0;
	lostMinor = 0;
	disputedMinor = 0;

	constructor(
		readonly world: PayPalWorld,
		plan: PayPalPlan,
		{ order, authorization, amountMinor, final, names }: CaptureOptions,
	) {
		this.id = world.id();
		this.amountMinor = amountMinor;
		// The custom_id of a refund allows letters, digits and `-_.,` only (payments v2), so a query text is not repeated.
		this.names = plan.repeated && (plan.bare || plan.namedIn === 'invoice_id') ? names : {};
		const up = authorization
			? world.link('up', `/v2/payments/authorizations/${authorization.id}`)
			: world.link('up', `/v2/checkout/orders/${order}`);
		this.resource = {
			id: this.id,
			status: 'COMPLETED',
			amount: world.money(amountMinor),
			...names,
			final_capture: final,
			seller_protection: { status: 'ELIGIBLE', dispute_categories: ['ITEM_NOT_RECEIVED', 'UNAUTHORIZED_TRANSACTION'] },
			seller_receivable_breakdown: { gross_amount: world.money(amountMinor) },
			supplementary_data: {
				related_ids: { order_id: order, ...(authorization && { authorization_id: authorization.id }) },
			},
			create_time: world.time(),
			update_time: world.time(),
			links: [
				world.link('self', `/v2/payments/captures/${this.id}`),
				world.link('refund', `/v2/payments/captures/${this.id}/refund`, 'POST'),
				up,
			],
		};
	}

	private tell(type: string, status: string): void {
		Object.assign(this.resource, { status, update_time: this.world.time() });
		this.world.send(`PAYMENT.CAPTURE.${type}`, 'capture', this.resource, '2.0');
	}

	pend(): void {
		this.resource.status_details = { reason: 'ECHECK' };
		this.tell('PENDING', 'PENDING');
	}

	deny(): void {
		delete this.resource.status_details;
		this.tell('DENIED', 'DECLINED');
	}

	complete(): void {
		delete this.resource.status_details;
		this.tell('COMPLETED', 'COMPLETED');
	}

	/** The resource is the refund; its capture is only in the link `up`. */
	refunded({ id, amountMinor, status, told }: PayPalRefund): void {
		const types = {
			refunded: 'PAYMENT.CAPTURE.REFUNDED',
			pending: 'PAYMENT.REFUND.PENDING',
			failed: 'PAYMENT.REFUND.FAILED',
		};
		this.world.send(types[told], 'refund', this.wentBack(id, amountMinor, status), '2.0');
	}

	/** The resource has the shape of a refund (woocommerce-paypal-payments issue 1614, gumroad pull 6684). */
	reversed(amountMinor: number): void {
		this.world.send(
			'PAYMENT.CAPTURE.REVERSED',
			'refund',
			this.wentBack(this.world.id(), amountMinor, 'COMPLETED'),
			'2.0',
		);
	}

	private wentBack(id: string, amountMinor: number, status: PayPalRefund['status']): Record<string, unknown> {
		const { world } = this;
		// Of all refunds of the capture so far, and not of this one (gumroad pull 6684).
		const total = this.refundedMinor + this.lostMinor;
		return {
			id,
			status,
			amount: world.money(amountMinor),
			...this.names,
			...(status === 'COMPLETED' && {
				seller_payable_breakdown: {
					gross_amount: world.money(amountMinor),
					net_amount: world.money(amountMinor),
					total_refunded_amount: world.money(total),
				},
			}),
			create_time: world.time(),
			update_time: world.time(),
			links: [world.link('self', `/v2/payments/refunds/${id}`), world.link('up', `/v2/payments/captures/${this.id}`)],
		};
	}
}
