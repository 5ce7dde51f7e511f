import { z } from 'zod';
import { textLimits } from '../kernel/textLimits';
import { assignments, type ColumnKind, search, type Transaction } from '../db';
import { planPlaybooks } from './playbooks';

/** The rule of the table, with words for the operator. */
export const planCode = z
	.string()
	.trim()
	.regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be up to 40 lower-case letters, digits and hyphens');

export const billingIntervals = ['month', 'quarter', 'half_year', 'year', 'two_years'] as const;
export type BillingInterval = (typeof billingIntervals)[number];
/** How many months an interval has. */
export const monthsOfInterval = {
	month: 1,
	quarter: 3,
	half_year: 6,
	year: 12,
	two_years: 24,
} as const satisfies Record<BillingInterval, number>;
/** Who makes the invoices of the periods after the first one. */
export const renewers = ['provider', 'pack', 'nobody'] as const;
const placements = ['least_full', 'fill_then_next'] as const;
/** How a service of a plan is made and changed. */
export const deliveries = ['panel', 'playbook'] as const;
export type Delivery = (typeof deliveries)[number];

/** A record that each new zone of the plan gets; `name` is relative to the domain, `@` the domain itself. */
export const planDnsRecord = z.object({
	name: z
		.string()
		.min(1)
		.max(textLimits.domain + 1),
	type: z.string().min(1).max(textLimits.token),
	value: z.string().min(1).max(textLimits.dnsValue),
	ttl: z.number().int().positive().optional(),
});

/** What a plan promises of each thing; null is unlimited. A disk or a traffic of 0 would be no limit to some panels. */
const planLimits = z.object({
	diskMegabytes: z.number().int().positive().nullable(),
	bandwidthMegabytes: z.number().int().positive().nullable(),
	mailboxes: z.number().int().nonnegative().nullable(),
	databases: z.number().int().nonnegative().nullable(),
});
export type PlanLimits = Readonly<z.infer<typeof planLimits>>;

const planRow = z.object({
	planId: z.uuid(),
	planCode: z.string(),
	name: z.string(),
	priceMinor: z.number(),
	currency: z.string(),
	billingInterval: z.enum(billingIntervals),
	renewedBy: z.enum(renewers),
	/** Asked for once, with the first invoice that the pack makes for a new service. */
	setUpFeeMinor: z.number(),
	trialDays: z.number(),
	/** After how many months a service ends by itself; null for never. */
	termMonths: z.number().nullable(),
	/** On which day of the month services renew; null for that on which each began. */
	alignDay: z.number().nullable(),
	/** The package on the panel. A plan that is delivered by playbook does without. */
	packageName: z.string(),
	delivery: z.enum(deliveries),
	/** Null for a plan that never was delivered by playbook. */
	playbooks: planPlaybooks.nullable(),
	/** Null when no limits are kept here: the package on the server says. */
	limits: planLimits.nullable(),
	serverGroup: z.string(),
	placement: z.enum(placements),
	mailboxName: z.string(),
	/** Null leaves it to the panel. */
	mailboxQuotaMegabytes: z.number().nullable(),
	databaseName: z.string(),
	dnsRecords: z.array(planDnsRecord),
	available: z.boolean(),
	createdAt: z.date(),
	updatedAt: z.date(),
});
export type Plan = Readonly<z.infer<typeof planRow>>;

const columns = '*, id as plan_id';

/** What may change about a plan; what is left out stays as it is. */
export type PlanChange = Partial<Omit<Plan, 'planId' | 'createdAt' | 'updatedAt'>>;
export type NewPlan = Pick<Plan, 'planCode' | 'name' | 'priceMinor' | 'currency' | 'packageName'> & PlanChange;

const changeable = {
	planCode: 'value',
	name: 'value',
	priceMinor: 'value',
	currency: 'value',
	billingInterval: 'value',
	renewedBy: 'value',
	setUpFeeMinor: 'value',
	trialDays: 'value',
	termMonths: 'value',
	alignDay: 'value',
	packageName: 'value',
	delivery: 'value',
	playbooks: 'json',
	limits: 'json',
	serverGroup: 'value',
	placement: 'value',
	mailboxName: 'value',
	mailboxQuotaMegabytes: 'value',
	databaseName: 'value',
	dnsRecords: 'json',
	available: 'value',
} as const satisfies Record<keyof PlanChange, ColumnKind>;

/** Adds a plan; undefined when the code is taken. */
export async function insertPlan(transaction: Transaction, plan: NewPlan): Promise<Plan | undefined> {
	const made = await transaction.row(
		planRow.pick({ planId: true }),
		`insert into msp.plan (plan_code, name, price_minor, currency, package_name) values ($1, $2, $3, $4, $5)
		on conflict (plan_code) do nothing returning id as plan_id`,
		[plan.planCode, plan.name, plan.priceMinor, plan.currency, plan.packageName],
	);
	return made && (await changePlan(transaction, made.planId, plan));
}

/** Changes a plan; undefined when there is none. */
export async function changePlan(
	transaction: Transaction,
	planId: string,
	change: PlanChange,
): Promise<Plan | undefined> {
	const { sql, values } = assignments(change, changeable, [planId]);
	return await transaction.row(planRow, `update msp.plan set ${sql} where id = $1 returning ${columns}`, values);
}

export async function findPlan(transaction: Transaction, planId: string): Promise<Plan | undefined> {
	return await transaction.row(planRow, `select ${columns} from msp.plan where id = $1`, [planId]);
}

export async function findPlanByCode(transaction: Transaction, code: string): Promise<Plan | undefined> {
	return await transaction.row(planRow, `select ${columns} from msp.plan where plan_code = $1`, [code]);
}

export interface PlanFilter {
	/** In the code or the name. */
	readonly search?: string;
	readonly available?: boolean;
	readonly limit: number | null;
}

/** By code. */
export async function listPlans(transaction: Transaction, filter: PlanFilter): Promise<Plan[]> {
	return await transaction.rows(
		planRow,
		`select ${columns} from msp.plan
		where ${search('$1', 'plan_code', 'name')} and ($2::boolean is null or available = $2)
		order by plan_code limit $3`,
		[filter.search ?? null, filter.available ?? null, filter.limit],
	);
}

const liveRow = z.object({ services: z.number() });

/** How many services of the plan are on a server, or about to be. */
export async function countLiveServices(transaction: Transaction, planId: string): Promise<number> {
	const live = await transaction.row(
		liveRow,
		`select count(*) as services from msp.service where plan_id = $1
			and (status in ('provisioning', 'active', 'suspended') or server_id is not null and status <> 'terminated')`,
		[planId],
	);
	return live?.services ?? 0;
}
