import { dueOf, settledTruth, totalOf, unsettledTruth, type Bill } from '../truth';
import type { Lookups, MoneyTruth, PaymentLife, SoldOrder } from '../types';
import { goBack, wentBack } from './back';
import type { LaterStep, PaymentPlan, StripePlan } from './described';
import { StripeInvoice, type InvoiceOptions } from './invoice';
import { StripeMoney } from './money';
import { sessionFields } from './objects';
import { StripeWorld } from './world';

const hour = 3600;
const day = 24 * hour;

/** A payment of the life, with what the truth is made of. */
interface Played {
	readonly bill: Bill;
	readonly end: PaymentPlan['end'];
	readonly money?: StripeMoney;
	readonly invoice?: StripeInvoice;
}

export function playStripe(plan: StripePlan): PaymentLife {
	const world = new StripeWorld(plan.version, plan.tag, plan.pace, plan.scale);
	const order = orderOf(plan);
	const scene = new Scene(world, plan, order);
	const first = scene.firstPayment();
	const renewals =
		plan.kind === 'subscription' && first.end === 'paid' ? plan.renewals.map((one) => scene.renew(one)) : [];
	world.finish();
	return {
		provider: 'stripe',
		kind: plan.kind,
		apiVersion: plan.version,
		order,
		namedIn: plan.namedIn,
		events: world.events,
		lookups: lookupsOf([first, ...renewals], scene.session),
		truth: { first: truthOf(first), renewals: renewals.map(truthOf) },
		placeable: true,
	};
}

function orderOf({ tag, currency, first }: StripePlan): SoldOrder {
	return {
		orderReference: `order-${tag}`,
		customerCode: `customer-${tag}`,
		planCode: 'starter',
		domain: `${tag}.example`,
		priceMinor: first.bill.priceMinor,
		currency,
	};
}

class Scene {
	session: Record<string, unknown> | undefined;
	private readonly customer: string | null;
	private readonly subscription: string | null;
	private readonly packKeys: Readonly<Record<string, string>>;

	constructor(
		private readonly world: StripeWorld,
		private readonly plan: StripePlan,
		private readonly order: SoldOrder,
	) {
		const { kind, guest } = plan;
		this.customer = kind !== 'subscription' && guest ? null : world.id('cus');
		this.subscription = kind === 'subscription' ? world.id('sub') : null;
		this.packKeys = {
			order: order.orderReference,
			customer_code: order.customerCode,
			plan_code: order.planCode,
			domain: order.domain,
		};
	}

	/** What the shop put on the payment intent, or on the subscription. */
	private copiedKeys(): Readonly<Record<string, string>> {
		const { kind, namedIn, copied } = this.plan;
		return namedIn === 'metadata' && (copied || kind === 'intent') ? this.packKeys : {};
	}

	firstPayment(): Played {
		const { kind, first } = this.plan;
		if (kind === 'subscription') return this.firstOfSubscription(first);
		const { bill } = first;
		if (dueOf(bill) === 0) return this.nothingDue(bill);
		const money = this.pay(bill, null, this.copiedKeys());
		return this.collect(first, money, undefined);
	}

	/** Docs "No-cost orders": the session has no payment intent then. */
	private nothingDue(bill: Bill): Played {
		this.open(bill, null, null);
		this.complete('no_payment_required');
		return { bill, end: 'paid' };
	}

	private firstOfSubscription(plan: PaymentPlan): Played {
		const { bill } = plan;
		const invoice = this.bill(bill, 'subscription_create');
		if (dueOf(bill) === 0) {
			invoice.settle();
			this.open(bill, null, invoice.id);
			this.complete(this.plan.zeroStatus);
			return { bill, end: 'paid', invoice };
		}
		// The intent of a subscription is made by its invoice, and has no metadata of the subscription.
		return this.collect(plan, this.pay(bill, invoice, {}), invoice);
	}

	/** The buyer pays, now or days later, or gives up. */
	private collect(plan: PaymentPlan, money: StripeMoney, invoice: StripeInvoice | undefined): Played {
		const { bill, declined, delayed, end, back } = plan;
		const { kind } = this.plan;
		// A session of mode subscription names no intent (docs, Session: `payment_intent` is for mode payment).
		if (kind !== 'intent') this.open(bill, invoice ? null : money.intent.id, invoice?.id ?? null);
		for (let attempt = 0; attempt < declined; attempt++) {
			money.attemptFails();
			invoice?.attemptFails();
			this.world.wait(60);
		}
		if (end === 'never' && !delayed) {
			this.world.wait(day);
			this.tell('checkout.session.expired', { status: 'expired' });
			return { bill, end, money, invoice };
		}
		if (delayed) {
			money.process();
			this.complete('unpaid');
			this.world.wait(3 * day);
		}
		if (end === 'never') {
			money.processFails();
			invoice?.attemptFails();
			this.tell('checkout.session.async_payment_failed', {});
			return { bill, end, money, invoice };
		}
		money.succeed();
		const receipt = invoice ?? this.receipt(bill, money);
		receipt?.settle();
		if (delayed) this.tell('checkout.session.async_payment_succeeded', { payment_status: 'paid' });
		else this.complete('paid');
		this.goBack(money, back);
		return { bill, end, money, invoice: receipt };
	}

