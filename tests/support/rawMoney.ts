import { applyPayment, type AskProviders } from '../../core/billing';
import { insertPaymentEvent, isRejection, listPayments, markEventProcessed } from '../../core/payments';
import { readPayPalEvent } from '../../core/paypal';
import { readStripeEvent } from '../../core/stripe';
import type { TaskOffice } from '../../core/tasks';
import { seedOrder, seedShop } from './billingScene';
import type { TestDatabase } from './testDatabase';

/** The body of an event, as a provider sends it. */
export type RawEvent = Readonly<Record<string, unknown>>;
type AppliedPayment = Awaited<ReturnType<typeof applyPayment>>;
type Fields = Readonly<Record<string, unknown>>;

const begin = Date.parse('2026-03-01T10:00:00Z');
let count = 0;

/** An event of Stripe that happened some minutes after the beginning. */
export function stripeRaw(type: string, minutes: number, object: Fields): RawEvent {
	count += 1;
	const created = begin / 1000 + minutes * 60;
	return { id: `evt_raw${count}`, object: 'event', type, created, livemode: false, data: { object } };
}

/** An event of PayPal that happened some minutes after the beginning. */
export function payPalRaw(event_type: string, minutes: number, resource: Fields): RawEvent {
	count += 1;
	const create_time = new Date(begin + minutes * 60_000).toISOString();
	return { id: `WH-RAW-${count}`, event_version: '1.0', create_time, event_type, summary: event_type, resource };
}

/** The objects that Stripe makes for one checkout of 20.00 EUR, each with an ID of its own. */
export function stripeObjects(key: string) {
	const [cs, pi, ch, inv, sub, inpay, re, dp] = ['cs', 'pi', 'ch', 'in', 'sub', 'inpay', 're', 'dp'].map(
		(kind) => `${kind}_${key}`,
	);
	const currency = 'eur';
	const ids = { session: cs, intent: pi, charge: ch, invoice: inv, subscription: sub, payment: inpay };
	return {
		ids,
		/** A checkout of a subscription: since API version 2025-03-31 it names no intent. */
		session: (more: Fields = {}) => ({
			...{ id: cs, object: 'checkout.session', mode: 'subscription', payment_status: 'paid', currency },
			...{ amount_subtotal: 2000, amount_total: 2000, invoice: inv, subscription: sub, payment_intent: null },
			...more,
		}),
		/** An invoice of before 2025-03-31. */
		olderInvoice: (more: Fields = {}) => ({
			...{ id: inv, object: 'invoice', billing_reason: 'subscription_create', currency, subscription: sub },
			...{ amount_due: 2000, amount_paid: 2000, total: 2000, payment_intent: pi, charge: ch },
			...more,
		}),
		/** An invoice of 2025-03-31 and later. */
		invoice: (more: Fields = {}) => ({
			...{ id: inv, object: 'invoice', billing_reason: 'subscription_create', currency },
			...{ amount_due: 2000, amount_paid: 2000, total: 2000 },
			parent: { type: 'subscription_details', subscription_details: { subscription: sub, metadata: {} } },
			...more,
		}),
		invoicePayment: (more: Fields = {}) => ({
			...{ id: inpay, object: 'invoice_payment', amount_paid: 2000, amount_requested: 2000, currency, invoice: inv },
			...{ status: 'paid', payment: { type: 'payment_intent', payment_intent: pi } },
			...more,
		}),
		intent: (more: Fields = {}) => ({
			...{ id: pi, object: 'payment_intent', amount: 2000, amount_received: 2000, currency, latest_charge: ch },
			...{ status: 'succeeded', metadata: {} },
			...more,
		}),
		charge: (more: Fields = {}) => ({
			...{ id: ch, object: 'charge', amount: 2000, amount_refunded: 2000, currency, payment_intent: pi, metadata: {} },
			...more,
		}),
		refund: (more: Fields = {}) => ({
			...{ id: re, object: 'refund', amount: 2000, currency, charge: ch, payment_intent: pi, status: 'succeeded' },
			...{ created: begin / 1000 + 120, metadata: {} },
			...more,
		}),
		dispute: (more: Fields = {}) => ({
			...{ id: dp, object: 'dispute', amount: 2000, currency, charge: ch, payment_intent: pi },
			...{ status: 'needs_response', metadata: {} },
			...more,
		}),
	};
}

