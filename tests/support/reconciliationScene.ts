import { randomBytes, randomUUID } from 'node:crypto';
import { openNinja } from '../../core/invoiceNinja';
import { fixedClock } from '../../core/kernel/clock';
import { insertPaymentEvent, type Provider } from '../../core/payments';
import {
	listReconciled,
	reconcile,
	type Connections,
	type Period,
	type ReconciledRow,
} from '../../core/reconciliation';
import { makeSigning, startPayPal, type PayPalState, type Transaction } from '../../stack/standins/paypal';
import type { Standin } from '../../stack/standins/shared';
import type { StripeState } from '../../stack/standins/stripe';
import {
	chargeShape,
	disputeShape,
	paymentIntentShape,
	refundShape,
	type Charge,
} from '../../stack/standins/stripe/billing/shapes';
import { event, seedShop } from './billingScene';
import { openNinjaScene, type NinjaScene } from './ninjaScene';
import { sceneAt } from './payPalScene';
import { backOfficeOn } from './provisioningScene';
import { openStripeScene, type StripeScene } from './stripeScene';
import { createTestDatabase, type TestDatabase } from './testDatabase';

/** The month that the tests compare, in a zone with summer time: it ends one hour after UTC's, and begins one hour before. */
export const march: Period = { from: '2026-03-01', to: '2026-03-31', timeZone: 'Europe/Brussels' };
/** Some days later: what PayPal lists is complete. */
export const later = fixedClock(new Date('2026-04-05T06:00:00Z'));
const noon = '2026-03-10T12:00:00Z';

let count = 0;
const next = () => `${String((count += 1)).padStart(4, '0')}${randomBytes(4).toString('hex')}`;
const seconds = (moment: string) => Math.floor(Date.parse(moment) / 1000);
const decimal = (minor: number) => (minor / 100).toFixed(2);

export interface StoredMoney {
	readonly provider?: Provider;
	readonly reference: string;
	readonly names?: readonly string[];
	readonly amountMinor?: number;
	readonly refundedMinor?: number;
	readonly lostMinor?: number;
	readonly currency?: string;
	readonly outcome?: string;
	readonly at?: string;
	/** Whether Invoice Ninja owns its invoice. */
	readonly ofNinja?: boolean;
	readonly companyCode?: string;
	/** Nobody has placed it. */
	readonly unplaced?: boolean;
}

/** Four played sides of one month, and what a test puts into each. Amounts are 20.00 EUR on 10 March by default. */
export async function openReconciliationScene() {
	const database = await createTestDatabase();
	const office = backOfficeOn(database.store);
	const stripe = await openStripeScene();
	const signing = await makeSigning();
	const paypal = await startPayPal({ port: 0, clientId: 'client', clientSecret: 'secret', signing });
	paypal.state().refreshedAt = later.now().toISOString();
	const ninja = await openNinjaScene();
	const client = await ninja.client('Acme', 'acme@a.example');
	const { customer } = await seedShop(office, 'acme');
	const connections: Required<Connections> = {
		stripe: stripe.account,
		paypal: sceneAt(paypal.url, signing).account,
		ninja: { companyCode: 'main', ninja: openNinja({ baseUrl: ninja.url, token: ninja.token }) },
	};
	const compare = async (given: Partial<Connections> = connections, period: Period = march, companyCode = 'main') => {
		const run = await reconcile(office, { ...period, companyCode }, given, later);
		const filter = { runId: run.runId, limit: null };
		const rows = await database.store.asStaff(async (transaction) => await listReconciled(transaction, filter));
		return { run, rows, of: (reference: string) => rowOf(rows, reference) };
	};
	return {
		...{ database, office, stripe, paypal, ninja, connections, compare },
		charge: (more: ChargeOptions = {}) => addCharge(stripe, more),
		refund: (charge: Charge, amount: number, at = noon) => addRefund(stripe, charge, amount, at),
		dispute: (charge: Charge, status: string, at = noon) => addDispute(stripe, charge, status, at),
		transaction: (more: TransactionOptions = {}) => addTransaction(paypal, more),
		stored: async (money: StoredMoney) => await addStored(database, customer.customerId, money),
		ninjaPayment: async (more: NinjaOptions) => await addNinjaPayment(ninja, client.id, more),
		ninjaInvoice: async () => await ninja.invoice(client.id, [{ product_key: 'x', notes: '', cost: 20, quantity: 1 }]),
		clear: async () => {
			const { billing } = stripe.stripe.state();
			Object.assign(billing, { charges: [], refunds: [], disputes: [], paymentIntents: [], settles: {} });
			Object.assign(paypal.state(), { transactions: [], mostRows: undefined, mayNotSearch: false });
			Object.assign(paypal.state(), { refreshedAt: later.now().toISOString() });
			ninja.company().rows.payments = {};
			await database.owner.query('truncate msp.payment, msp.payment_event, msp.reconciliation_run cascade');
		},
		close: async () => {
			await Promise.all([stripe.stripe.close(), paypal.close(), ninja.close()]);
			await database.drop();
		},
	};
}
export type ReconciliationScene = Awaited<ReturnType<typeof openReconciliationScene>>;

function rowOf(rows: readonly ReconciledRow[], reference: string): ReconciledRow | undefined {
	return rows.find((row) =>
		[row.reference, ...(row.atProvider?.references ?? []), ...(row.inNinja?.paymentIds ?? [])].includes(reference),
	);
}

