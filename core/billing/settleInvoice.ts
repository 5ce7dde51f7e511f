import { decimalOf } from '../kernel/money';
import type { Invoice, InvoiceStatus, SetupDecision } from '../invoices';
import type { Payment, PaymentOutcome } from '../payments';
import type { PaymentFacts } from './paymentFacts';

/** The verdict on a payment. */
export type Verdict = Pick<Payment, 'outcome' | 'outcomeDetail' | 'needsAttention'>;

export interface Settlement {
	readonly status: InvoiceStatus;
	readonly balanceMinor: number;
	readonly verdicts: ReadonlyMap<PaymentFacts, Verdict>;
	readonly setupDecision: SetupDecision;
}

/**
 * Decides what becomes of the payments on an invoice, all of them together: so the result is the same whichever came
 * first, and however often somebody asks. Pure.
 *
 * A payment that was refunded in full, or charged back, counts for nothing. A refund of a part does not open a settled
 * invoice again. While a dispute is open the invoice stays as it is, but nothing new is set up for it.
 */
export function settleInvoice(
	invoice: Pick<Invoice, 'status' | 'currency' | 'totalMinor' | 'balanceMinor' | 'invoiceNumber'>,
	payments: readonly PaymentFacts[],
): Settlement {
	const { totalMinor, currency } = invoice;
	const counted = invoice.status === 'void' ? [] : payments.filter((payment) => counts(payment, currency)).sort(byTime);
	const gross = sum(counted.map(({ amountMinor }) => amountMinor));
	const net = gross - sum(counted.map(({ refundedMinor }) => refundedMinor));
	const settled = counted.length > 0 && gross >= totalMinor;
	const givenBack = payments.some((payment) => payment.currency === currency && isGivenBack(payment));

	const verdicts = new Map<PaymentFacts, Verdict>();
	let before = 0;
	for (const payment of counted) {
		verdicts.set(payment, verdictOnCounted(payment, { before, settled, missing: totalMinor - net, invoice }));
		before += payment.amountMinor;
	}
	for (const payment of payments) {
		if (!counted.includes(payment)) verdicts.set(payment, verdictOnOther(payment, invoice));
	}
	return {
		...stateOf(invoice, { settled, net, counted: counted.length > 0, givenBack }),
		verdicts,
		setupDecision: setupDecisionOf({ settled, counted, givenBack }),
	};
}

/** The verdict on a payment whose invoice nobody knows; `unknown` says why. */
export function verdictOnUnknown(facts: PaymentFacts, unknown: Pick<Verdict, 'outcome' | 'outcomeDetail'>): Verdict {
	return backOrFailed(facts) ?? attention(unknown.outcome, unknown.outcomeDetail);
}

function counts(payment: PaymentFacts, currency: string): boolean {
	return payment.succeeded && payment.currency === currency && !isGivenBack(payment);
}

function isGivenBack({ succeeded, dispute, refundedMinor, amountMinor }: PaymentFacts): boolean {
	return dispute === 'lost' || (refundedMinor > 0 && (!succeeded || refundedMinor >= amountMinor));
}

interface CountedSoFar {
	/** The sum of the payments before this one. */
	readonly before: number;
	readonly settled: boolean;
	readonly missing: number;
	readonly invoice: Pick<Invoice, 'totalMinor' | 'currency' | 'invoiceNumber'>;
}

function verdictOnCounted(payment: PaymentFacts, { before, settled, missing, invoice }: CountedSoFar): Verdict {
	const { totalMinor, currency, invoiceNumber } = invoice;
	const disputed = backOrFailed(payment);
	if (disputed) return disputed;
	if (!settled) return attention('underpaid', `${words(missing, currency)} of invoice ${invoiceNumber} is missing`);
	if (before > 0 && before >= totalMinor) {
		return attention('duplicate', `invoice ${invoiceNumber} was settled before: refund it, or credit it`);
	}
	const excess = before + payment.amountMinor - totalMinor - payment.refundedMinor;
	if (excess > 0)
		return attention('overpaid', `${words(excess, currency)} more than invoice ${invoiceNumber} asks for`);
	const { refundedMinor } = payment;
	return verdict('paid', refundedMinor > 0 ? `${words(refundedMinor, currency)} of it was refunded` : '');
}

function verdictOnOther(
	payment: PaymentFacts,
	{ status, currency, invoiceNumber }: Parameters<typeof settleInvoice>[0],
): Verdict {
	const known = backOrFailed(payment);
	if (known) return known;
	if (payment.currency !== currency) {
		return attention('wrong_currency', `paid in ${payment.currency}, and invoice ${invoiceNumber} is in ${currency}`);
	}
	return attention('duplicate', `invoice ${invoiceNumber} is ${status}: nothing was owed on it`);
}

/** The verdicts that do not depend on the invoice. */
function backOrFailed(facts: PaymentFacts): Verdict | undefined {
	if (facts.dispute === 'open') return attention('disputed', 'the payer disputes it: answer the provider in time');
	if (facts.dispute === 'lost') return attention('disputed', 'the dispute was lost, and the money is gone');
	if (isGivenBack(facts)) return verdict('refunded', `${words(facts.refundedMinor, facts.currency)} was refunded`);
	if (!facts.succeeded) return verdict('failed', 'no money came');
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
	// Only payments make an invoice so, and these no longer count.
	if (status === 'partial' || status === 'refunded') return { status: 'open', balanceMinor: totalMinor };
	// No payment counts here: what else has set the status stays.
	return { status, balanceMinor };
}

function setupDecisionOf({
	settled,
	counted,
	givenBack,
}: {
	settled: boolean;
	counted: readonly PaymentFacts[];
	givenBack: boolean;
}): SetupDecision {
	if (settled) return counted.some(({ dispute }) => dispute === 'open') ? 'wait' : 'set_up';
	return givenBack && counted.length === 0 ? 'cancel' : 'wait';
}

const verdict = (outcome: PaymentOutcome, outcomeDetail: string) => ({ outcome, outcomeDetail, needsAttention: false });
const attention = (outcome: PaymentOutcome, outcomeDetail: string) => ({
	outcome,
	outcomeDetail,
	needsAttention: true,
});

function words(amountMinor: number, currency: string): string {
	return `${decimalOf({ amountMinor, currency })} ${currency}`;
}

function sum(amounts: readonly number[]): number {
	return amounts.reduce((total, amount) => total + amount, 0);
}

function byTime(one: PaymentFacts, other: PaymentFacts): number {
	const key = ({ paymentReference, provider }: PaymentFacts) => `${paymentReference} ${provider}`;
	return one.receivedAt.getTime() - other.receivedAt.getTime() || (key(one) < key(other) ? -1 : 1);
}
