import { z } from 'zod';
import type { Transaction } from '../db';
import { day, dayIn } from '../kernel/calendar';
import { InputError } from '../kernel/errors';
import { grouped } from '../kernel/groups';
import { foundOn, withFound } from '../foundSettings';
import { holdsOfInvoices } from '../payments';
import { serviceStatuses, suspensionReasons } from '../services';
import type { Attempt, DunnedAccount, DunnedService, OpenInvoice } from './account';
import { attemptColumns, attemptRow } from './attempts';
import type { DunningBook } from './book';
import type { Refusal } from './unreadable';

const customerRow = z.object({
	customerId: z.uuid(),
	customerCode: z.string(),
	timeZone: z.string(),
	country: z.string().nullable(),
	hasAddress: z.boolean(),
});
type FoundCustomer = z.infer<typeof customerRow>;

const ofCustomer = `c.id as customer_id, c.customer_code, c.time_zone, nullif(c.address->>'country', '') as country,
	c.email is not null as has_address`;

/** A suspension of dunning that has not ended, as `t` of `msp.task`. */
export const pendingSuspension = `t.kind = 'suspend' and t.input->>'dunning' = 'true'
	and t.status in ('pending', 'waiting', 'retry', 'running', 'compensating')`;

/**
 * Whether dunning is about an invoice, as `i` of `msp.invoice`: something is open, and it is not of a booking, whose own
 * reminders and cancellation follow the terms that its guest was shown.
 */
const isDunned = `i.status in ('open', 'partial') and not coalesce(starts_with(i.reference, 'rental:'), false)`;

const suspendedForMoney = `s.status = 'suspended' and s.suspended_by = 'system' and s.suspension_reason = 'overdue'`;

/** The next customers, by their IDs, for whom there may be something to decide. */
export async function customersAfter(
	transaction: Transaction,
	after: string | null,
	limit: number,
): Promise<FoundCustomer[]> {
	return await transaction.rows(
		customerRow,
		`select ${ofCustomer} from msp.customer c
		where ($1::uuid is null or c.id > $1) and (
			exists (select from msp.invoice i where i.customer_id = c.id and ${isDunned})
			or exists (select from msp.service s where s.customer_id = c.id and ${suspendedForMoney})
			or exists (select from msp.task t where t.customer_id = c.id and ${pendingSuspension}))
		order by c.id limit $2`,
		[after, limit],
	);
}

/** The customers of whom dunning keeps a service, or is about to. */
export async function customersToRelease(transaction: Transaction): Promise<FoundCustomer[]> {
	return await transaction.rows(
		customerRow,
		`select ${ofCustomer} from msp.customer c where c.id in (
			select s.customer_id from msp.service s where ${suspendedForMoney}
			union select t.customer_id from msp.task t where ${pendingSuspension})
		order by c.id`,
	);
}

export async function customersOf(transaction: Transaction, customerIds: readonly string[]): Promise<FoundCustomer[]> {
	return await transaction.rows(
		customerRow,
		`select ${ofCustomer} from msp.customer c where c.id = any($1) order by c.id`,
		[customerIds],
	);
}

const invoiceRow = z.object({
	invoiceId: z.uuid(),
	customerId: z.uuid(),
	number: z.string(),
	currency: z.string(),
	totalMinor: z.number(),
	balanceMinor: z.number(),
	dueOn: day,
	serviceIds: z.array(z.uuid()),
});

async function invoicesOf(transaction: Transaction, customerIds: readonly string[]) {
	return await transaction.rows(
		invoiceRow,
		`select i.id as invoice_id, i.customer_id, i.number, i.currency, i.total_minor, i.balance_minor, i.due_on,
			coalesce(f.service_ids, '{}') as service_ids
		from msp.invoice i
		left join lateral (
			select array_agg(x.id) as service_ids from (
				select i.service_id as id where i.service_id is not null
				union select l.service_id from msp.invoice_line l where l.invoice_id = i.id and l.service_id is not null) x
		) f on true
		where i.customer_id = any($1) and ${isDunned} and i.balance_minor > 0`,
		[customerIds],
	);
}

const serviceRow = z.object({
	serviceId: z.uuid(),
	customerId: z.uuid(),
	planId: z.uuid(),
	domain: z.string(),
	status: z.enum(serviceStatuses),
	suspendedBy: z.string().nullable(),
	suspensionReason: z.enum(suspensionReasons).nullable(),
	pendingKind: z.string().nullable(),
	ofDunning: z.boolean().nullable(),
	begun: z.boolean().nullable(),
	notBefore: z.date().nullable(),
});

