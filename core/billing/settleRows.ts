import type { Transaction } from '../db';
import {
	adjustedOf,
	invoicesOfService,
	lockInvoice,
	setInvoiceState,
	type Invoice,
	type LockedInvoice,
} from '../invoices';
import {
	eventsOfMoney,
	moneyName,
	paymentsOfInvoice,
	savePayment,
	type Payment,
	type PaymentOutcome,
} from '../payments';
import { provisionKey } from '../provisioning';
import { lockService, type Service } from '../services';
import { lockTaskByKey, type Task } from '../tasks';
import { followSettlement, type Following } from './followSettlement';
import { partsOf } from './moneyParts';
import type { PaymentFacts } from './paymentFacts';
import { settleInvoice, type Owed, type Settlement } from './settleInvoice';
import type { Verdict } from './verdict';

/** What one settlement changes, all of it locked until the transaction ends. */
export interface LockedRows {
	readonly invoice: LockedInvoice;
	readonly service: Service | undefined;
	readonly task: Task | undefined;
}

export interface Settled {
	/** In the order in which they were given, the others after them. */
	readonly saved: readonly Payment[];
	readonly invoice: Invoice;
	readonly service: Service | undefined;
}

/**
 * Locks an invoice with its service, in the order in which a run of the task locks them too: task, service, invoice.
 *
 * @param other another invoice of the service that changes with it.
 */
export async function lockRows(
	transaction: Transaction,
	{ invoiceId, invoiceNumber, serviceId }: Pick<Invoice, 'invoiceId' | 'invoiceNumber' | 'serviceId'>,
	other?: string,
): Promise<LockedRows> {
	const task = serviceId ? await lockTaskByKey(transaction, provisionKey(serviceId)) : undefined;
	const service = serviceId ? await lockService(transaction, serviceId) : undefined;
	if (other !== undefined && other < invoiceId) await lockInvoice(transaction, other);
	const invoice = await lockInvoice(transaction, invoiceId);
	if (other !== undefined && other > invoiceId) await lockInvoice(transaction, other);
	if (!invoice) throw new RangeError(`the invoice ${invoiceNumber} went away`);
	return { invoice, service, task };
}

/** What was not so when the invoice was last settled. */
interface Change {
	/** Payments that belong to the invoice now, whatever their rows say. */
	readonly own?: readonly PaymentFacts[];
	/** Names of payments that do not belong to it any more. */
	readonly left?: readonly string[];
	/** A person took an adjustment back. */
	readonly takenBack?: boolean;
}

/** Decides on all payments of an invoice, and writes what follows. */
export async function settleRows(
	transaction: Transaction,
	{ invoice, service, task }: LockedRows,
	{ own = [], left = [], takenBack = false }: Change = {},
): Promise<Settled> {
	const known = new Set([...left, ...own.flatMap(({ names }) => names)]);
	const payments = [...own, ...(await otherPayments(transaction, invoice, known))];
	const adjustedMinor = await adjustedOf(transaction, invoice.invoiceId);
	const released = takenBack || left.length > 0;
	const settlement = settleInvoice(
		{ ...invoice, adjustedMinor, released, told: await toldOf(transaction, invoice) },
		payments,
	);
	await setInvoiceState(transaction, invoice.invoiceId, settlement);
	const decisions = { before: invoice.setupDecision, now: settlement.setupDecision };
	const isRenewal = await renews(transaction, invoice);
	const following: Partial<Following> = service
		? await followSettlement(transaction, {
				service,
				task,
				isRenewal,
				isMirrored: invoice.source !== 'msp',
				...decisions,
			})
		: {};

	const saved: Payment[] = [];
	for (const payment of payments) {
		const verdict = settlement.verdicts.get(payment);
		if (!verdict) throw new RangeError(`the payment ${payment.paymentReference} was left undecided`);
		const { invoiceId, customerId, serviceId } = invoice;
		const noted = withNote(verdict, settlement, following.note);
		saved.push(await savePayment(transaction, { ...payment, ...noted, invoiceId, customerId, serviceId }));
	}
	const { status, balanceMinor } = settlement;
	return { saved, invoice: { ...invoice, status, balanceMinor }, service: following.service };
}

/** Whether an earlier invoice of the service is to be paid first. One that was cancelled is not: then this is the first. */
async function renews(transaction: Transaction, { serviceId, periodNumber }: Invoice): Promise<boolean> {
	if (serviceId === null || periodNumber === 1) return false;
	const invoices = await invoicesOfService(transaction, serviceId);
	return invoices.some((one) => one.periodNumber < periodNumber && one.status !== 'void');
}

/** What the accounting system or the spreadsheet says that owns the invoice. */
async function toldOf(
	transaction: Transaction,
	{ invoiceId, source, sourceStatus, sourceBalanceMinor, sourceChangedAt }: Invoice,
): Promise<Owed['told']> {
	if (sourceStatus === null || sourceChangedAt === null) return undefined;
	const told = { status: sourceStatus, balanceMinor: sourceBalanceMinor ?? 0, changedAt: sourceChangedAt };
	if (source !== 'import') return told;
	const adjustedSinceMinor = await adjustedOf(transaction, invoiceId, sourceChangedAt);
	return { ...told, hearsNothing: true, adjustedSinceMinor };
}

async function otherPayments(
	transaction: Transaction,
	{ invoiceId, externalId }: Pick<Invoice, 'invoiceId' | 'externalId'>,
	known: ReadonlySet<string>,
): Promise<PaymentFacts[]> {
	const others: PaymentFacts[] = [];
	for (const { provider, paymentReference } of await paymentsOfInvoice(transaction, invoiceId)) {
		// A payment of a spreadsheet is in the balance that the spreadsheet told, and no event says anything of it.
		if (provider === 'import' || known.has(paymentReference)) continue;
		const parts = partsOf(await eventsOfMoney(transaction, { provider, names: [moneyName(paymentReference)] }));
		for (const facts of parts) {
			// Two rows may turn out to be one payment.
			if (known.has(facts.paymentReference) || others.some(({ names }) => names.includes(facts.paymentReference)))
				continue;
			// An event may have told meanwhile that the money is for another invoice, which is settled next.
			if (facts.source ? facts.source.invoice !== externalId : !isOf(facts, invoiceId)) continue;
			if (!others.some(({ names }) => names.includes(paymentReference))) others.push(facts);
		}
	}
	return others;
}

const isOf = ({ invoiceId: recorded }: PaymentFacts, invoiceId: string) => recorded === null || recorded === invoiceId;

/** Adds a note to a payment whose service does not follow it, and marks it for a person. */
function withNote(verdict: Verdict, { setupDecision }: Settlement, note = ''): Verdict {
	const followed: readonly PaymentOutcome[] =
		setupDecision === 'set_up' ? ['paid', 'overpaid'] : ['refunded', 'disputed'];
	if (!note || !followed.includes(verdict.outcome)) return verdict;
	const outcomeDetail = [verdict.outcomeDetail, note].filter(Boolean).join('; ');
	return { ...verdict, outcomeDetail, needsAttention: true };
}
