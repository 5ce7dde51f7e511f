import { randomUUID } from 'node:crypto';
import type { Transaction } from '../db';
import { dayIn, monthsAfter, type Day } from '../kernel/calendar';
import type { Clock } from '../kernel/clock';
import { InputError } from '../kernel/errors';
import { parseDecimal } from '../kernel/money';
import { insertCharge } from './chargeRows';
import { endDiscount, insertDiscount } from './discountRows';
import { periodOf } from './periods';
import { getTerms, lockExistingTerms } from './startTerms';
import type { Terms } from './terms';
import { termsOfRow, type TermsRow } from './termsRows';

export interface DiscountOrder {
	readonly serviceId: string;
	/** What the customer reads on the invoice, such as the code of a coupon. */
	readonly code: string;
	readonly kind: 'percent' | 'fixed' | 'free';
	/** From 0.01 to 100; of `percent`. */
	readonly percent?: number;
	/** For each period, a decimal; of `fixed`. */
	readonly amount?: string;
	/** From this day on; without it, from the next period that is not invoiced yet. */
	readonly startsOn?: Day;
	/** For so many months. Without this and the last day it has no end; free months need one of them. */
	readonly months?: number;
	readonly endsOn?: Day;
}

/**
 * Gives a service a discount; once for a code.
 *
 * @throws InputError when the service has no terms or a discount of the code, or the discount is not complete.
 */
export async function addDiscount(transaction: Transaction, order: DiscountOrder): Promise<TermsRow> {
	const row = await lockExistingTerms(transaction, order.serviceId);
	const days = daysOf(order, termsOfRow(row));
	const made = await insertDiscount(transaction, {
		...{ serviceId: row.serviceId, customerId: row.customerId, code: order.code, kind: order.kind },
		...{ percentHundredths: percentOf(order), amountMinor: amountOf(order, row.currency), ...days },
	});
	if (!made) {
		throw new InputError(
			'code',
			`'${order.code}' is used: the service has a discount of this code`,
			'Give another code, or end that discount first.',
			'conflict',
		);
	}
	audit(transaction, row, 'renewal.discount', { code: order.code, kind: order.kind, ...days });
	return await getTerms(transaction, order.serviceId);
}

/** Months are counted along the renewal days, so that three free months are three periods of a month. */
function daysOf(
	{ startsOn, months, endsOn, kind }: DiscountOrder,
	terms: Terms,
): { startsOn: Day; endsOn: Day | null } {
	const next = periodOf(terms, terms.nextPeriod).from;
	const from = startsOn ?? next;
	if (months === undefined && endsOn === undefined) {
		if (kind !== 'free') return { startsOn: from, endsOn: null };
		throw new InputError('months', 'are missing', 'Say for how many months it is free, or until which day.');
	}
	if (endsOn !== undefined) return { startsOn: from, endsOn };
	const offset = terms.anchorMonths + (terms.nextPeriod - terms.anchorPeriod) * terms.cycleMonths;
	const along = from === next && terms.startsOn !== next;
	const anchor = along ? terms.anchor : { first: from, monthEnd: false };
	return { startsOn: from, endsOn: monthsAfter(anchor, (along ? offset : 0) + (months ?? 0)) };
}

function percentOf({ kind, percent }: DiscountOrder): number | null {
	if (kind !== 'percent') return null;
	const hundredths = Math.round((percent ?? 0) * 100);
	if (hundredths >= 1 && hundredths <= 10_000) return hundredths;
	throw new InputError('percent', `is not from 0.01 to 100: ${percent ?? 'nothing'}`, 'Give a part of the price.');
}

function amountOf({ kind, amount }: DiscountOrder, currency: string): number | null {
	return kind === 'fixed' ? aboveZero(amount, currency) : null;
}

function aboveZero(amount: string | undefined, currency: string): number {
	if (amount === undefined) throw new InputError('amount', 'is missing', `Give a decimal in ${currency}.`);
	const { amountMinor } = parseDecimal(amount, currency);
	if (amountMinor > 0) return amountMinor;
	throw new InputError('amount', `is not above zero: ${amount}`, 'Give an amount above zero.');
}

/**
 * Ends a discount: periods from the day on have the whole price.
 *
 * @throws InputError when the service has no terms, or no discount of the code.
 */
export async function stopDiscount(
	transaction: Transaction,
	{ serviceId, code, endsOn }: { readonly serviceId: string; readonly code: string; readonly endsOn?: Day },
	clock: Clock,
): Promise<TermsRow> {
	const row = await lockExistingTerms(transaction, serviceId);
	const day = endsOn ?? dayIn(row.timeZone, clock.now());
	if (!(await endDiscount(transaction, { serviceId, code, endsOn: day }))) {
		throw new InputError('code', `is unknown: the service has no discount '${code}'`, 'Take it from Renewal: Get.');
	}
	audit(transaction, row, 'renewal.endDiscount', { code, endsOn: day });
	return await getTerms(transaction, serviceId);
}

export interface ChargeOrder {
	readonly serviceId: string;
	/** A decimal in the currency of the service. */
	readonly amount: string;
	/** What the customer reads. */
	readonly description: string;
	/** The day on which it is invoiced by itself; without it, it goes along with the next renewal. */
	readonly dueOn?: Day;
	/** A repeat with the same reference is the same charge. */
	readonly reference?: string;
}

/**
 * Asks for something once, with an invoice of a service.
 *
 * @throws InputError when the service has no terms, or the amount is not above zero.
 */
export async function addCharge(
	transaction: Transaction,
	{
		serviceId,
		amount,
		description,
		dueOn = null,
		reference = randomUUID(),
	}: Omit<ChargeOrder, 'dueOn'> & {
		readonly dueOn?: Day | null;
	},
): Promise<TermsRow> {
	const row = await lockExistingTerms(transaction, serviceId);
	const { customerId, currency } = row;
	const amountMinor = aboveZero(amount, currency);
	const made = await insertCharge(transaction, {
		...{ serviceId, customerId, currency, kind: 'other', description, amountMinor, dueOn },
		...{ periodFrom: null, periodTo: null, reference },
	});
	if (made) audit(transaction, row, 'renewal.charge', { amountMinor, currency, description, dueOn, reference });
	return await getTerms(transaction, serviceId);
}

function audit(
	transaction: Transaction,
	{ customerId, serviceId }: TermsRow,
	action: string,
	detail: Readonly<Record<string, unknown>>,
): void {
	transaction.audit({ customerId, action, subject: serviceId, outcome: 'done', detail, correlationId: serviceId });
}