/** A shop at 20.00 EUR a month whose payments come as raw bodies. */
export async function moneyScene(office: TaskOffice, { owner }: TestDatabase, code = 'acme') {
	const shop = await seedShop(office, code);
	let orders = 0;

	/** Receives an event as the trigger and workflow 10 do: it is stored once, applied, and marked as processed. */
	async function hear(raw: RawEvent, ask: AskProviders = {}, as: TaskOffice = office): Promise<AppliedPayment> {
		const id = await store(raw);
		const applied = await applyPayment(as, id, ask);
		await markEventProcessed(as, id, applied.outcome);
		return applied;
	}

	async function store(raw: RawEvent): Promise<string> {
		const body = Buffer.from(JSON.stringify(raw));
		const read = 'event_type' in raw ? readPayPalEvent(body) : readStripeEvent(body);
		if (isRejection(read)) throw new Error(`the event is refused: ${read.detail}`);
		const id = await office.store.asStaff(async (transaction) => await insertPaymentEvent(transaction, read));
		if (id === undefined) throw new Error(`the event ${read.eventId} was there already`);
		return id;
	}

	return {
		shop,
		hear,
		store,

		/** An order of its own for a test, with names for the objects of Stripe. */
		newOrder: async () => {
			orders += 1;
			const order = `${code}-${orders}`;
			const { service, invoice } = await seedOrder(office, shop, order);
			return { order, service, invoice, stripe: stripeObjects(`${code}${orders}`), key: `${code}${orders}` };
		},

		/** What nobody has opened yet: the names of an order, and metadata for it. */
		unopened: () => {
			orders += 1;
			const order = `${code}-${orders}`;
			const domain = `${order}.example`;
			const metadata = { customer_code: code, plan_code: code, domain };
			return { order, domain, metadata, stripe: stripeObjects(`${code}${orders}`), key: `${code}${orders}` };
		},

		/** Lets an event be heard after others, each in the order of the list. */
		hearAll: async (raws: readonly RawEvent[], ask: AskProviders = {}) => {
			const applied: AppliedPayment[] = [];
			for (const raw of raws) applied.push(await hear(raw, ask));
			return applied;
		},

		/** The orders of a domain with their invoices, oldest period first. */
		books: async (domain: string) => {
			const { rows } = await owner.query<Book>(
				`select s.order_reference as "order", s.status as service, i.number as invoice, i.status,
					i.balance_minor::integer as balance, i.period_number as period,
					i.period_from::text as "from", i.period_to::text as "to"
				from msp.service s left join msp.invoice i on i.service_id = s.id where s.domain = $1
				order by s.order_reference, i.period_number`,
				[domain],
			);
			return rows;
		},

		/** The payments that carry one of the names. */
		payments: async (...names: readonly string[]) => {
			const all = await office.store.asStaff(async (transaction) => await listPayments(transaction, { limit: null }));
			return all.filter(({ paymentReference }) => names.includes(paymentReference));
		},
	};
}

export type MoneyScene = Awaited<ReturnType<typeof moneyScene>>;

interface Book {
	readonly order: string;
	readonly service: string;
	readonly invoice: string | null;
	readonly status: string | null;
	readonly balance: number | null;
	readonly period: number | null;
	readonly from: string | null;
	readonly to: string | null;
}

/** Every order of a few things. */
export function permutations<T>(things: readonly T[]): T[][] {
	if (things.length < 2) return [[...things]];
	return things.flatMap((first, index) =>
		permutations(things.filter((_, other) => other !== index)).map((rest) => [first, ...rest]),
	);
}

/** Things in another order. */
export function inOrder<T>(things: readonly T[], order: readonly number[]): T[] {
	return order.map((index) => {
		const thing = things[index];
		if (thing === undefined) throw new RangeError(`there is no thing ${String(index)}`);
		return thing;
	});
}
