import { z } from 'zod';
import type { BackOffice, Transaction } from '../db';
import { lockInvoice, setInvoiceState, type Invoice, type LockedInvoice } from '../invoices';
import { eventsOfPayment, paymentsOfInvoice, savePayment, type Payment, type PaymentOutcome } from '../payments';
import { lockService, type Service } from '../services';
import { provisionKey } from '../provisioning';
import { lockTaskByKey, type Task } from '../tasks';
import { followSettlement, type Following } from './followSettlement';
import { paymentFacts, type PaymentFacts } from './paymentFacts';
import { lockPaymentOfEvent, notMoney, resolvePayment } from './resolveOrder';
import { settleInvoice, verdictOnUnknown, type Settlement, type Verdict } from './settleInvoice';

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
 * @throws InputError when there is no such event.
 */
export async function applyPayment({ store }: BackOffice, paymentEventId: string): Promise<AppliedPayment> {
	return await store.asStaff(async (transaction) => {
		const facts = await lockPaymentOfEvent(transaction, z.uuid().parse(paymentEventId));
		if (!facts) {
			const { outcome, detail: outcomeDetail } = notMoney;
			const nothing = { outcome, outcomeDetail, needsAttention: false, paymentId: null };
			return { ...nothing, ...followUp(), paymentEventId };
		}
		const resolution = await resolvePayment(transaction, facts);
		if (resolution.outcome !== 'resolved') {
			const { outcome, detail: outcomeDetail } = resolution;
			const verdict = verdictOnUnknown(facts, { outcome, outcomeDetail });
			return { ...(await save(transaction, facts, verdict)), ...followUp(), paymentEventId };
		}
		const locked = await lockAll(transaction, resolution.invoice, resolution.service);
		const { saved, invoice, service } = await settle(transaction, locked, facts);
		return { ...saved, ...followUp(invoice, service), paymentEventId };
	});
}

/** What one settlement changes, all of it locked until the transaction ends. */
interface LockedRows {
	readonly invoice: LockedInvoice;
	readonly service: Service | undefined;
	readonly task: Task | undefined;
}

/** In the order in which a run of the task locks them too: task, service, invoice. */
async function lockAll(transaction: Transaction, invoice: Invoice, service: Service | null): Promise<LockedRows> {
	const task = service ? await lockTaskByKey(transaction, provisionKey(service.serviceId)) : undefined;
	const lockedService = service ? await lockService(transaction, service.serviceId) : undefined;
	const lockedInvoice = await lockInvoice(transaction, invoice.invoiceId);
	if (!lockedInvoice) throw new RangeError(`the invoice ${invoice.invoiceNumber} went away`);
	return { invoice: lockedInvoice, service: lockedService, task };
}

/** Decides on all payments of the invoice, this one among them, and writes what follows. */
async function settle(
	transaction: Transaction,
	{ invoice, service, task }: LockedRows,
	facts: PaymentFacts,
): Promise<{ saved: Payment; invoice: Invoice; service: Service | undefined }> {
	const payments = [facts, ...(await otherPaymentsOn(transaction, invoice.invoiceId, facts))];
	const settlement = settleInvoice(invoice, payments);
	await setInvoiceState(transaction, invoice.invoiceId, settlement);
	const decisions = { before: invoice.setupDecision, now: settlement.setupDecision };
	const following: Partial<Following> = service
		? await followSettlement(transaction, { service, task, ...decisions })
		: {};

	const saved: Payment[] = [];
	for (const payment of payments) {
		const verdict = settlement.verdicts.get(payment);
		if (!verdict) throw new RangeError(`the payment ${payment.paymentReference} was left undecided`);
		saved.push(await save(transaction, payment, withNote(verdict, settlement, following.note), invoice));
	}
	const [own] = saved;
	if (!own) throw new RangeError(`the payment ${facts.paymentReference} was not saved`);
	const { status, balanceMinor } = settlement;
	return { saved: own, invoice: { ...invoice, status, balanceMinor }, service: following.service };
}

async function otherPaymentsOn(
	transaction: Transaction,
	invoiceId: string,
	{ provider, paymentReference }: PaymentFacts,
): Promise<PaymentFacts[]> {
	const others: PaymentFacts[] = [];
	for (const payment of await paymentsOfInvoice(transaction, invoiceId)) {
		if (payment.provider === provider && payment.paymentReference === paymentReference) continue;
		others.push(paymentFacts(await eventsOfPayment(transaction, payment)));
	}
	return others;
}

/** Adds a note to a payment whose service does not follow it, and marks it for a person. */
function withNote(verdict: Verdict, { setupDecision }: Settlement, note = ''): Verdict {
	const followed: readonly PaymentOutcome[] =
		setupDecision === 'set_up' ? ['paid', 'overpaid'] : ['refunded', 'disputed'];
	if (!note || !followed.includes(verdict.outcome)) return verdict;
	const outcomeDetail = [verdict.outcomeDetail, note].filter(Boolean).join('; ');
	return { ...verdict, outcomeDetail, needsAttention: true };
}

async function save(
	transaction: Transaction,
	facts: PaymentFacts,
	verdict: Verdict,
	{ invoiceId, customerId, serviceId }: Pick<Payment, 'invoiceId' | 'customerId' | 'serviceId'> = unknownOwner,
): Promise<Payment> {
	return await savePayment(transaction, { ...facts, ...verdict, invoiceId, customerId, serviceId });
}

const unknownOwner = { invoiceId: null, customerId: null, serviceId: null };

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
