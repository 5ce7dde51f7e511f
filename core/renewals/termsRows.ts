import { z } from 'zod';
import { assignments, type ColumnKind, ofCustomerCode, type Transaction } from '../db';
import { languages } from '../kernel/languages';
import { cycles, type CycleMonths, type Terms } from './terms';

const discountRow = z.object({
	discountId: z.uuid(),
	code: z.string(),
	kind: z.enum(['percent', 'fixed', 'free']),
	percentHundredths: z.number().nullable(),
	amountMinor: z.number().nullable(),
	startsOn: z.string(),
	endsOn: z.string().nullable(),
});

const chargeRow = z.object({
	chargeId: z.uuid(),
	kind: z.enum(['set_up', 'proration', 'late_fee', 'other']),
	description: z.string(),
	amountMinor: z.number(),
	dueOn: z.string().nullable(),
	periodFrom: z.string().nullable(),
	periodTo: z.string().nullable(),
});

const cycleMonths = z.custom<CycleMonths>((months) => cycles.some((cycle) => cycle === months));

const termsRow = z.object({
	serviceId: z.uuid(),
	customerId: z.uuid(),
	customerCode: z.string(),
	timeZone: z.string(),
	language: z.enum(languages),
	orderReference: z.string(),
	/** The plan whose price it is. */
	planId: z.uuid(),
	/** The plan that the service had when the price last followed it, and the one that it has. */
	followedPlanId: z.uuid(),
	servicePlanId: z.uuid(),
	planCode: z.string(),
	planName: z.string(),
	domain: z.string(),
	serviceStatus: z.string(),
	currency: z.string(),
	priceMinor: z.number(),
	cycleMonths,
	/** From which day renewal days are counted. */
	anchorFirst: z.string(),
	/** Whether they are the last days of months. */
	anchorMonthEnd: z.boolean(),
	anchorPeriod: z.number(),
	anchorMonths: z.number(),
	startsOn: z.string().nullable(),
	nextPeriod: z.number(),
	trialUntil: z.string().nullable(),
	endsOn: z.string().nullable(),
	endsBecause: z.enum(['term', 'cancelled']).nullable(),
	cancelReason: z.string().nullable(),
	/** The end of the fixed term, also while a cancellation ends it earlier. */
	termEndsOn: z.string().nullable(),
	/** Until this day what is invoiced has an earlier price: no change settles it by days. */
	unsettledUntil: z.string().nullable(),
	/** Null: as the billing policy says. */
	autoCharge: z.boolean().nullable(),
	/** Whether somebody said so for this service, whatever its plan says. */
	byHand: z.boolean(),
	active: z.boolean(),
	discounts: z.array(discountRow),
	charges: z.array(chargeRow),
	/** The first days of periods whose invoice was voided, and that no other one asks for. */
	notAsked: z.array(z.string()),
});
/** The terms of a service as they are kept. */
export type TermsRow = Readonly<z.infer<typeof termsRow>>;

const discountsOfService = `coalesce((select jsonb_agg(jsonb_build_object('discountId', d.id, 'code', d.code, 'kind', d.kind,
	'percentHundredths', d.percent_hundredths, 'amountMinor', d.amount_minor, 'startsOn', d.starts_on, 'endsOn', d.ends_on)
	order by d.created_at, d.id) from msp.service_discount d where d.service_id = t.service_id), '[]')`;
const chargesOfService = `coalesce((select jsonb_agg(jsonb_build_object('chargeId', g.id, 'kind', g.kind,
	'description', g.description, 'amountMinor', g.amount_minor, 'dueOn', g.due_on, 'periodFrom', g.period_from,
	'periodTo', g.period_to) order by g.created_at, g.id) from msp.service_charge g
	where g.service_id = t.service_id and g.invoice_id is null and g.currency = t.currency), '[]')`;
