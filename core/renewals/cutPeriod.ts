import { z } from 'zod';
import type { Transaction } from '../db';
import { earlierOf, type Day } from '../kernel/calendar';
import { dropRests, insertCharge } from './chargeRows';
import { netOf } from './discounts';
import { periodOf } from './periods';
import { termsOfRow, type TermsRow } from './termsRows';

const coveredRow = z.object({ coveredTo: z.string().nullable() });

/**
 * Asks for the rest of an invoiced period that an end of the service had cut, when the service goes on beyond that end; and
 * takes that back when it ends there again, as long as it is not invoiced. A repeat changes nothing.
 *
 * @param row the terms as they were, locked.
 * @param endsOn the first day that is not covered any more by now; null for no end.
 * @returns what is asked for now, in minor units.
 */
export async function settleCutPeriod(transaction: Transaction, row: TermsRow, endsOn: Day | null): Promise<number> {
	const { serviceId, customerId, currency, nextPeriod, anchorPeriod, startsOn } = row;
	await dropRests(transaction, serviceId);
	const number = nextPeriod - 1;
	// Periods before a change of the cycle had other days.
	if (number < (startsOn === null ? anchorPeriod : anchorPeriod - 1)) return 0;
	const terms = termsOfRow(row);
	const period = periodOf(terms, number);
	const found = await transaction.row(
		coveredRow,
		`select greatest(
			(select max(l.period_to) from msp.invoice_line l where l.service_id = $1 and l.kind = 'renewal' and l.counts
				and l.period_number = $2),
			(select max(g.period_to) from msp.service_charge g where g.service_id = $1 and g.reference like 'rest:%'
				and g.period_from > $3::date and g.period_to <= $4::date)) as covered_to`,
		[serviceId, number, period.from, period.to],
	);
	const from = found?.coveredTo ?? period.to;
	const to = endsOn === null ? period.to : earlierOf(endsOn, period.to);
	if (from >= to) return 0;
	// What a discount takes off a period as a whole, it has taken off the part that is invoiced.
	const amountMinor = netOf(terms, { ...period, to }) - netOf(terms, { ...period, to: from });
	if (amountMinor <= 0) return 0;
	await insertCharge(transaction, {
		...{ serviceId, customerId, currency, kind: 'proration', description: row.planName, amountMinor },
		...{ dueOn: from, periodFrom: from, periodTo: to, reference: `rest:${from}:${to}` },
	});
	return amountMinor;
}
