import { decimalOf } from '../kernel/money';
import type { Invoice, InvoiceStatus, ServiceOrder } from '../invoices';
import type { PaymentOutcome } from '../payments';
import type { PaymentFacts } from './paymentFacts';

/** What a payment came to, in words that a member of staff reads, and whether one has to look at it. */
export interface Verdict {
	readonly outcome: PaymentOutcome;
	readonly detail: string;
	readonly needsAttention: boolean;
}

/** A payment on an invoice. */
export interface PaymentOn extends PaymentFacts {
	/** Its own among all payments. */
	readonly key: string;
}

export interface Settlement {
	readonly status: InvoiceStatus;
	readonly balanceMinor: number;
	/** By the payments' keys. */
	readonly verdicts: ReadonlyMap<string, Verdict>;
	readonly serviceOrder: ServiceOrder;
}

/**
 * Decides what the payments on an invoice come to, all of them together: so it is the same whichever came first, and
 * however often it is asked. Pure.
 *
 * A payment that was refunded in full, or charged back, counts for nothing. A refund of a part does not open a settled
 * invoice again: it gives back, and asks for nothing. While a dispute is open the invoice stays as it is, but nothing new is
 * set up for it.
 */
export function settleInvoice(
	invoice: Pick<Invoice, 'status' | 'currency' | 'totalMinor' | 'balanceMinor' | 'invoiceNumber'>,
	payments: readonly PaymentOn[],
): Settlement {
	const { totalMinor, currency } = invoice;
	const counted = invoice.status === 'void' ? [] : payments.filter((payment) => counts(payment, currency)).sort(byTime);
	const gross = sum(counted.map(({ amountMinor }) => amountMinor));
	const net = gross - sum(counted.map(({ refundedMinor }) => refundedMinor));
	const settled = counted.length > 0 && gross >= totalMinor;
	const givenBack = payments.some((payment) => payment.currency === currency && isGivenBack(payment));

	const verdicts = new Map<string, Verdict>();
	let before = 0;
	for (const payment of counted) {
		verdicts.set(payment.key, verdictOnCounted(payment, { before, settled, missing: totalMinor - net, invoice }));
		before += payment.amountMinor;
	}
	for (const payment of payments) {
		if (!counted.includes(payment)) verdicts.set(payment.key, verdictOnOther(payment, invoice));
	}
	return {
		...stateOf(invoice, { settled, net, counted: counted.length > 0, givenBack }),
		verdicts,
		serviceOrder: serviceOrderOf({ settled, counted, givenBack }),
	};
}

/** What a payment that nobody can place comes to: `unplaced` says why. */
export function verdictOnUnplaced(facts: PaymentFacts, unplaced: Verdict): Verdict {
	return backOrFailed(facts) ?? unplaced;
}

function counts(payment: PaymentOn, currency: string): boolean {
	return payment.succeeded && payment.currency === currency && !isGivenBack(payment);
}

function isGivenBack({ succeeded, dispute, refundedMinor, amountMinor }: PaymentFacts): boolean {
	return dispute === 'lost' || (refundedMinor > 0 && (!succeeded || refundedMinor >= amountMinor));
}

interface Place {
	/** What the payments before it came to. */
	readonly before: number;
	readonly settled: boolean;
	readonly missing: number;
	readonly invoice: Pick<Invoice, 'totalMinor' | 'currency' | 'invoiceNumber'>;
}

function verdictOnCounted(payment: PaymentOn, { before, settled, missing, invoice }: Place): Verdict {
	const { totalMinor, currency, invoiceNumber } = invoice;
	const disputed = backOrFailed(payment);
	if (disputed) return disputed;
	if (!settled) return look('underpaid', `${words(missing, currency)} of invoice ${invoiceNumber} is missing`);
	if (before > 0 && before >= totalMinor) {
		return look('duplicate', `invoice ${invoiceNumber} was settled before: refund it, or credit it`);
	}
	const excess = before + payment.amountMinor - totalMinor - payment.refundedMinor;
	if (excess > 0) return look('overpaid', `${words(excess, currency)} more than invoice ${invoiceNumber} asks for`);
	const { refundedMinor } = payment;
	return seen('paid', refundedMinor > 0 ? `${words(refundedMinor, currency)} of it was refunded` : '');
}

function verdictOnOther(
	payment: PaymentOn,
	{ status, currency, invoiceNumber }: Parameters<typeof settleInvoice>[0],
): Verdict {
	const known = backOrFailed(payment);
	if (known) return known;
	if (payment.currency !== currency) {
		return look('wrong_currency', `paid in ${payment.currency}, and invoice ${invoiceNumber} is in ${currency}`);
	}
	return look('duplicate', `invoice ${invoiceNumber} is ${status}: nothing was owed on it`);
}

/** The verdicts that do not depend on the invoice. */
function backOrFailed(facts: PaymentFacts): Verdict | undefined {
	if (facts.dispute === 'open') return look('disputed', 'the payer disputes it: answer the provider in time');
	if (facts.dispute === 'lost') return look('disputed', 'the dispute was lost, and the money is gone');
	if (isGivenBack(facts)) return seen('refunded', `${words(facts.refundedMinor, facts.currency)} was refunded`);
	if (!facts.succeeded) return seen('failed', 'no money came');
	return undefined;
}

function stateOf(
	{ status, totalMinor, balanceMinor }: Pick<Invoice, 'status' | 'totalMinor' | 'balanceMinor'>,
	{ settled, net, counted, givenBack }: { settled: boolean; net: number; counted: boolean; givenBack: boolean },
): Pick<Settlement, 'status' | 'balanceMinor'> {
	if (status !== 'void' && settled) return { status: 'paid', balanceMinor: 0 };
	if (status !== 'void' && counted) {
		return { status: net > 0 ? 'partial' : 'open', balanceMinor: totalMinor - net };
	}
	if (status !== 'void' && givenBack) return { status: 'refunded', balanceMinor: 0 };
	// Only payments make it so, and they do no more.
	if (status === 'partial' || status === 'refunded') return { status: 'open', balanceMinor: totalMinor };
	// Nothing that counts was paid here: whatever else has made it so stays.
	return { status, balanceMinor };
}

function serviceOrderOf({
	settled,
	counted,
	givenBack,
}: {
	settled: boolean;
	counted: readonly PaymentOn[];
	givenBack: boolean;
}): ServiceOrder {
	if (settled) return counted.some(({ dispute }) => dispute === 'open') ? 'wait' : 'set_up';
	return givenBack && counted.length === 0 ? 'call_off' : 'wait';
}

const seen = (outcome: PaymentOutcome, detail: string): Verdict => ({ outcome, detail, needsAttention: false });
const look = (outcome: PaymentOutcome, detail: string): Verdict => ({ outcome, detail, needsAttention: true });

function words(amountMinor: number, currency: string): string {
	return `${decimalOf({ amountMinor, currency })} ${currency}`;
}

function sum(amounts: readonly number[]): number {
	return amounts.reduce((total, amount) => total + amount, 0);
}

function byTime(one: PaymentOn, other: PaymentOn): number {
	const keys = one.key < other.key ? -1 : 1;
	return one.at.getTime() - other.at.getTime() || keys;
}
