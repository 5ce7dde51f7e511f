import { z } from 'zod';
import type { Store } from '../../core/db';
import { fixedClock, type Clock } from '../../core/kernel/clock';
import { writeSettings } from '../../core/policies/policies';
import type { PolicySettings } from '../../core/policies';
import { prepareRenewals, type PrepareOrder, type PreparedRun } from '../../core/renewals';

/** The morning of a day in Europe. */
export const on = (day: string): Clock => fixedClock(new Date(`${day}T08:00:00Z`));

const identity = z.object({ id: z.uuid() });
let seeded = 0;

/** Inserts a row as staff, and gives its ID. */
async function insert(store: Store, sql: string, values: readonly unknown[]): Promise<string> {
	const made = await store.asStaff(async (transaction) => await transaction.row(identity, sql, values));
	if (!made) throw new Error(`nothing was inserted: ${sql}`);
	return made.id;
}

export interface SeededPlan {
	readonly planId: string;
	readonly planCode: string;
}

/** A plan that the pack renews, at 10.00 EUR a month. */
export async function seedPlan(store: Store, more: Readonly<Record<string, unknown>> = {}): Promise<SeededPlan> {
	seeded += 1;
	const columns: Readonly<Record<string, unknown>> = {
		...{ plan_code: `plan-${seeded}`, name: `Plan ${seeded}`, price_minor: 1_000, currency: 'EUR' },
		...{ package_name: 'starter', renewed_by: 'pack', ...more },
	};
	const names = Object.keys(columns);
	const planId = await insert(
		store,
		`insert into msp.plan (${names.join(', ')}) values (${names.map((_, index) => `$${index + 1}`).join(', ')}) returning id`,
		Object.values(columns),
	);
	return { planId, planCode: String(columns.plan_code) };
}

export interface SeededCustomer {
	readonly customerId: string;
	readonly customerCode: string;
}

export async function seedCustomer(store: Store, timeZone = 'Europe/Brussels'): Promise<SeededCustomer> {
	seeded += 1;
	const customerCode = `customer-${seeded}`;
	const customerId = await insert(
		store,
		`insert into msp.customer (customer_code, name, email, time_zone) values ($1, $1, $1 || '@x.example', $2) returning id`,
		[customerCode, timeZone],
	);
	return { customerId, customerCode };
}

export interface ServiceSeed extends SeededCustomer, SeededPlan {
	/** The day on which it was set up. */
	readonly since: string;
	readonly status?: string;
	/** Whether its first month was paid through a shop; it was unless a test says otherwise. */
	readonly invoiced?: boolean;
}

/** A running service, whose first month is invoiced. */
export async function seedService(store: Store, seed: ServiceSeed): Promise<string> {
	seeded += 1;
	const { customerId, planId, since, status = 'active', invoiced = true } = seed;
	const suspended = status === 'suspended' ? `'overdue', 'system', now()` : 'null, null, null';
	const serviceId = await insert(
		store,
		`insert into msp.service (customer_id, plan_id, order_reference, domain, status, activated_at, suspension_reason,
			suspended_by, suspended_at)
		values ($1, $2, $3, $3 || '.example', $4, $5::timestamptz, ${suspended}) returning id`,
		[customerId, planId, `order-${seeded}`, status, `${since}T12:00:00Z`],
	);
	if (invoiced) {
		await insert(
			store,
			`insert into msp.invoice (customer_id, service_id, number, currency, total_minor, balance_minor, status, due_on,
				period_number, period_from, period_to)
			select $1, $2, $3, p.currency, p.price_minor, 0, 'paid', $4::date, 1, $4::date,
				($4::date + make_interval(months => case p.billing_interval when 'month' then 1 when 'quarter' then 3
					when 'half_year' then 6 when 'year' then 12 else 24 end))::date
			from msp.plan p where p.id = $5 returning id`,
			[customerId, serviceId, `INV-order-${seeded}`, since, planId],
		);
	}
	return serviceId;
}

/** Says what holds for the whole business. */
export async function setPolicy(store: Store, settings: PolicySettings): Promise<void> {
	await store.asStaff(async (transaction) => {
		await writeSettings(transaction, 'default', { planId: null, customerId: null }, settings);
	});
}

export async function nightOf(store: Store, day: string, order: Partial<PrepareOrder> = {}): Promise<PreparedRun> {
	return await prepareRenewals({ store }, { missedPeriods: 'ask', ...order }, on(day));
}

const lineRow = z.object({ kind: z.string(), periodFrom: z.string().nullable(), totalMinor: z.number() });

/** The lines that count of a service, in the order of their periods. */
export async function linesOf(store: Store, serviceId: string): Promise<Array<z.infer<typeof lineRow>>> {
	return await store.asStaff(
		async (transaction) =>
			await transaction.rows(
				lineRow,
				`select kind, period_from, total_minor from msp.invoice_line where service_id = $1 and counts
				order by period_number, invoice_id, position`,
				[serviceId],
			),
	);
}
