import { z } from 'zod';
import type { BackOffice, Transaction } from '../db';
import { lockInvoice, setInvoiceState, type Invoice, type LockedInvoice } from '../invoices';
import {
	eventsOfPayment,
	type Payment,
	type PaymentOutcome,
	paymentsOfInvoice,
	type Provider,
	savePayment,
} from '../payments';
import { lockService, type Service } from '../services';
import { provisionKey } from '../provisioning';
import { lockTaskByKey, type Task } from '../tasks';
import { followOrder, type Following } from './followOrder';
import { paymentFacts } from './paymentFacts';
import { knownPayment, resolvePayment, type KnownPayment } from './resolveOrder';
import { settleInvoice, verdictOnUnplaced, type Settlement, type Verdict } from './settleInvoice';

export interface AppliedPayment {
	readonly outcome: PaymentOutcome | 'not_money';
	readonly outcomeDetail: string;
	readonly needsAttention: boolean;
	/** True where the service waits to be set up: start its task. */
	readonly provisioningNeeded: boolean;
	readonly paymentEventId: string;
	readonly paymentId: string | null;
	readonly provider: Provider | null;
	readonly paymentReference: string | null;
	readonly amountMinor: number | null;
	readonly currency: string | null;
	readonly refundedMinor: number | null;
	readonly customerId: string | null;
	readonly customerCode: string | null;
	readonly serviceId: string | null;
	readonly serviceStatus: string | null;
	readonly orderReference: string | null;
	readonly domain: string | null;
	readonly invoiceId: string | null;
	readonly invoiceNumber: string | null;
	readonly invoiceStatus: string | null;
	readonly invoiceBalanceMinor: number | null;
}

/**
 * Applies what a payment event says to the payment, its invoice and its service, in one transaction. All that was heard
 * of the payment counts, and all payments on the invoice: so the events may come in any order and any number, also at
 * once, and end in the same state. A repeat changes nothing and gives the recorded outcome.
 *
 * @throws InputError where there is no such event.
 */
export async function applyPayment({ store }: BackOffice, paymentEventId: string): Promise<AppliedPayment> {
	return await store.asStaff(async (transaction) => {
		const payment = await knownPayment(transaction, z.uuid().parse(paymentEventId));
		if (!payment) return { ...nothing, paymentEventId };
		const resolution = await resolvePayment(transaction, payment);
		if (resolution.outcome !== 'resolved') {
			const { outcome, detail } = resolution;
			const verdict = verdictOnUnplaced(payment.facts, { outcome, detail, needsAttention: true });
			const saved = await save(transaction, payment, verdict, {});
			return shown(paymentEventId, saved);
		}
		const held = await lockAll(transaction, resolution.invoice, resolution.service);
		const { saved, invoice, service } = await settle(transaction, held, payment);
		return shown(paymentEventId, saved, invoice, service);
	});
}

/** What one settlement changes, all of it held against others until the transaction ends. */
interface Held {
	readonly invoice: LockedInvoice;
	readonly service: Service | undefined;
	readonly task: Task | undefined;
}

/** In the order in which a run of the task locks them too: task, service, invoice. */
async function lockAll(transaction: Transaction, invoice: Invoice, service: Service | null): Promise<Held> {
	const task = service ? await lockTaskByKey(transaction, provisionKey(service.serviceId)) : undefined;
	const lockedService = service ? await lockService(transaction, service.serviceId) : undefined;
	const lockedInvoice = await lockInvoice(transaction, invoice.invoiceId);
	if (!lockedInvoice) throw new RangeError(`the invoice ${invoice.invoiceNumber} went away`);
	return { invoice: lockedInvoice, service: lockedService, task };
}

/** Decides on all payments of the invoice, this one among them, and writes what follows. */
async function settle(
	transaction: Transaction,
	{ invoice, service, task }: Held,
	payment: KnownPayment,
): Promise<{ saved: Payment; invoice: Invoice; service: Service | undefined }> {
	const known = await paymentsOn(transaction, invoice.invoiceId);
	const payments = known.some((one) => keyOf(one) === keyOf(payment)) ? known : [...known, payment];
	const settlement = settleInvoice(
		invoice,
		payments.map((one) => ({ ...one.facts, key: keyOf(one) })),
	);
	const verdictOn = (one: KnownPayment) => settlement.verdicts.get(keyOf(one));
	await setInvoiceState(transaction, invoice.invoiceId, settlement);

	const following: Partial<Following> = service
		? await followOrder(transaction, { service, task, before: invoice.serviceOrder, now: settlement.serviceOrder })
		: {};
	let saved: Payment | undefined;
	for (const one of payments) {
		const verdict = verdictOn(one);
		if (!verdict) throw new RangeError(`the payment ${one.paymentReference} was left undecided`);
		const written = await save(transaction, one, noted(verdict, settlement, following.note), { invoice });
		if (keyOf(one) === keyOf(payment)) saved = written;
	}
	if (!saved) throw new RangeError(`the payment ${payment.paymentReference} left its invoice`);
	const { status, balanceMinor } = settlement;
	return { saved, invoice: { ...invoice, status, balanceMinor }, service: following.service };
}

