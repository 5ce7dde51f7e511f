import { z } from 'zod';
import type { Transaction } from '../db';
import { dayIn, type Day } from '../kernel/calendar';
import type { Clock } from '../kernel/clock';
import { InputError } from '../kernel/errors';
import { settleCutPeriod } from './cutPeriod';
import { periodAt, periodOf } from './periods';
import { lockExistingTerms } from './startTerms';
import { changeTerms, termsOfRow, type TermsRow } from './termsRows';

export interface EndedTerms {
	readonly serviceId: string;
	/** The first day that is not covered any more; null when nothing ends. */
	readonly endsOn: Day | null;
	/** Invoices of days from then on: void or credit them. */
	readonly invoicesBeyond: readonly string[];
	/** What is asked for days of an invoiced period that an earlier end had cut off, in minor units. */
	readonly restMinor: number;
	readonly changed: boolean;
}

/**
 * Lets a service end with its current period, or on a day. It is not renewed beyond that; what ends the service itself is a
 * task of its own.
 *
 * @param endsOn the first day that is not covered any more; without it, the end of the current period.
 * @throws InputError when the service has no terms, or the day is over.
 */
export async function cancelTerms(
	transaction: Transaction,
	{ serviceId, endsOn, reason }: { readonly serviceId: string; readonly endsOn?: Day; readonly reason: string },
	clock: Clock,
): Promise<EndedTerms> {
	const row = await lockExistingTerms(transaction, serviceId);
	const today = dayIn(row.timeZone, clock.now());
	const terms = termsOfRow(row);
	const period = periodAt(terms, today);
	const first = terms.startsOn === null ? terms.anchorPeriod : terms.anchorPeriod - 1;
	// Before its first period, as in a trial, a service ends before it costs anything.
	const begin = period.number < Math.min(first, terms.nextPeriod) ? periodOf(terms, terms.nextPeriod).from : undefined;
	const end = endsOn ?? begin ?? period.to;
	if (end < today) {
		throw new InputError('endsOn', `is over: ${end}, and today is ${today}`, 'Give today or a later day.', 'conflict');
	}
	if (row.termEndsOn !== null && row.termEndsOn < end) {
		throw new InputError('endsOn', `is after the end of its fixed term: ${row.termEndsOn}`, 'Give an earlier day.');
	}
	const changed = row.endsOn !== end || row.endsBecause !== 'cancelled';
	const restMinor = await settleCutPeriod(transaction, row, end);
	if (changed) {
		await changeTerms(transaction, serviceId, { endsOn: end, endsBecause: 'cancelled', cancelReason: reason });
		const detail = { endsOn: end, reason };
		transaction.audit({
			...{ customerId: row.customerId, action: 'renewal.cancel', subject: serviceId, outcome: 'done' },
			...{ detail, correlationId: serviceId },
		});
	}
	const beyond = await invoicesBeyond(transaction, serviceId, end);
	return { serviceId, endsOn: end, invoicesBeyond: beyond, restMinor, changed };
}

/**
 * Takes back a cancellation: the service is renewed as before. A fixed term ends it still.
 *
 * @throws InputError when the service has no terms, or is gone.
 */
export async function takeBackCancellation(transaction: Transaction, serviceId: string): Promise<EndedTerms> {
	const row = await lockTermsOfLiving(transaction, serviceId);
	const { termEndsOn: endsOn } = row;
	const changed = row.endsBecause === 'cancelled';
	const restMinor = await settleCutPeriod(transaction, row, endsOn);
	if (changed) {
		const endsBecause = endsOn === null ? null : 'term';
		await changeTerms(transaction, serviceId, { endsOn, endsBecause, cancelReason: null });
		transaction.audit({
			...{ customerId: row.customerId, action: 'renewal.takeBack', subject: serviceId, outcome: 'done' },
			...{ detail: { was: row.endsOn, endsOn }, correlationId: serviceId },
		});
	}
	return { serviceId, endsOn, invoicesBeyond: [], restMinor, changed };
}

/**
 * Lets a service of a fixed term go on: up to a later day, or without an end. A cancellation ends it still.
 *
 * @param until the first day that is not covered any more; without it, the service goes on until somebody cancels it.
 * @throws InputError when the service has no fixed term or is gone, or the day is over or not after the end of the term.
 */
export async function extendTerm(
	transaction: Transaction,
	{ serviceId, until = null }: { readonly serviceId: string; readonly until?: Day | null },
	clock: Clock,
): Promise<EndedTerms> {
	const row = await lockTermsOfLiving(transaction, serviceId);
	const { termEndsOn: was } = row;
	const today = dayIn(row.timeZone, clock.now());
	if (was === null && until !== null) throw withoutTerm(serviceId);
	if (was !== null && until !== null && until !== was && (until < was || until < today)) {
		throw new InputError(
			'until',
			`is ${until}, and the fixed term ends on ${was}; today is ${today}`,
			'Give a later day, or none. MSP Billing → Renewal: Cancel ends a service earlier.',
			'conflict',
		);
	}
	const isCancelled = row.endsBecause === 'cancelled';
	const endsOn = isCancelled ? row.endsOn : until;
	const changed = until !== was;
	const restMinor = await settleCutPeriod(transaction, row, endsOn);
	if (changed) {
		const end = isCancelled ? {} : ({ endsOn, endsBecause: endsOn === null ? null : 'term' } as const);
		await changeTerms(transaction, serviceId, { termEndsOn: until, ...end });
		transaction.audit({
			...{ customerId: row.customerId, action: 'renewal.extend', subject: serviceId, outcome: 'done' },
			...{ detail: { was, until }, correlationId: serviceId },
		});
	}
	return { serviceId, endsOn, invoicesBeyond: [], restMinor, changed };
}

async function lockTermsOfLiving(transaction: Transaction, serviceId: string): Promise<TermsRow> {
	const row = await lockExistingTerms(transaction, serviceId);
	if (row.serviceStatus === 'active' || row.serviceStatus === 'suspended') return row;
	throw new InputError(
		'serviceId',
		`is a service that is ${row.serviceStatus}`,
		'What is gone does not come back: set up a new one.',
		'conflict',
	);
}

function withoutTerm(serviceId: string): InputError {
	return new InputError(
		'serviceId',
		`has no fixed term: the service ${serviceId} goes on until somebody cancels it`,
		'MSP Billing → Renewal: Cancel lets it end on a day.',
		'conflict',
	);
}

const numbered = z.object({ invoiceNumber: z.string() });

async function invoicesBeyond(transaction: Transaction, serviceId: string, endsOn: Day): Promise<string[]> {
	const found = await transaction.rows(
		numbered,
		`select distinct i.number as invoice_number from msp.invoice i
			left join msp.invoice_line l on l.invoice_id = i.id and l.service_id = $1 and l.kind in ('renewal', 'proration')
		where i.status <> 'void' and (l.period_to > $2::date or (i.service_id = $1 and i.period_to > $2::date)) order by 1`,
		[serviceId, endsOn],
	);
	return found.map(({ invoiceNumber }) => invoiceNumber);
}