/** What was invoiced elsewhere, such as by a subscription, is not invoiced once more. */
const nextPeriod = `greatest(t.next_period, coalesce((select max(i.period_number) + 1 from msp.invoice i
	where i.service_id = t.service_id and i.status <> 'void' and i.period_from is not null), 1))`;

/** A refunded invoice asks for nothing any more either, though its period stays invoiced. */
const notAsked = `coalesce((select jsonb_agg(distinct l.period_from) from msp.invoice_line l join msp.invoice i on i.id = l.invoice_id
	where l.service_id = t.service_id and l.kind = 'renewal' and l.period_from is not null
		and (not l.counts or i.status = 'refunded')
		and not exists (select from msp.invoice_line o join msp.invoice j on j.id = o.invoice_id
			where o.service_id = t.service_id and o.kind = 'renewal' and o.counts and j.status <> 'refunded'
				and o.period_from = l.period_from)), '[]')`;

const selected = `select t.*, ${nextPeriod} as next_period, c.customer_code, s.order_reference, s.domain,
	s.plan_id as service_plan_id, s.status as service_status, o.plan_code, o.name as plan_name, c.time_zone, c.language, s.status = 'active' as active,
	${discountsOfService} as discounts, ${chargesOfService} as charges,
	${notAsked} as not_asked
from msp.service_terms t join msp.service s on s.id = t.service_id join msp.plan p on p.id = s.plan_id
	join msp.plan o on o.id = t.plan_id join msp.customer c on c.id = t.customer_id`;
/** Of these the pack makes invoices: those of its plans, and those of which somebody said so. */
const renewed = `s.status in ('active', 'suspended') and (t.by_hand or p.renewed_by = 'pack')`;

/** The terms as the rules take them. */
export function termsOfRow(row: TermsRow): Terms {
	return { ...row, anchor: { first: row.anchorFirst, monthEnd: row.anchorMonthEnd } };
}

export async function findTerms(transaction: Transaction, serviceId: string): Promise<TermsRow | undefined> {
	return await transaction.row(termsRow, `${selected} where t.service_id = $1`, [serviceId]);
}

/** The terms of a service, locked until the transaction ends. */
export async function lockTerms(transaction: Transaction, serviceId: string): Promise<TermsRow | undefined> {
	transaction.locking('terms', serviceId);
	return await transaction.row(termsRow, `${selected} where t.service_id = $1 for no key update of t`, [serviceId]);
}

/** The terms of all services of a customer that the pack renews. */
export async function termsOfCustomer(transaction: Transaction, customerId: string): Promise<TermsRow[]> {
	return await transaction.rows(termsRow, `${selected} where t.customer_id = $1 and ${renewed} order by t.service_id`, [
		customerId,
	]);
}

/** The same of several customers. */
export async function termsOfCustomers(transaction: Transaction, customerIds: readonly string[]): Promise<TermsRow[]> {
	return await transaction.rows(
		termsRow,
		`${selected} where t.customer_id = any($1) and ${renewed} order by t.customer_id, t.service_id`,
		[customerIds],
	);
}

const identity = z.object({ serviceId: z.uuid() });

/** The same, locked until the transaction ends. */
export async function lockTermsOfCustomer(transaction: Transaction, customerId: string): Promise<TermsRow[]> {
	const locked = await transaction.rows(
		identity,
		'select service_id from msp.service_terms where customer_id = $1 order by service_id for no key update',
		[customerId],
	);
	for (const { serviceId } of locked) transaction.locking('terms', serviceId);
	return await termsOfCustomer(transaction, customerId);
}

export interface TermsFilter {
	readonly customerCode?: string;
	readonly limit: number | null;
}

/** By customer and domain. */
export async function listTerms(transaction: Transaction, filter: TermsFilter): Promise<TermsRow[]> {
	return await transaction.rows(
		termsRow,
		`${selected} where ${renewed} and ($1::text is null or ${ofCustomerCode('$1')})
		order by c.customer_code, s.domain, t.service_id limit $2`,
		[filter.customerCode ?? null, filter.limit],
	);
}

