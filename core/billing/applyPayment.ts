import { z } from 'zod';
import type { BackOffice, Transaction } from '../db';
import { findInvoice, findInvoiceOfSource, type Invoice } from '../invoices';
import {
	findPaymentEvent,
	isRecent,
	recordInvoiceOfMoney,
	removeRows,
	reopenUnplacedOfSubscription,
	rowsOfMoney,
	savePayment,
	type Payment,
	type PaymentOutcome,
	type StoredPaymentEvent,
} from '../payments';
import type { Service } from '../services';
import type { AskProviders } from './askProvider';
import type { NewCustomers } from './buyer';
import type { PaymentFacts } from './paymentFacts';
import { askedOf, everyPartName, unappliedName } from './requestParts';
import type { Resolution } from './resolution';
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
 * Applies what a payment event says to the payment, its invoices and their services, each invoice in one transaction. It
 * takes all events of the payment and all payments on the invoice together: so the events may come in any order and any
 * number, also at once, and end in the same state. A repeat changes nothing and returns the recorded outcomes.
 *
 * @param ask asks the provider about a payment that no event explains.
 * @param newCustomers as for Order: Resolve; what that has made is found.
 * @returns one for each part of the payment: a payment of Invoice Ninja may pay several invoices.
 * @throws InputError when there is no such event.
 */
export async function applyMoney(
	office: BackOffice,
	paymentEventId: string,
	ask: AskProviders = {},
	newCustomers: NewCustomers = 'off',
): Promise<readonly [AppliedPayment, ...AppliedPayment[]]> {
	const id = z.uuid().parse(paymentEventId);
	const asked = Object.keys(ask).length > 0 ? await resolveOrder(office, id, ask, newCustomers) : undefined;
	for (;;) {
		const settled = await settleWhatItLeaves(office, id);
		const applied = await applyParts(office, id, { settled, asked, newCustomers });
		if (applied) return applied;
	}
}

/** Applies a payment event, as `applyMoney` does; tells of the first part. */
export async function applyPayment(
	office: BackOffice,
	paymentEventId: string,
	ask: AskProviders = {},
	newCustomers?: NewCustomers,
): Promise<AppliedPayment> {
	const [first] = await applyMoney(office, paymentEventId, ask, newCustomers);
	return first;
}

interface Before {
	/** The invoices that were settled without the payment. */
	readonly settled: ReadonlySet<string>;
	readonly asked: ResolvedOrder | undefined;
	readonly newCustomers: NewCustomers;
}

/** Undefined when an event that came meanwhile takes the money from one more invoice: that is to be settled first. */
async function applyParts(
	office: BackOffice,
	paymentEventId: string,
	before: Before,
): Promise<readonly [AppliedPayment, ...AppliedPayment[]] | undefined> {
	const first = await applyPart(office, paymentEventId, 0, before);
	if (!first) return undefined;
	const applied: [AppliedPayment, ...AppliedPayment[]] = [first.applied];
	for (let index = 1, { count } = first; index < count; index++) {
		const next = await applyPart(office, paymentEventId, index, before);
		if (!next) return undefined;
		applied.push(next.applied);
		count = next.count;
	}
	return applied;
}

/** One part of a payment in one transaction: two invoices are not locked at once. */
async function applyPart(
	{ store }: BackOffice,
	paymentEventId: string,
	index: number,
	{ settled, ...before }: Before,
): Promise<{ readonly applied: AppliedPayment; readonly count: number } | undefined> {
	return await store.asStaff(async (transaction) => {
		const heard = await lockMoneyOfEvent(transaction, paymentEventId);
		const left = heard ? await invoicesLeft(transaction, heard) : [];
		if (left.some((invoiceId) => !settled.has(invoiceId))) return undefined;
		if (!heard) {
			await reopenPaymentsOfEvent(transaction, paymentEventId);
			const { outcome, detail: outcomeDetail } = notMoney;
			const nothing = { outcome, outcomeDetail, needsAttention: false, paymentId: null };
			return { applied: { ...nothing, ...followUp(), paymentEventId }, count: 1 };
		}
		const facts = heard.parts[index];
		// What was read meanwhile has fewer parts: from the beginning.
		if (!facts) return undefined;
		const count = heard.parts.length;
		const applied = await applyFacts(transaction, heard, { facts, ...before });
		if (index === count - 1) await removeFormerParts(transaction, heard);
		return { applied: { ...applied, paymentEventId }, count };
	});
}

