import { z } from 'zod';
import { json, type Transaction } from '../db';

export const foundSystems = ['invoice_ninja', 'stripe'] as const;
export type FoundSystem = (typeof foundSystems)[number];

/** What another system may do about the invoices of a customer by itself. */
export const foundKinds = ['reminders', 'late_fees', 'charges'] as const;
export type FoundKind = (typeof foundKinds)[number];

export const systemNames = { invoice_ninja: 'Invoice Ninja', stripe: 'Stripe' } as const;

/** One thing that another system does, or does not do, by itself. */
export interface Finding {
	/** The code of a customer, for what differs from the rest of the company; null for all of its customers. */
	readonly customerCode: string | null;
	readonly kind: FoundKind;
	readonly isOn: boolean;
	/** The settings that decide it, by the names that the system gives them. */
	readonly settings: Readonly<Record<string, unknown>>;
}

const foundRow = z.object({
	companyCode: z.string(),
	customerCode: z.string().nullable(),
	customerId: z.uuid().nullable(),
	system: z.enum(foundSystems),
	kind: z.enum(foundKinds),
	isOn: z.boolean(),
	settings: z.record(z.string(), z.unknown()),
	foundAt: z.date(),
});
export type FoundSetting = Readonly<z.infer<typeof foundRow>>;

/** Writes what was found of a system in a company, in place of what was found before. Customers who are gone are left out. */
export async function saveFindings(
	transaction: Transaction,
	{ companyCode, system }: Pick<FoundSetting, 'companyCode' | 'system'>,
	findings: readonly Finding[],
): Promise<void> {
	const once = oncePerCustomer(findings);
	await transaction.run('delete from msp.found_setting where company_code = $1 and system = $2', [companyCode, system]);
	await transaction.run(
		`insert into msp.found_setting (company_code, customer_id, system, kind, is_on, settings)
		select $1, c.id, $2, f.kind, f."isOn", f.settings
		from jsonb_to_recordset($3::jsonb) as f("customerCode" text, kind text, "isOn" boolean, settings jsonb)
			left join msp.customer c on c.customer_code = f."customerCode" and c.company_code = $1
		where f."customerCode" is null or c.id is not null`,
		[companyCode, system, json(once)],
	);
	transaction.audit({
		customerId: null,
		action: 'found_setting.save',
		subject: companyCode,
		outcome: 'done',
		detail: { system, on: once.filter(({ isOn }) => isOn).map(({ kind, customerCode }) => customerCode ?? kind) },
		correlationId: companyCode,
	});
}

/** A customer may be two of the other system, after two were merged here: what is on for one of them is on. */
function oncePerCustomer(findings: readonly Finding[]): Finding[] {
	const byName = new Map<string, Finding>();
	for (const finding of findings) {
		const name = `${finding.kind} ${finding.customerCode ?? ''}`;
		if (!byName.get(name)?.isOn) byName.set(name, finding);
	}
	return [...byName.values()];
}

export interface FoundFilter {
	readonly companyCode?: string;
	readonly system?: FoundSystem;
	readonly limit: number | null;
}

/** By company and system; what holds for all customers first. */
export async function listFound(transaction: Transaction, filter: FoundFilter): Promise<FoundSetting[]> {
	return await transaction.rows(
		foundRow,
		`select f.*, c.customer_code from msp.found_setting f left join msp.customer c on c.id = f.customer_id
		where ($1::text is null or f.company_code = $1) and ($2::text is null or f.system = $2)
		order by f.company_code, f.system, f.customer_id nulls first, f.kind limit $3`,
		[filter.companyCode ?? null, filter.system ?? null, filter.limit],
	);
}

const onRow = z.object({
	customerId: z.uuid(),
	kind: z.enum(foundKinds),
	isOn: z.boolean(),
	settings: z.record(z.string(), z.unknown()),
});
/** What is on for a customer, with the settings that say so. */
export type FoundOn = ReadonlyMap<FoundKind, Readonly<Record<string, unknown>>>;

/**
 * What Invoice Ninja does by itself for customers who are its clients: their own settings, else those of their company. For
 * the others it does nothing.
 *
 * @param customerIds everybody without it.
 */
export async function foundOn(
	transaction: Transaction,
	customerIds: readonly string[] | undefined,
): Promise<ReadonlyMap<string, FoundOn>> {
	const rows = await transaction.rows(
		onRow,
		`select distinct on (c.id, f.kind) c.id as customer_id, f.kind, f.settings, f.is_on
		from msp.customer c join msp.found_setting f on f.company_code = c.company_code and f.system = 'invoice_ninja'
			and coalesce(f.customer_id, c.id) = c.id
		where ($1::uuid[] is null or c.id = any($1)) and c.invoice_ninja_client_id is not null
		order by c.id, f.kind, f.customer_id nulls last`,
		[customerIds ?? null],
	);
	const on = new Map<string, Map<FoundKind, Readonly<Record<string, unknown>>>>();
	for (const { customerId, kind, settings } of rows.filter(({ isOn }) => isOn)) {
		const known = on.get(customerId) ?? new Map<FoundKind, Readonly<Record<string, unknown>>>();
		on.set(customerId, known.set(kind, settings));
	}
	return on;
}