export interface TermsPage {
	/** The last one of the page before; null for the first page. */
	readonly after: Pick<TermsRow, 'customerId' | 'serviceId'> | null;
	readonly customerCode?: string;
}

/** The terms that the pack renews, some at a time, in the order of their customers. */
export async function pageOfTerms(
	transaction: Transaction,
	{ after, customerCode }: TermsPage,
	limit: number,
): Promise<TermsRow[]> {
	return await transaction.rows(
		termsRow,
		`${selected} where ${renewed} and ($1::uuid is null or (t.customer_id, t.service_id) > ($1, $2::uuid))
			and ($4::text is null or ${ofCustomerCode('$4')})
		order by t.customer_id, t.service_id limit $3`,
		[after?.customerId ?? null, after?.serviceId ?? null, limit, customerCode ?? null],
	);
}

/** What is kept of the terms of a service, and may change. */
export type TermsChange = Partial<
	Pick<
		TermsRow,
		| 'planId'
		| 'followedPlanId'
		| 'cycleMonths'
		| 'priceMinor'
		| 'currency'
		| 'anchorFirst'
		| 'anchorMonthEnd'
		| 'anchorPeriod'
		| 'anchorMonths'
		| 'startsOn'
		| 'nextPeriod'
		| 'trialUntil'
		| 'endsOn'
		| 'endsBecause'
		| 'cancelReason'
		| 'termEndsOn'
		| 'unsettledUntil'
		| 'autoCharge'
		| 'byHand'
	>
>;
const changeable = {
	planId: 'value',
	followedPlanId: 'value',
	cycleMonths: 'value',
	priceMinor: 'value',
	currency: 'value',
	anchorFirst: 'value',
	anchorMonthEnd: 'value',
	anchorPeriod: 'value',
	anchorMonths: 'value',
	startsOn: 'value',
	nextPeriod: 'value',
	trialUntil: 'value',
	endsOn: 'value',
	endsBecause: 'value',
	cancelReason: 'value',
	termEndsOn: 'value',
	unsettledUntil: 'value',
	autoCharge: 'value',
	byHand: 'value',
} as const satisfies Record<keyof TermsChange, ColumnKind>;

export interface NewTerms extends Pick<
	TermsRow,
	| 'serviceId'
	| 'customerId'
	| 'planId'
	| 'cycleMonths'
	| 'priceMinor'
	| 'currency'
	| 'anchorFirst'
	| 'anchorMonthEnd'
	| 'anchorPeriod'
	| 'startsOn'
	| 'nextPeriod'
	| 'trialUntil'
	| 'byHand'
> {
	readonly termEndsOn: string | null;
}

/** Adds the terms of a service; false when it has some. */
export async function insertTerms(transaction: Transaction, terms: NewTerms): Promise<boolean> {
	const made = await transaction.run(
		`insert into msp.service_terms (service_id, customer_id, plan_id, followed_plan_id, cycle_months, price_minor, currency, anchor_first,
			anchor_month_end, anchor_period, starts_on, next_period, trial_until, by_hand, ends_on, term_ends_on, ends_because)
		values ($1, $2, $3, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14::date, $14::date,
			case when $14::date is not null then 'term' end)
		on conflict (service_id) do nothing`,
		[
			...[terms.serviceId, terms.customerId, terms.planId, terms.cycleMonths, terms.priceMinor, terms.currency],
			...[
				terms.anchorFirst,
				terms.anchorMonthEnd,
				terms.anchorPeriod,
				terms.startsOn,
				terms.nextPeriod,
				terms.trialUntil,
				terms.byHand,
			],
			terms.termEndsOn,
		],
	);
	return made > 0;
}

/** Changes terms that the caller has locked. */
export async function changeTerms(transaction: Transaction, serviceId: string, change: TermsChange): Promise<void> {
	const { sql, values } = assignments(change, changeable, [serviceId]);
	await transaction.run(`update msp.service_terms set ${sql} where service_id = $1`, values);
}
