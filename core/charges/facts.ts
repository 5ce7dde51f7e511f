import { z } from 'zod';
import { ofCustomerCode, type Transaction } from '../db';
import { dayIn, isTimeZone, type Day } from '../kernel/calendar';
import { holdsOfInvoices, stillOwed } from '../payments';
import { grouped } from '../kernel/groups';
import { attemptsOfInvoices } from './attempts';
import type { ChargeAttempt } from './attempt';
import type { ChargeableInvoice } from './nextCharge';
import { whatOthersCharge } from './whatOthersCharge';

const factsRow = z.object({
	invoiceId: z.uuid(),
	invoiceNumber: z.string(),
	customerId: z.uuid(),
	customerCode: z.string(),
	companyCode: z.string(),
	/** `<company>:<id>` of one of Invoice Ninja. */
	externalId: z.string().nullable(),
	source: z.string(),
	serviceId: z.uuid().nullable(),
	planId: z.uuid().nullable(),
	status: z.string(),
	currency: z.string(),
	balanceMinor: z.number(),
	dueOn: z.string(),
	issuedAt: z.date(),
	timeZone: z.string(),
	stripeCustomerId: z.string().nullable(),
	invoiceNinjaClientId: z.string().nullable(),
	autoCharge: z.boolean().nullable(),
	wentBack: z.boolean(),
});

/** What the rules and the steps of a charge need to know of an invoice. */
export interface ChargeFacts extends ChargeableInvoice {
	readonly invoiceId: string;
	readonly invoiceNumber: string;
	readonly customerId: string;
	readonly customerCode: string;
	readonly companyCode: string;
	readonly externalId: string | null;
	readonly source: string;
	/** Of the service that it is for as a whole; null for one of several services. */
	readonly planId: string | null;
	readonly currency: string;
	readonly timeZone: string;
	readonly stripeCustomerId: string | null;
	readonly invoiceNinjaClientId: string | null;
	readonly attempts: readonly ChargeAttempt[];
	/** Today, where the customer lives. */
	readonly today: Day;
}

const facts = `select i.id as invoice_id, i.number as invoice_number, i.customer_id, c.customer_code, i.company_code,
	i.external_id, i.source, i.service_id, s.plan_id, i.status, i.currency, ${stillOwed} as balance_minor, i.due_on, i.issued_at, c.time_zone,
	c.stripe_customer_id, c.invoice_ninja_client_id,
	exists (select from msp.payment y where y.invoice_id = i.id
		and (y.refunded_minor > 0 or y.lost_minor > 0 or y.outcome = 'refunded')) as went_back,
	(select case when bool_or(t.auto_charge = false) then false when bool_or(t.auto_charge) then true end
		from msp.service_terms t where t.service_id = any(array(
			select l.service_id from msp.invoice_line l where l.invoice_id = i.id union all select i.service_id))) as auto_charge
from msp.invoice i join msp.customer c on c.id = i.customer_id left join msp.service s on s.id = i.service_id`;

/** What the pack has made of services: only that is charged by itself. What staff or others wrote is for the customer to pay. */
const ofThePack = `exists (select from msp.invoice_line l where l.invoice_id = i.id and l.kind in
	('renewal', 'set_up', 'proration', 'late_fee'))`;

export interface Whose {
	readonly customerCode?: string;
	readonly companyCode?: string;
	readonly invoiceId?: string;
}

const identity = z.object({ invoiceId: z.uuid() });

/** Invoices that may be due for a charge, page by page in the order of their IDs. */
export async function candidatesAfter(
	transaction: Transaction,
	{ customerCode, companyCode, invoiceId }: Whose,
	after: string | null,
	limit: number,
): Promise<string[]> {
	const found = await transaction.rows(
		identity,
		`select i.id as invoice_id from msp.invoice i join msp.customer c on c.id = i.customer_id
		where i.status in ('open', 'partial') and i.balance_minor > 0 and ${ofThePack}
			and ($1::text is null or ${ofCustomerCode('$1')}) and ($2::text is null or i.company_code = $2)
			and ($3::uuid is null or i.id = $3) and ($4::uuid is null or i.id > $4)
		order by i.id limit $5`,
		[customerCode ?? null, companyCode ?? null, invoiceId ?? null, after, limit],
	);
	return found.map((row) => row.invoiceId);
}

/** @param now by the clock of the caller. */
export async function factsOf(
	transaction: Transaction,
	invoiceIds: readonly string[],
	now: Date,
): Promise<ChargeFacts[]> {
	const rows = await transaction.rows(factsRow, `${facts} where i.id = any($1) order by i.due_on, i.id`, [invoiceIds]);
	const holds = await holdsOfInvoices(transaction, invoiceIds, now);
	const attempts = grouped(await attemptsOfInvoices(transaction, invoiceIds), ({ invoiceId }) => invoiceId);
	const others = await whatOthersCharge(transaction, [...new Set(rows.map(({ customerId }) => customerId))]);
	// A customer in a zone that nobody knows keeps nobody else waiting: dunning tells staff of them.
	const placed = rows.filter(({ timeZone }) => isTimeZone(timeZone));
	return placed.map(({ issuedAt, ...row }) => ({
		...row,
		issuedOn: dayIn(row.timeZone, issuedAt),
		today: dayIn(row.timeZone, now),
		hold: holds.get(row.invoiceId) ?? null,
		attempts: attempts.get(row.invoiceId) ?? [],
		hasCustomerAtStripe: row.stripeCustomerId !== null,
		chargedBy: row.source === 'invoice_ninja' ? (others.get(row.customerId) ?? null) : null,
	}));
}
