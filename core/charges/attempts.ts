import { z } from 'zod';
import { ofCustomerCode, type Transaction } from '../db';
import { attemptRow, type ChargeAttempt } from './attempt';

const columns = `a.id as attempt_id, a.customer_id, a.invoice_id, a.number, a.task_id, a.amount_minor, a.currency, a.status,
	a.outcome, a.decline_code, a.reason, a.payment_intent_id, a.payment_method_id, a.tried_on, a.next_try_on`;

export type NewAttempt = Pick<ChargeAttempt, 'customerId' | 'invoiceId' | 'number' | 'amountMinor' | 'currency'> & {
	readonly taskId: string;
};

/** Adds a try that begins now. The caller has locked the invoice. */
export async function insertAttempt(transaction: Transaction, attempt: NewAttempt): Promise<ChargeAttempt> {
	const { customerId, invoiceId, number, taskId, amountMinor, currency } = attempt;
	const made = await transaction.row(
		attemptRow,
		`insert into msp.charge_attempt as a (customer_id, invoice_id, number, task_id, amount_minor, currency)
		values ($1, $2, $3, $4, $5, $6) returning ${columns}`,
		[customerId, invoiceId, number, taskId, amountMinor, currency],
	);
	if (!made) throw new RangeError(`the charge of ${invoiceId} was not recorded`);
	return made;
}

export async function findAttemptOfTask(transaction: Transaction, taskId: string): Promise<ChargeAttempt | undefined> {
	return await transaction.row(attemptRow, `select ${columns} from msp.charge_attempt a where a.task_id = $1`, [
		taskId,
	]);
}

/** The tries on invoices, in their order. */
export async function attemptsOfInvoices(
	transaction: Transaction,
	invoiceIds: readonly string[],
): Promise<ChargeAttempt[]> {
	return await transaction.rows(
		attemptRow,
		`select ${columns} from msp.charge_attempt a where a.invoice_id = any($1) order by a.invoice_id, a.number`,
		[invoiceIds],
	);
}

export interface AttemptFilter {
	readonly customerCode?: string;
	readonly invoiceId?: string;
	readonly outcomes?: readonly string[];
	readonly limit: number | null;
}

const listedRow = attemptRow.extend({ customerCode: z.string(), invoiceNumber: z.string(), createdAt: z.date() });
export type ListedAttempt = Readonly<z.infer<typeof listedRow>>;

/** Newest first. */
export async function listAttempts(transaction: Transaction, filter: AttemptFilter): Promise<ListedAttempt[]> {
	return await transaction.rows(
		listedRow,
		`select ${columns}, a.created_at, c.customer_code, i.number as invoice_number from msp.charge_attempt a
			join msp.customer c on c.id = a.customer_id join msp.invoice i on i.id = a.invoice_id
		where ($1::text is null or ${ofCustomerCode('$1')}) and ($2::uuid is null or a.invoice_id = $2)
			and ($3::text[] is null or a.outcome = any($3))
		order by a.created_at desc, a.id limit $4`,
		[filter.customerCode ?? null, filter.invoiceId ?? null, filter.outcomes ?? null, filter.limit],
	);
}

export type Settled = Pick<
	ChargeAttempt,
	'declineCode' | 'reason' | 'paymentIntentId' | 'paymentMethodId' | 'nextTryOn'
> & {
	readonly outcome: NonNullable<ChargeAttempt['outcome']>;
	readonly triedOn: string;
};

/** Writes how a try came out. The caller has locked its task. */
export async function settleAttempt(transaction: Transaction, attemptId: string, settled: Settled): Promise<void> {
	await transaction.run(
		`update msp.charge_attempt set status = 'settled', outcome = $2, decline_code = $3, reason = $4, payment_intent_id = $5,
			payment_method_id = $6, tried_on = $7::date, next_try_on = $8::date
		where id = $1`,
		[
			...[attemptId, settled.outcome, settled.declineCode, settled.reason, settled.paymentIntentId],
			...[settled.paymentMethodId, settled.triedOn, settled.nextTryOn],
		],
	);
}

/** Writes that a try charged nothing, is not known, or goes on; one that is settled stays so. */
export async function setAttemptStatus(
	transaction: Transaction,
	attemptId: string,
	status: 'open' | 'dropped' | 'unknown',
	reason: string,
): Promise<void> {
	await transaction.run(
		`update msp.charge_attempt set status = $2, reason = $3 where id = $1 and status <> 'settled'`,
		[attemptId, status, reason],
	);
}

const bounced = attemptRow.extend({ succeeded: z.boolean(), timeZone: z.string() });

/** The bank debits that were on their way and have arrived, or came back, by what was heard of them since. */
export async function arrivedDebits(transaction: Transaction): Promise<Array<z.infer<typeof bounced>>> {
	return await transaction.rows(
		bounced,
		`select ${columns}, c.time_zone, e.succeeded from msp.charge_attempt a join msp.customer c on c.id = a.customer_id,
			lateral (select bool_or(e.kind = 'payment_succeeded') as succeeded, count(*) as heard from msp.payment_event e
				where e.names @> array[a.payment_intent_id] and e.provider = 'stripe'
					and e.kind in ('payment_succeeded', 'payment_failed')) e
		where a.outcome = 'processing' and e.heard > 0 order by a.invoice_id, a.number`,
	);
}