/** Two providers may give the same reference. */
function keyOf({ provider, paymentReference }: Pick<KnownPayment, 'provider' | 'paymentReference'>): string {
	return `${paymentReference} ${provider}`;
}

async function paymentsOn(transaction: Transaction, invoiceId: string): Promise<KnownPayment[]> {
	const found: KnownPayment[] = [];
	for (const recorded of await paymentsOfInvoice(transaction, invoiceId)) {
		const { provider, paymentReference } = recorded;
		const events = await eventsOfPayment(transaction, provider, paymentReference);
		found.push({ provider, paymentReference, recorded, events, facts: paymentFacts(events) });
	}
	return found;
}

/** Tells of a service that does not follow its money on the payments that it ought to follow. */
function noted(verdict: Verdict, { serviceOrder }: Settlement, note = ''): Verdict {
	const followed: readonly PaymentOutcome[] =
		serviceOrder === 'set_up' ? ['paid', 'overpaid'] : ['refunded', 'disputed'];
	if (!note || !followed.includes(verdict.outcome)) return verdict;
	return { ...verdict, detail: [verdict.detail, note].filter(Boolean).join('; '), needsAttention: true };
}

async function save(
	transaction: Transaction,
	{ provider, paymentReference, facts, recorded }: KnownPayment,
	{ outcome, detail, needsAttention }: Verdict,
	{ invoice }: { readonly invoice?: Invoice },
): Promise<Payment> {
	const { amountMinor, currency, refundedMinor, at } = facts;
	const saved = await savePayment(transaction, {
		provider,
		paymentReference,
		customerId: invoice?.customerId ?? null,
		serviceId: invoice?.serviceId ?? null,
		invoiceId: invoice?.invoiceId ?? null,
		amountMinor,
		currency,
		refundedMinor,
		outcome,
		outcomeDetail: detail,
		needsAttention,
		receivedAt: at,
	});
	if (recorded?.outcome !== outcome || recorded.outcomeDetail !== detail) {
		transaction.audit({
			customerId: saved.customerId,
			action: `payment.${outcome}`,
			subject: saved.paymentId,
			outcome: 'done',
			detail: { was: recorded?.outcome ?? null, amountMinor, currency, invoiceNumber: saved.invoiceNumber, detail },
			correlationId: `${provider}:${paymentReference}`,
		});
	}
	return saved;
}

const nothing: Omit<AppliedPayment, 'paymentEventId'> = {
	outcome: 'not_money',
	outcomeDetail: 'the event is about no money that moved',
	needsAttention: false,
	provisioningNeeded: false,
	paymentId: null,
	provider: null,
	paymentReference: null,
	amountMinor: null,
	currency: null,
	refundedMinor: null,
	customerId: null,
	customerCode: null,
	serviceId: null,
	serviceStatus: null,
	orderReference: null,
	domain: null,
	invoiceId: null,
	invoiceNumber: null,
	invoiceStatus: null,
	invoiceBalanceMinor: null,
};

function shown(paymentEventId: string, payment: Payment, invoice?: Invoice, service?: Service): AppliedPayment {
	return {
		outcome: payment.outcome,
		outcomeDetail: payment.outcomeDetail,
		needsAttention: payment.needsAttention,
		provisioningNeeded: service?.status === 'pending_setup',
		paymentEventId,
		paymentId: payment.paymentId,
		provider: payment.provider,
		paymentReference: payment.paymentReference,
		amountMinor: payment.amountMinor,
		currency: payment.currency,
		refundedMinor: payment.refundedMinor,
		customerId: payment.customerId,
		customerCode: payment.customerCode,
		serviceId: payment.serviceId,
		serviceStatus: service?.status ?? null,
		orderReference: service?.orderReference ?? null,
		domain: service?.domain ?? null,
		invoiceId: payment.invoiceId,
		invoiceNumber: payment.invoiceNumber,
		invoiceStatus: invoice?.status ?? null,
		invoiceBalanceMinor: invoice?.balanceMinor ?? null,
	};
}
