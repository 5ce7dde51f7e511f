import { z } from 'zod';
import { billingIntervals } from '../catalog';
import { ofCustomerCode, type Transaction } from '../db';
import { languages } from '../kernel/languages';

const candidateRow = z.object({
	serviceId: z.uuid(),
	customerId: z.uuid(),
	customerCode: z.string(),
	timeZone: z.string(),
	language: z.enum(languages),
	orderReference: z.string(),
	domain: z.string(),
	serviceStatus: z.string(),
	activatedAt: z.date().nullable(),
	planId: z.uuid(),
	planCode: z.string(),
	planName: z.string(),
	renewedBy: z.string(),
	priceMinor: z.number(),
	currency: z.string(),
	billingInterval: z.enum(billingIntervals),
	setUpFeeMinor: z.number(),
	trialDays: z.number(),
	termMonths: z.number().nullable(),
	alignDay: z.number().nullable(),
	/** The first day of its first period; null when nothing was invoiced for it yet. */
	firstFrom: z.string().nullable(),
	firstNumber: z.number().nullable(),
	/** Its last invoice that counts. */
	lastNumber: z.number().nullable(),
	lastTo: z.string().nullable(),
	/** What the last invoice of the pack itself asked for, in the currency of the plan. */
	lastPriceMinor: z.number().nullable(),
	/** Whether a subscription or a recurring invoice goes on. */
	renewsElsewhere: z.boolean(),
});
/** A service that may get terms, with all that they follow from. */
export type Candidate = Readonly<z.infer<typeof candidateRow>>;

const selected = `select s.id as service_id, s.customer_id, c.customer_code, c.time_zone, c.language, s.order_reference, s.domain,
	s.status as service_status, s.activated_at, p.id as plan_id, p.plan_code, p.name as plan_name, p.renewed_by, p.price_minor,
	p.currency, p.billing_interval, p.set_up_fee_minor, p.trial_days, p.term_months, p.align_day,
	f.period_from as first_from, f.period_number as first_number, l.period_number as last_number, l.period_to as last_to,
	(select i.total_minor from msp.invoice i where i.service_id = s.id and i.source = 'msp' and i.status <> 'void'
		and i.currency = p.currency and i.period_from is not null and i.reference is null
		order by i.period_number desc limit 1) as last_price_minor,
	coalesce(l.source_recurring_id is not null, false) or exists (select from msp.payment_event e
		join msp.invoice i on i.id = e.invoice_id where i.service_id = s.id and e.event_references ? 'providerSubscription')
		as renews_elsewhere
from msp.service s join msp.plan p on p.id = s.plan_id join msp.customer c on c.id = s.customer_id
left join lateral (select i.period_number, coalesce(i.period_from, msp.day_in(c.time_zone, i.issued_at)) as period_from
	from msp.invoice i where i.service_id = s.id and i.status <> 'void'
	order by i.period_number, i.issued_at, i.id limit 1) f on true
left join lateral (select i.period_number, i.period_to, i.source_recurring_id from msp.invoice i
	where i.service_id = s.id and i.status <> 'void' order by i.period_number desc, i.issued_at desc, i.id limit 1) l on true`;

/** The services of plans that the pack renews, which are active and have no terms yet. */
export async function servicesWithoutTerms(
	transaction: Transaction,
	{ customerCode, customerIds }: { readonly customerCode?: string; readonly customerIds?: readonly string[] } = {},
): Promise<Candidate[]> {
	return await transaction.rows(
		candidateRow,
		`${selected} where s.status = 'active' and p.renewed_by = 'pack' and ($1::text is null or ${ofCustomerCode('$1')})
			and ($2::uuid[] is null or s.customer_id = any($2))
			and not exists (select from msp.service_terms t where t.service_id = s.id)
		order by s.customer_id, s.id`,
		[customerCode ?? null, customerIds ?? null],
	);
}

export async function findCandidate(transaction: Transaction, serviceId: string): Promise<Candidate | undefined> {
	return await transaction.row(candidateRow, `${selected} where s.id = $1`, [serviceId]);
}
