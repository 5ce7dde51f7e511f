import { z } from 'zod';
import type { Transaction } from '../db';
import { dayIn, type Day } from '../kernel/calendar';
import type { Clock } from '../kernel/clock';
import { InputError } from '../kernel/errors';
import { periodAt, periodOf } from './periods';
import { lockExistingTerms } from './startTerms';
import { changeTerms, termsOfRow } from './termsRows';

export interface EndedTerms {
	readonly serviceId: string;
	/** The first day that is not covered any more; null when nothing ends. */
	readonly endsOn: Day | null;
	/** Invoices of days from then on: void or credit them. */
	readonly invoicesBeyond: readonly string[];
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
	if (changed) {
		await changeTerms(transaction, serviceId, { endsOn: end, endsBecause: 'cancelled', cancelReason: reason });
		const detail = { endsOn: end, reason };
		transaction.audit({
			...{ customerId: row.customerId, action: 'renewal.cancel', subject: serviceId, outcome: 'done' },
			...{ detail, correlationId: serviceId },
		});
	}
	return { serviceId, endsOn: end, invoicesBeyond: await invoicesBeyond(transaction, serviceId, end), changed };
}

/**
 * Takes back a cancellation: the service is renewed as before. A fixed term ends it still.
 *
 * @throws InputError when the service has no terms, or is gone.
 */
export async function takeBackCancellation(transaction: Transaction, serviceId: string): Promise<EndedTerms> {
	const row = await lockExistingTerms(transaction, serviceId);
	if (row.serviceStatus !== 'active' && row.serviceStatus !== 'suspended') {
		throw new InputError(
			'serviceId',
			`is a service that is ${row.serviceStatus}`,
			'What is gone does not come back: set up a new one.',
			'conflict',
		);
	}
	const { termEndsOn: endsOn } = row;
	const changed = row.endsBecause === 'cancelled';
	if (changed) {
		const endsBecause = endsOn === null ? null : 'term';
		await changeTerms(transaction, serviceId, { endsOn, endsBecause, cancelReason: null });
		transaction.audit({
			...{ customerId: row.customerId, action: 'renewal.takeBack', subject: serviceId, outcome: 'done' },
			...{ detail: { was: row.endsOn, endsOn }, correlationId: serviceId },
		});
	}
	return { serviceId, endsOn, invoicesBeyond: [], changed };
}

const numbered = z.object({ invoiceNumber: z.string() });

async function invoicesBeyond(transaction: Transaction, serviceId: string, endsOn: Day): Promise<string[]> {
	const found = await transaction.rows(
		numbered,
		`select distinct i.number as invoice_number from msp.invoice i
			left join msp.invoice_line l on l.invoice_id = i.id and l.service_id = $1 and l.kind = 'renewal'
		where i.status <> 'void' and (l.period_to > $2::date or (i.service_id = $1 and i.period_to > $2::date)) order by 1`,
		[serviceId, endsOn],
	);
	return found.map(({ invoiceNumber }) => invoiceNumber);
}

const endedRow = z.object({
	serviceId: z.uuid(),
	customerCode: z.string(),
	planCode: z.string(),
	domain: z.string(),
	serviceStatus: z.string(),
	/** The first day that is not covered any more. */
	endsOn: z.string(),
	endsBecause: z.enum(['term', 'cancelled']),
	cancelReason: z.string().nullable(),
});
/** A service whose time is over, and which is there still. */
export type EndedService = Readonly<z.infer<typeof endedRow>>;

/** Services that are there still though they have ended, or end within some days. The first to end comes first. */
export async function listEnded(
	transaction: Transaction,
	{ within, limit }: { readonly within: number; readonly limit: number | null },
	clock: Clock,
): Promise<EndedService[]> {
	return await transaction.rows(
		endedRow,
		`select t.service_id, c.customer_code, p.plan_code, s.domain, s.status as service_status, t.ends_on, t.ends_because,
			t.cancel_reason
		from msp.service_terms t join msp.service s on s.id = t.service_id join msp.plan p on p.id = s.plan_id
			join msp.customer c on c.id = t.customer_id
		where s.status in ('active', 'suspended') and t.ends_on <= ($1::timestamptz at time zone c.time_zone)::date + $2::integer
		order by t.ends_on, t.service_id limit $3`,
		[clock.now(), within, limit],
	);
}