async function applyFacts(
	transaction: Transaction,
	heard: Heard,
	{ facts, asked, newCustomers }: Omit<Before, 'settled'> & { readonly facts: PaymentFacts },
): Promise<Omit<AppliedPayment, 'paymentEventId'>> {
	const resolution = await resolvePayment(transaction, heard, facts, newCustomers);
	if (resolution.outcome !== 'resolved') {
		const { outcome, detail } = resolution;
		const outcomeDetail = asked && asked.outcome === outcome && !isSplit(facts) ? asked.detail : detail;
		const verdict = await verdictOnUnplaced(transaction, heard, facts, { outcome, outcomeDetail });
		return { ...(await saveUnplaced(transaction, facts, verdict)), ...followUp() };
	}
	// The invoices that lose the money were settled without it before.
	if (facts === heard.parts[0]) await recordInvoiceOfMoney(transaction, heard.events, resolution.invoice);
	const { saved, invoice, service } = await settleResolved(transaction, facts, resolution);
	const follows = followUp(invoice, service);
	return {
		...saved,
		...follows,
		provisioningNeeded: follows.provisioningNeeded || isToBeRetried(heard, saved, follows),
	};
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
		return new Set(heard ? await invoicesLeft(transaction, heard) : []);
	});
	for (const invoiceId of left) {
		await store.asStaff(async (transaction) => {
			const heard = await lockMoneyOfEvent(transaction, paymentEventId);
			const invoice = await findInvoice(transaction, invoiceId);
			if (heard && invoice) {
				await settleRows(transaction, await lockRows(transaction, invoice), { left: namesOf(heard) });
			}
		});
	}
	return left;
}

/** Every name under which the payment or a part of it may have a row. */
const namesOf = ({ events, parts }: Heard) => [
	...new Set([...events, ...parts].flatMap(({ names }) => names)),
	...parts.map(({ paymentReference }) => paymentReference),
	...events.flatMap(({ detail, paymentReference }) => (detail.snapshot ? unappliedName(paymentReference ?? '') : [])),
	...everyPartName([...new Set(events.flatMap(({ names }) => names))], askedOf(events)),
];

/**
 * The invoices that the payment, or a part of it, was booked on before an event told that it is for another one. Of a payment
 * of Invoice Ninja its last reading says what it is for, and of one of a payment request the request, so that all that is
 * booked is looked at.
 */
async function invoicesLeft(transaction: Transaction, heard: Heard): Promise<string[]> {
	const [first] = heard.parts;
	const booked = heard.events.flatMap(({ invoiceId }) => invoiceId ?? []);
	if (!isSplit(first)) return booked.filter((invoiceId) => invoiceId !== first.invoiceId);
	const rows = await rowsOfMoney(transaction, { provider: first.provider, names: namesOf(heard) });
	const now = new Set(heard.parts.flatMap(({ request }) => request?.invoiceId ?? []));
	for (const { source } of heard.parts) {
		const invoice = source?.invoice && (await findInvoiceOfSource(transaction, 'invoice_ninja', source.invoice));
		if (invoice) now.add(invoice.invoiceId);
	}
	return [...new Set(rows.flatMap(({ invoiceId }) => invoiceId ?? []))]
		.filter((invoiceId) => !now.has(invoiceId))
		.sort();
}

/** Whether a payment may pay several invoices. */
const isSplit = ({ source, request }: PaymentFacts) => source !== undefined || request !== undefined;

/** A payment may not pay any more what it paid at an earlier reading. */
async function removeFormerParts(transaction: Transaction, heard: Heard): Promise<void> {
	const [first] = heard.parts;
	if (!isSplit(first)) return;
	const now = new Set(heard.parts.map(({ paymentReference }) => paymentReference));
	const rows = await rowsOfMoney(transaction, { provider: first.provider, names: namesOf(heard) });
	const former = rows.map(({ paymentReference }) => paymentReference).filter((reference) => !now.has(reference));
	if (former.length === 0) return;
	const providers = new Set([first.provider, ...heard.events.map(({ provider }) => provider)]);
	for (const provider of providers) await removeRows(transaction, provider, former);
}

/** The event that says what a payment is for may be on its way: until it has had time, nobody is alarmed. */
async function verdictOnUnplaced(
	transaction: Transaction,
	{ events, parts }: Heard,
	facts: PaymentFacts,
	unknown: Pick<Verdict, 'outcome' | 'outcomeDetail'>,
): Promise<Verdict> {
	const verdict = verdictOnUnknown(facts, unknown);
	// An event waits as a whole: one that has paid something has not, and what pays no invoice says so itself.
	const waits = parts.length === 1 && facts.source?.invoice !== null && mayBeExplained(facts);
	if (!verdict.needsAttention || !waits || !(await isRecent(transaction, events.map(receivedAt)))) return verdict;
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

/** A set-up that failed is tried again when a person has the provider send the event again, and nothing is owed. */
const isToBeRetried = (
	{ events }: Heard,
	{ outcome }: Payment,
	{ serviceStatus, invoiceStatus }: ReturnType<typeof followUp>,
) =>
	serviceStatus === 'provisioning_failed' &&
	invoiceStatus === 'paid' &&
	outcome === 'paid' &&
	events.some(({ resentAt }) => resentAt !== null);

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
