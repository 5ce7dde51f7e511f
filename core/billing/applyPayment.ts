import { z } from 'zod';
import type { BackOffice, Transaction } from '../db';
import { findInvoice, type Invoice } from '../invoices';
import {
	findPaymentEvent,
	isRecent,
	recordInvoiceOfMoney,
	reopenUnplacedOfSubscription,
	savePayment,
	type Payment,
	type PaymentOutcome,
	type StoredPaymentEvent,
} from '../payments';
import type { Service } from '../services';
import type { AskProviders } from './askProvider';
import type { PaymentFacts } from './paymentFacts';
import type { Resolution } from './placePayment';
import {
	lockMoneyOfEvent,
	notMoney,
	resolveOrder,
	resolvePayment,
	type Heard,
	type ResolvedOrder,
} from './resolveOrder';
import { lockRows, settleRows } from './settleRows';
import { verdictOnUnknown, type Verdict } from './verdict';

/** The payment with its service and invoice. For an event that is not about money, most fields are empty. */
export interface AppliedPayment extends Partial<Omit<Payment, 'paymentId' | keyof Verdict>> {
	readonly outcome: PaymentOutcome | 'not_money';
	readonly outcomeDetail: string;
	readonly needsAttention: boolean;
	/** True when the service waits to be set up: start its task. */
	readonly provisioningNeeded: boolean;
	readonly paymentEventId: string;
	readonly paymentId: string | null;
	readonly serviceStatus: Service['status'] | null;
	readonly orderReference: string | null;
	readonly domain: string | null;
	readonly invoiceStatus: Invoice['status'] | null;
	readonly invoiceBalanceMinor: number | null;
}

/**
 * Applies what a payment event says to the payment, its invoice and its service, in one transaction. It takes all
 * events of the payment and all payments on the invoice together: so the events may come in any order and any number,
 * also at once, and end in the same state. A repeat changes nothing and returns the recorded outcome.
 *
 * @param ask asks the provider about a payment that no event explains.
 * @throws InputError when there is no such event.
 */
export async function applyPayment(
	office: BackOffice,
	paymentEventId: string,
	ask: AskProviders = {},
): Promise<AppliedPayment> {
	const id = z.uuid().parse(paymentEventId);
	const asked = Object.keys(ask).length > 0 ? await resolveOrder(office, id, ask) : undefined;
	for (;;) {
		const settled = await settleWhatItLeaves(office, id);
		const applied = await applyOnce(office, id, { settled, asked });
		if (applied) return applied;
	}
}

interface Before {
	/** The invoices that were settled without the payment. */
	readonly settled: ReadonlySet<string>;
	readonly asked: ResolvedOrder | undefined;
}

/** Undefined when an event that came meanwhile takes the money from one more invoice: that is to be settled first. */
async function applyOnce(
	{ store }: BackOffice,
	paymentEventId: string,
	{ settled, asked }: Before,
): Promise<AppliedPayment | undefined> {
	return await store.asStaff(async (transaction) => {
		const heard = await lockMoneyOfEvent(transaction, paymentEventId);
		if (heard && invoicesLeft(heard).some((invoiceId) => !settled.has(invoiceId))) return undefined;
		if (!heard) {
			await reopenPaymentsOfEvent(transaction, paymentEventId);
			const { outcome, detail: outcomeDetail } = notMoney;
			const nothing = { outcome, outcomeDetail, needsAttention: false, paymentId: null };
			return { ...nothing, ...followUp(), paymentEventId };
		}
		const resolution = await resolvePayment(transaction, heard);
		if (resolution.outcome !== 'resolved') {
			const { outcome, detail } = resolution;
			const outcomeDetail = asked && asked.outcome === outcome ? asked.detail : detail;
			const verdict = await verdictOnUnplaced(transaction, heard, { outcome, outcomeDetail });
			return { ...(await saveUnplaced(transaction, heard.facts, verdict)), ...followUp(), paymentEventId };
		}
		// The invoices that lose the money were settled without it before.
		await recordInvoiceOfMoney(transaction, heard.events, resolution.invoice);
		const { saved, invoice, service } = await settleResolved(transaction, heard.facts, resolution);
		return { ...saved, ...followUp(invoice, service), paymentEventId };
	});
}