async function servicesOf(transaction: Transaction, customerIds: readonly string[]) {
	return await transaction.rows(
		serviceRow,
		`select s.id as service_id, s.customer_id, s.plan_id, s.domain, s.status, s.suspended_by, s.suspension_reason,
			p.kind as pending_kind, p.of_dunning, p.begun, p.not_before
		from msp.service s
		left join lateral (
			select t.kind, coalesce(t.input->>'dunning' = 'true', false) as of_dunning, t.not_before,
				t.status in ('running', 'compensating')
					or exists (select from msp.task_step w where w.task_id = t.id and w.status = 'done') as begun
			from msp.task t
			where t.subject_id = s.id and t.subject_type = 'service' and t.kind in ('suspend', 'unsuspend', 'terminate')
				and t.status in ('pending', 'waiting', 'retry', 'running', 'compensating')
			order by t.created_at desc, t.id desc limit 1) p on true
		where s.customer_id = any($1) and s.status in ('active', 'suspended')`,
		[customerIds],
	);
}

const noted = attemptRow.extend({ customerId: z.uuid(), underWay: z.boolean() });

async function attemptsOf(transaction: Transaction, customerIds: readonly string[]) {
	return await transaction.rows(
		noted,
		`select ${attemptColumns}, a.customer_id, coalesce(a.status = 'planned' and t.status = 'running'
			and t.lease_until > now(), false) as under_way
		from msp.dunning_attempt a join msp.invoice i on i.id = a.invoice_id left join msp.task t on t.id = a.task_id
		where a.customer_id = any($1) and i.status in ('open', 'partial')`,
		[customerIds],
	);
}

/** Hears of a customer for whom nothing can be decided, such as one in a time zone that nobody knows. */
export type OnUnreadable = (customer: Pick<FoundCustomer, 'customerId' | 'customerCode'>, error: Refusal) => void;

/**
 * Reads accounts with all that dunning decides by, in a few statements for all of them.
 *
 * @param onUnreadable takes the customers who are left out; without it, one of them is an error.
 */
export async function readAccounts(
	transaction: Transaction,
	book: DunningBook,
	customers: readonly FoundCustomer[],
	now: Date,
	onUnreadable?: OnUnreadable,
): Promise<DunnedAccount[]> {
	if (customers.length === 0) return [];
	const ids = customers.map(({ customerId }) => customerId);
	const byCustomer = ({ customerId }: { readonly customerId: string }) => customerId;
	const open = await invoicesOf(transaction, ids);
	const holds = await holdsOfInvoices(
		transaction,
		open.map(({ invoiceId }) => invoiceId),
		now,
		{ charges: true },
	);
	const others = await foundOn(transaction, ids);
	const invoices = grouped(open, byCustomer);
	const services = grouped(await servicesOf(transaction, ids), byCustomer);
	const attempts = grouped(await attemptsOf(transaction, ids), byCustomer);
	return customers.flatMap((customer) => {
		try {
			return [accountOf(customer)];
		} catch (error) {
			if (!onUnreadable || !(error instanceof InputError)) throw error;
			onUnreadable(customer, error);
			return [];
		}
	});

	function accountOf(customer: FoundCustomer): DunnedAccount {
		const policy = withFound(book.policyOf(customer.customerId), others.get(customer.customerId));
		const today = dayIn(customer.timeZone, now);
		return {
			...customer,
			policy,
			campaign: book.campaignOf(policy),
			invoices: (invoices.get(customer.customerId) ?? []).map(({ customerId: _, ...invoice }): OpenInvoice => {
				return { ...invoice, hold: holds.get(invoice.invoiceId) ?? null };
			}),
			// A letter that is being sent right now is the letter of today.
			attempts: (attempts.get(customer.customerId) ?? []).map(({ customerId: _, underWay, ...attempt }): Attempt =>
				underWay ? { ...attempt, plannedOn: today } : attempt,
			),
			services: (services.get(customer.customerId) ?? []).map((service) => dunnedService(service, book)),
		};
	}
}

function dunnedService(row: z.infer<typeof serviceRow>, book: DunningBook): DunnedService {
	const { customerId, planId, pendingKind, ofDunning, begun, notBefore, ...service } = row;
	const policy = book.policyOf(customerId, planId);
	const pending =
		pendingKind === null
			? null
			: { kind: pendingKind, ofDunning: ofDunning ?? false, begun: begun ?? false, notBefore };
	return { ...service, policy, campaign: book.campaignOf(policy), pending };
}

/** The account of one customer; undefined when there is no such customer. */
export async function readAccount(
	transaction: Transaction,
	book: DunningBook,
	customerId: string,
	now: Date,
): Promise<DunnedAccount | undefined> {
	const [account] = await readAccounts(transaction, book, await customersOf(transaction, [customerId]), now);
	return account;
}