	/** `invoice_creation` of a one-off checkout: the invoice is made after the payment (docs "Post-payment invoices"). */
	private receipt(bill: Bill, money: StripeMoney): StripeInvoice | undefined {
		if (this.plan.kind !== 'checkout_with_invoice') return undefined;
		const invoice = this.bill(bill, 'manual');
		invoice.paidBy(money);
		Object.assign(this.session ?? {}, { invoice: invoice.id });
		return invoice;
	}

	renew(plan: PaymentPlan): Played {
		const { bill, declined, end, back } = plan;
		this.world.wait(30 * day);
		const invoice = this.bill(bill, 'subscription_cycle');
		if (dueOf(bill) === 0) {
			invoice.settle();
			return { bill, end: 'paid', invoice };
		}
		const money = this.pay(bill, invoice, {});
		const failures = end === 'paid' ? declined : declined + 1;
		for (let attempt = 0; attempt < failures; attempt++) {
			money.attemptFails();
			invoice.attemptFails();
			this.world.wait(3 * day);
		}
		if (end === 'never') return { bill, end, money, invoice };
		if (end === 'paid') money.succeed();
		invoice.settle(end === 'outside');
		this.goBack(money, back);
		return { bill, end, money, invoice };
	}

	private goBack(money: StripeMoney, steps: readonly LaterStep[]): void {
		for (const step of steps) {
			this.world.wait(step.hours * hour);
			goBack(money, step);
		}
	}

	private bill(bill: Bill, reason: InvoiceOptions['reason']): StripeInvoice {
		const { world, customer, subscription, plan } = this;
		const metadata = this.copiedKeys();
		return new StripeInvoice(world, { bill, currency: plan.currency, customer, reason, subscription, metadata });
	}

	private pay(bill: Bill, invoice: StripeInvoice | null, metadata: Readonly<Record<string, string>>): StripeMoney {
		const { world, customer, plan } = this;
		const money = new StripeMoney(world, {
			amountMinor: dueOf(bill),
			currency: plan.currency,
			customer,
			metadata,
			invoice: invoice?.id ?? null,
			tipMinor: bill.tipMinor,
		});
		invoice?.paidBy(money);
		return money;
	}

	private open(bill: Bill, intent: string | null, invoice: string | null): void {
		const { world, plan, order, packKeys } = this;
		const named = plan.namedIn === 'metadata';
		this.session = sessionFields({
			id: world.id('cs_test'),
			amount_subtotal: world.units(bill.trial ? 0 : bill.priceMinor),
			// Before credit of the customer, which only the invoice knows.
			amount_total: world.units(totalOf(bill)),
			client_reference_id: named ? null : order.orderReference,
			created: world.now,
			currency: plan.currency.toLowerCase(),
			customer: this.customer,
			expires_at: world.now + day,
			invoice,
			metadata: named ? packKeys : {},
			mode: plan.kind === 'subscription' ? 'subscription' : 'payment',
			payment_intent: intent,
			payment_status: 'unpaid',
			status: 'open',
			subscription: this.subscription,
			total_details: {
				amount_discount: world.units(bill.discountMinor),
				amount_shipping: world.units(bill.shippingMinor),
				// Inclusive tax too, though the total does not grow by it (docs, Session: `total_details.amount_tax`).
				amount_tax: world.units(bill.taxMinor),
			},
		});
	}

	private complete(status: string): void {
		this.tell('checkout.session.completed', { status: 'complete', payment_status: status });
	}

	private tell(type: string, changes: Readonly<Record<string, unknown>>): void {
		if (this.session) this.world.send(type, Object.assign(this.session, changes));
	}
}

function truthOf({ bill, end, money }: Played): MoneyTruth {
	if (end === 'never') return unsettledTruth;
	return settledTruth(bill, money && wentBack(money), end === 'outside');
}

function lookupsOf(played: readonly Played[], session: Record<string, unknown> | undefined): Lookups {
	const moneys = played.flatMap(({ money }) => (money ? [money] : []));
	const sessions = session && typeof session.payment_intent === 'string' ? { [session.payment_intent]: [session] } : {};
	// Look-ups are answered in the newest version, where neither intent nor charge names an invoice.
	const newest = ({ invoice: _old, ...rest }: Record<string, unknown>) => structuredClone(rest);
	return {
		invoicePayments: Object.fromEntries(
			played.flatMap(({ money, invoice }) => (money && invoice ? [[money.intent.id, invoice.payments()]] : [])),
		),
		sessions: structuredClone(sessions),
		paymentIntents: Object.fromEntries(moneys.map(({ intent }) => [intent.id, newest(intent)])),
		charges: Object.fromEntries(moneys.flatMap(({ charges }) => charges.map((charge) => [charge.id, newest(charge)]))),
		invoices: Object.fromEntries(
			played.flatMap(({ invoice }) => (invoice ? [[invoice.id, structuredClone(invoice.object)]] : [])),
		),
	};
}
