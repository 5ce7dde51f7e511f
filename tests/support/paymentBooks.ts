import { applyPayment } from '../../core/billing';
import { insertCustomer } from '../../core/customers/customers';
import { insertPlan } from '../../core/catalog/plans';
import { claimUnprocessedEvents, insertPaymentEvent, isRejection, markEventProcessed } from '../../core/payments';
import { readPayPalEvent } from '../../core/paypal';
import { readStripeEvent } from '../../core/stripe';
import type { TaskOffice } from '../../core/tasks';
import type { PaymentLife, ProviderEvent } from './paymentLives';
import { seedOrder } from './billingScene';
import type { TestDatabase } from './testDatabase';

type Ask = Parameters<typeof applyPayment>[2];

/** Empties the database of the payments and the companies of an earlier life. */
export async function forget({ owner }: TestDatabase): Promise<void> {
	await owner.query(`truncate msp.customer, msp.plan, msp.payment_event, msp.payment cascade`);
}

/** The company of a life: its customer and its plan, and its order if the shop opens it before it is paid. */
export async function seedCompany(office: TaskOffice, { order }: PaymentLife, opened: boolean): Promise<void> {
	const { customerCode, planCode, priceMinor, currency, orderReference, domain } = order;
	const shop = await office.store.asStaff(async (transaction) => {
		const email = 'buyer@customer.example';
		const customer = await insertCustomer(transaction, { customerCode, name: customerCode, email });
		const plan = await insertPlan(transaction, {
			planCode,
			name: planCode,
			priceMinor,
			currency,
			packageName: 'starter',
		});
		if (!customer || !plan) throw new Error('the company was seeded before');
		return { customer, plan };
	});
	if (opened) await seedOrder(office, shop, orderReference, domain);
}

/** Receives an event as the trigger and workflow 10 do: it is stored once, applied, and marked as processed. */
export async function deliver(office: TaskOffice, life: PaymentLife, event: ProviderEvent, ask?: Ask): Promise<void> {
	const body = Buffer.from(JSON.stringify(event));
	const read = life.provider === 'stripe' ? readStripeEvent(body) : readPayPalEvent(body);
	if (isRejection(read)) throw new Error(`an event is refused: ${read.detail}`);
	const id = await office.store.asStaff(async (transaction) => await insertPaymentEvent(transaction, read));
	if (id !== undefined) await process(office, id, ask);
}

async function process(office: TaskOffice, paymentEventId: string, ask?: Ask): Promise<void> {
	const { outcome } = await applyPayment(office, paymentEventId, ask);
	await markEventProcessed(office, paymentEventId, outcome);
}

/** Lets the reconciler go round until nothing is left, as if each round were some minutes later. */
export async function reconcile(office: TaskOffice, { owner }: TestDatabase, ask?: Ask): Promise<void> {
	for (let round = 0; ; round++) {
		if (round > 20) throw new Error('the reconciler finds no end');
		await owner.query(`update msp.payment_event set received_at = received_at - interval '5 minutes',
			lease_until = least(lease_until, now() - interval '1 second')`);
		const claimed = await office.store.asStaff(async (transaction) => await claimUnprocessedEvents(transaction, 500));
		if (claimed.length === 0) return;
		for (const { paymentEventId } of claimed) await process(office, paymentEventId, ask);
	}
}

/** One invoice as the books have it, in the words of the provider's truth. */
export interface Booked {
	readonly settled: boolean;
	readonly moneyMinor: number;
	readonly refundedMinor: number;
	readonly lostMinor: number;
	readonly disputeOpen: boolean;
}

interface PaymentRow {
	readonly invoice: string | null;
	readonly number: number | null;
	readonly status: string | null;
	readonly outcome: string;
	readonly detail: string;
	readonly attention: boolean;
	readonly amount: string;
	readonly refunded: string;
	readonly lost: string;
}

/** What the books say: of the first invoice, of the renewals, and of payments that nobody could place. */
export async function booksOf({ owner }: TestDatabase) {
	const { rows: payments } = await owner.query<PaymentRow>(
		`select i.id as invoice, i.period_number as number, i.status, y.outcome, y.outcome_detail as detail,
			y.needs_attention as attention, y.amount_minor as amount, y.refunded_minor as refunded, y.lost_minor as lost
		from msp.payment y left join msp.invoice i on i.id = y.invoice_id order by i.period_number, y.payment_reference`,
	);
	const { rows: invoices } = await owner.query<{ invoice: string; number: number; status: string }>(
		`select id as invoice, period_number as number, status from msp.invoice order by period_number`,
	);
	const booked = invoices.map(({ invoice, number, status }) => {
		const own = payments.filter((payment) => payment.invoice === invoice);
		const money = own.filter(({ outcome }) => outcome !== 'failed');
		const sum = (of: 'amount' | 'refunded' | 'lost') =>
			money.reduce((total, payment) => total + Number(payment[of]), 0);
		return {
			number,
			settled: status === 'paid' || status === 'refunded',
			moneyMinor: sum('amount'),
			refundedMinor: sum('refunded'),
			lostMinor: sum('lost'),
			disputeOpen: own.some(({ detail }) => detail.includes('the payer disputes it')),
		};
	});
	const withoutNumber = ({ number: _, ...rest }: (typeof booked)[number]): Booked => rest;
	return {
		first: booked.filter(({ number }) => number === 1).map(withoutNumber),
		renewals: booked.filter(({ number }) => number > 1).map(withoutNumber),
		placed: payments.filter(({ invoice }) => invoice !== null),
		unplaced: payments.filter(({ invoice }) => invoice === null),
	};
}