/** An event without money may say what the payments of its subscription are for. */
async function reopenPaymentsOfEvent(transaction: Transaction, paymentEventId: string): Promise<void> {
	const event = await findPaymentEvent(transaction, paymentEventId);
	const subscription = event?.references.providerSubscription;
	if (event && subscription) await reopenUnplacedOfSubscription(transaction, event.provider, subscription);
}

async function settleResolved(
	transaction: Transaction,
	facts: PaymentFacts,
	{ invoice }: Extract<Resolution, { outcome: 'resolved' }>,
): Promise<{ saved: Payment; invoice: Invoice; service: Service | undefined }> {
	const { providerSubscription } = facts.references;
	if (providerSubscription) await reopenUnplacedOfSubscription(transaction, facts.provider, providerSubscription);
	const { saved, ...after } = await settleRows(transaction, await lockRows(transaction, invoice), { own: [facts] });
	const [own] = saved;
	if (!own) throw new RangeError(`the payment ${facts.paymentReference} was not saved`);
	return { saved: own, ...after };
}

/**
 * An event may tell that two payments are one, after each was booked on an invoice of its own. The invoice that loses the
 * money is settled without it first: whatever dies in between, a repeat finds both still recorded.
 */
async function settleWhatItLeaves({ store }: BackOffice, paymentEventId: string): Promise<ReadonlySet<string>> {
	const left = await store.asStaff(async (transaction) => {
		const heard = await lockMoneyOfEvent(transaction, paymentEventId);
		return new Set(heard ? invoicesLeft(heard) : []);
	});
	for (const invoiceId of left) {
		await store.asStaff(async (transaction) => {
			const heard = await lockMoneyOfEvent(transaction, paymentEventId);
			const invoice = await findInvoice(transaction, invoiceId);
			if (heard && invoice) {
				await settleRows(transaction, await lockRows(transaction, invoice), { left: heard.facts.names });
			}
		});
	}
	return left;
}

/** The invoices that parts of the payment were booked on before an event told that they are one. */
function invoicesLeft({ facts, events }: Heard): string[] {
	return events.flatMap(({ invoiceId }) => (invoiceId === null || invoiceId === facts.invoiceId ? [] : [invoiceId]));
}

/** The event that says what a payment is for may be on its way: until it has had time, nobody is alarmed. */
async function verdictOnUnplaced(
	transaction: Transaction,
	{ facts, events }: Heard,
	unknown: Pick<Verdict, 'outcome' | 'outcomeDetail'>,
): Promise<Verdict> {
	const verdict = verdictOnUnknown(facts, unknown);
	if (!verdict.needsAttention || !mayBeExplained(facts) || !(await isRecent(transaction, events.map(receivedAt))))
		return verdict;
	return { outcome: 'waiting', outcomeDetail: verdict.outcomeDetail, needsAttention: false };
}

/**
 * Whether a later event may say more. An invoice of Stripe comes before the session that names its order, and a sale of
 * PayPal before its agreement begins.
 */
const mayBeExplained = ({ references: { order, invoice, customer } }: PaymentFacts) => !order && !invoice && !customer;

const receivedAt = (event: StoredPaymentEvent) => event.receivedAt;

async function saveUnplaced(transaction: Transaction, facts: PaymentFacts, verdict: Verdict): Promise<Payment> {
	const nobody = { invoiceId: null, customerId: null, serviceId: null };
	return await savePayment(transaction, { ...facts, ...verdict, ...nobody });
}

function followUp(invoice?: Invoice, service?: Service) {
	return {
		provisioningNeeded: service?.status === 'pending_setup',
		serviceStatus: service?.status ?? null,
		orderReference: service?.orderReference ?? null,
		domain: service?.domain ?? null,
		invoiceStatus: invoice?.status ?? null,
		invoiceBalanceMinor: invoice?.balanceMinor ?? null,
	};
}
