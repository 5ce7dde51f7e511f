import { z } from 'zod';
import { ofCustomerCode, type Transaction } from '../db';
import type { Clock } from '../kernel/clock';

const endedRow = z.object({
	serviceId: z.uuid(),
	customerCode: z.string(),
	planCode: z.string(),
	domain: z.string(),
	currency: z.string(),
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
	{
		within,
		limit,
		customerCode,
	}: { readonly within: number; readonly limit: number | null; readonly customerCode?: string },
	clock: Clock,
): Promise<EndedService[]> {
	return await transaction.rows(
		endedRow,
		`select t.service_id, c.customer_code, p.plan_code, s.domain, t.currency, s.status as service_status, t.ends_on, t.ends_because,
			t.cancel_reason
		from msp.service_terms t join msp.service s on s.id = t.service_id join msp.plan p on p.id = s.plan_id
			join msp.customer c on c.id = t.customer_id
		where s.status in ('active', 'suspended') and t.ends_on <= msp.day_in(c.time_zone, $1::timestamptz) + $2::integer
			and ($4::text is null or ${ofCustomerCode('$4')})
		order by t.ends_on, t.service_id limit $3`,
		[clock.now(), within, limit, customerCode ?? null],
	);
}