interface ChargeOptions {
	readonly amount?: number;
	readonly currency?: string;
	readonly at?: string;
	readonly status?: 'succeeded' | 'pending' | 'failed';
}

function addCharge({ stripe }: Pick<StripeScene, 'stripe'>, options: ChargeOptions): Charge {
	const { amount = 2000, currency = 'eur', at = noon, status = 'succeeded' } = options;
	const { billing }: StripeState = stripe.state();
	const intent = paymentIntentShape(amount, currency);
	const charge = { ...chargeShape(intent), status, created: seconds(at), captured: status === 'succeeded' };
	Object.assign(intent, { latest_charge: charge.id, created: seconds(at), status: 'succeeded' });
	billing.paymentIntents.unshift(intent);
	billing.charges.unshift(charge);
	return charge;
}

function addRefund({ stripe }: Pick<StripeScene, 'stripe'>, charge: Charge, amount: number, at: string): void {
	stripe.state().billing.refunds.unshift({ ...refundShape(amount, charge), created: seconds(at) });
	charge.amount_refunded += amount;
}

function addDispute({ stripe }: Pick<StripeScene, 'stripe'>, charge: Charge, status: string, at: string): void {
	charge.disputed = true;
	stripe.state().billing.disputes.unshift({ ...disputeShape(charge, charge.amount), status, created: seconds(at) });
}

interface TransactionOptions {
	readonly id?: string;
	readonly code?: string;
	readonly amountMinor?: number;
	readonly feeMinor?: number;
	readonly currency?: string;
	readonly at?: string;
	readonly status?: Transaction['transaction_status'];
	readonly about?: string;
}

function addTransaction(paypal: Standin<PayPalState>, more: TransactionOptions): string {
	const { code = 'T0006', amountMinor = 2000, feeMinor = -72, currency = 'EUR', at = noon, status = 'S', about } = more;
	const id = more.id ?? randomBytes(9).toString('hex').slice(0, 17).toUpperCase();
	const money = (minor: number) => ({ currency_code: currency, value: decimal(minor) });
	const row: Transaction = {
		transaction_id: id,
		transaction_event_code: code,
		transaction_initiation_date: at.replace('Z', '+0000'),
		transaction_amount: money(amountMinor),
		fee_amount: money(feeMinor),
		transaction_status: status,
		...(about !== undefined && { paypal_reference_id: about }),
	};
	(paypal.state().transactions ??= []).push(row);
	return id;
}

/** A payment as the store has it after its events were heard. */
async function addStored({ owner, store }: TestDatabase, customerId: string, money: StoredMoney): Promise<string> {
	const { provider = 'stripe', reference, amountMinor = 2000, currency = 'EUR', at = noon, unplaced = false } = money;
	const {
		names = [],
		outcome = 'paid',
		refundedMinor = 0,
		lostMinor = 0,
		ofNinja = false,
		companyCode = 'main',
	} = money;
	const heard = event('payment_succeeded', 0, {
		provider,
		paymentReference: reference,
		names: [...names],
		eventId: `evt_${randomUUID()}`,
		occurredAt: at,
	});
	await store.asStaff(async (transaction) => await insertPaymentEvent(transaction, heard));
	const number = `R-${next()}`;
	const { rows } = await owner.query<{ id: string }>(
		`insert into msp.invoice (customer_id, number, currency, total_minor, balance_minor, due_on, company_code, source,
			external_id, source_status, source_balance_minor, source_changed_at, source_read_at)
		values ($1, $2, 'EUR', $3, 0, '2026-03-10', $4, $5, $6, $7, $8, $9, $9) returning id`,
		[
			...[
				customerId,
				number,
				amountMinor,
				companyCode,
				ofNinja ? 'invoice_ninja' : 'msp',
				ofNinja ? `main:${number}` : null,
			],
			...[ofNinja ? 'paid' : null, ofNinja ? 0 : null, ofNinja ? at : null],
		],
	);
	await owner.query(
		`insert into msp.payment (customer_id, invoice_id, provider, payment_reference, amount_minor, price_minor, currency,
			refunded_minor, lost_minor, outcome, received_at)
		values ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9, $10)`,
		[
			...[unplaced ? null : customerId, unplaced ? null : rows[0]?.id, provider, reference, amountMinor, currency],
			...[refundedMinor, lostMinor, outcome, at],
		],
	);
	return number;
}

interface NinjaOptions {
	readonly amount?: number;
	readonly reference?: string;
	readonly day?: string;
	readonly refunded?: number;
	readonly deleted?: boolean;
	readonly status?: string;
	/** When it was changed last. */
	readonly changedAt?: string;
}

async function addNinjaPayment(ninja: NinjaScene, clientId: string, more: NinjaOptions): Promise<string> {
	const {
		amount = 20,
		reference = '',
		day = '2026-03-10',
		refunded = 0,
		deleted = false,
		status,
		changedAt = noon,
	} = more;
	const body = { client_id: clientId, amount, date: day, transaction_reference: reference };
	const { id } = await ninja.make('payments', body);
	Object.assign(ninja.company().rows.payments?.[id] ?? {}, {
		date: day,
		refunded,
		is_deleted: deleted,
		...(deleted && { archived_at: seconds(changedAt) }),
		...(status !== undefined && { status_id: status }),
		created_at: seconds(changedAt),
		updated_at: seconds(changedAt),
	});
	return id;
}
