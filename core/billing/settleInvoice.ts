import type { Invoice, InvoiceStatus, SetupDecision } from '../invoices';
import type { PaymentFacts } from './paymentFacts';
import { isGivenBack, verdictOnCounted, verdictOnOther, type Verdict } from './verdict';

export interface Settlement {
	readonly status: InvoiceStatus;
	readonly balanceMinor: number;
	readonly verdicts: ReadonlyMap<PaymentFacts, Verdict>;
	readonly setupDecision: SetupDecision;
}

/** What is known of an invoice when its payments are settled. */
export interface Owed extends Pick<Invoice, 'status' | 'currency' | 'totalMinor' | 'balanceMinor' | 'invoiceNumber'> {
	/** What people took off it, in minor units; at most its total. */
	readonly adjustedMinor: number;
	/** Something that paid for it until now does not any more: it turned out to be for another, or was taken back. */
	readonly released?: boolean;
	/** What the accounting system says that owns the invoice, and since when; absent for an invoice of the pack. */
	readonly told?: {
		readonly status: InvoiceStatus;
		readonly balanceMinor: number;
		readonly changedAt: Date;
		/** A spreadsheet does not hear of what comes after it: payments and adjustments lower the balance that it told. */
		readonly hearsNothing?: boolean;
		/** What people took off since then, in minor units; negative when they put something back. */
		readonly adjustedSinceMinor?: number;
	};
}

/**
 * Decides what becomes of the payments on an invoice, all of them together: so the result is the same whichever came
 * first, and however often somebody asks. Pure.
 *
 * What a payment pays of the price counts, and not what came in money: tax on top is no overpayment, and a discount or
 * credit of the provider is no debt. A payment that the provider asked no money for settles its invoice. A payment that
 * went back in full counts for nothing; a refund or a lost dispute of a part does not open a settled invoice again. While
 * a dispute is open the invoice stays as it is, but nothing new is set up for it.
 *
 * An invoice of an accounting system has the status and the balance that this system says: it may know of other money. What
 * the payments mean for the service follows from the payments that were heard: the accounting system calls an invoice paid
 * also while a bank debit is pending. A spreadsheet is the same, but what is paid or adjusted after it lowers the
 * balance that it told.
 */
export function settleInvoice(owed: Owed, payments: readonly PaymentFacts[]): Settlement {
	const { totalMinor, currency, adjustedMinor } = owed;
	const invoice = owed.told ? { ...owed, status: toSettle(owed.told.status) } : owed;
	const counted = invoice.status === 'void' ? [] : payments.filter((payment) => counts(payment, currency)).sort(byTime);
	const gross = adjustedMinor + sum(counted.map((payment) => paysOf(payment, totalMinor)));
	const net = gross - sum(counted.map(({ refundedMinor, lostMinor }) => refundedMinor + lostMinor));
	const touched = counted.length > 0 || adjustedMinor > 0;
	const restMinor = owed.told?.hearsNothing ? restAfter(owed.told, counted, totalMinor) : undefined;
	const settled = invoice.status !== 'void' && touched && (gross >= totalMinor || restMinor === 0);
	const givenBack = payments.some((payment) => payment.currency === currency && isGivenBack(payment));

	const verdicts = new Map<PaymentFacts, Verdict>();
	let before = adjustedMinor;
	for (const payment of counted) {
		verdicts.set(payment, verdictOnCounted(payment, { before, settled, missing: totalMinor - net, invoice }));
		before += paysOf(payment, totalMinor);
	}
	for (const payment of payments) {
		if (!verdicts.has(payment)) verdicts.set(payment, verdictOnOther(payment, invoice));
	}
	const state = stateOf(invoice, { settled, net, touched, givenBack });
	return {
		...(owed.told ? stateAsTold(owed.told, { settled, counted, restMinor, totalMinor }) : state),
		verdicts,
		setupDecision: setupDecisionOf({ settled, counted, givenBack }),
	};
}

/** Nothing is owed on an invoice that was voided, or reversed into a credit. */
const toSettle = (status: InvoiceStatus): InvoiceStatus => (status === 'refunded' ? 'void' : status);

/** A payment may be heard before the accounting system has it: until that says otherwise, what is settled is paid. */
function stateAsTold(
	{ status, balanceMinor, changedAt }: NonNullable<Owed['told']>,
	{
		settled,
		counted,
		restMinor,
		totalMinor,
	}: { settled: boolean; counted: readonly PaymentFacts[]; restMinor: number | undefined; totalMinor: number },
): Pick<Settlement, 'status' | 'balanceMinor'> {
	const isNews = restMinor !== undefined || counted.some(({ receivedAt }) => receivedAt > changedAt);
	if (!isNews || (status !== 'open' && status !== 'partial')) return { status, balanceMinor };
	if (settled) return { status: 'paid', balanceMinor: 0 };
	if (restMinor === undefined || restMinor === balanceMinor) return { status, balanceMinor };
	return { status: restMinor === totalMinor ? 'open' : 'partial', balanceMinor: restMinor };
}

/** What is left of a balance after the payments and adjustments that came later; undefined when none came. */
function restAfter(
	{ balanceMinor, changedAt, adjustedSinceMinor = 0 }: NonNullable<Owed['told']>,
	counted: readonly PaymentFacts[],
	totalMinor: number,
): number | undefined {
	const later = counted.filter(({ receivedAt }) => receivedAt > changedAt);
	if (later.length === 0 && adjustedSinceMinor === 0) return undefined;
	const paid = later.map((payment) => paysOf(payment, totalMinor) - payment.refundedMinor - payment.lostMinor);
	return Math.min(totalMinor, Math.max(0, balanceMinor - adjustedSinceMinor - sum(paid)));
}

function counts(payment: PaymentFacts, currency: string): boolean {
	if (payment.withdrawn) return false;
	// Where nothing was asked for, nothing came in a currency.
	return payment.succeeded && (payment.currency === currency || payment.nothingAsked) && !isGivenBack(payment);
}

/** What a payment pays of a total. */
function paysOf({ priceMinor, nothingAsked }: PaymentFacts, totalMinor: number): number {
	return nothingAsked ? Math.max(priceMinor, totalMinor) : priceMinor;
}

function stateOf(
	{ status, totalMinor, balanceMinor, released = false }: Owed,
	{ settled, net, touched, givenBack }: { settled: boolean; net: number; touched: boolean; givenBack: boolean },
): Pick<Settlement, 'status' | 'balanceMinor'> {
	if (settled) return { status: 'paid', balanceMinor: 0 };
	if (status !== 'void' && touched) {
		const balance = Math.min(Math.max(totalMinor - net, 0), totalMinor);
		return { status: net > 0 ? 'partial' : 'open', balanceMinor: balance };
	}
	if (status !== 'void' && givenBack) return { status: 'refunded', balanceMinor: 0 };
	// Only payments and adjustments make an invoice so, and these no longer count.
	if (status === 'partial' || status === 'refunded' || (status === 'paid' && released)) {
		return { status: 'open', balanceMinor: totalMinor };
	}
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

function sum(amounts: readonly number[]): number {
	return amounts.reduce((total, amount) => total + amount, 0);
}

function byTime(one: PaymentFacts, other: PaymentFacts): number {
	const key = ({ paymentReference, provider }: PaymentFacts) => `${paymentReference} ${provider}`;
	return one.receivedAt.getTime() - other.receivedAt.getTime() || (key(one) < key(other) ? -1 : 1);
}
