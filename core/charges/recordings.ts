import { z } from 'zod';
import type { BackOffice, Transaction } from '../db';
import { isGatewayId } from '../invoiceNinja';
import { dayIn } from '../kernel/calendar';
import { systemClock, type Clock } from '../kernel/clock';
import { InputError } from '../kernel/errors';
import { grouped } from '../kernel/groups';
import { moneyName } from '../payments';
import { listDoneSteps, lockTaskByKey, startTask, type Task, type TaskKind } from '../tasks';
import type { MoneyToRecord } from './recordCharge';

/** The effect of the step that records money at Invoice Ninja: core/invoiceNinja/effects/moneyRecording.ts. */
const recordingEffect = 'invoiceNinja.payment.recordMoney';

const money = z.object({
	clientId: z.string(),
	reference: z.string(),
	amountMinor: z.number().int().positive(),
	currency: z.string(),
	date: z.string(),
	invoices: z.array(z.object({ invoiceId: z.string(), amountMinor: z.number().int().positive() })),
});
const input = z.object({ companyCode: z.string(), money });

/** Records money that came to Stripe or PayPal for an invoice of Invoice Ninja there, too. */
export const recordMoney: TaskKind<z.infer<typeof input>> = {
	name: 'record_money',
	subjectType: 'payment',
	input,
	context: async (_, task) => await Promise.resolve(input.parse(task.input)),
	describe: async (transaction, paymentIds) => {
		const found = await transaction.rows(
			z.object({ paymentId: z.uuid(), customerCode: z.string().nullable(), paymentReference: z.string() }),
			`select y.id as payment_id, c.customer_code, y.payment_reference from msp.payment y
				left join msp.customer c on c.id = y.customer_id where y.id = any($1)`,
			[paymentIds],
		);
		return new Map(found.map((row) => [row.paymentId, row]));
	},
	async checkComplete(transaction, { taskId }) {
		if ((await listDoneSteps(transaction, taskId, recordingEffect)).length > 0) return;
		throw new InputError(
			'taskId',
			'has no step that recorded the money',
			"Put Invoice Ninja → Payment: Record Money before it, with the task's ID.",
		);
	},
};

const unrecorded = z.object({
	paymentId: z.uuid(),
	customerId: z.uuid(),
	companyCode: z.string(),
	clientId: z.string(),
	externalId: z.string(),
	paymentReference: z.string(),
	names: z.array(z.string()),
	amountMinor: z.number(),
	currency: z.string(),
	receivedAt: z.date(),
	timeZone: z.string(),
});
type Unrecorded = z.infer<typeof unrecorded>;

/** So long a charge, or Invoice Ninja's own gateway, may take to tell of its payment before it is recorded from here. */
const patienceMs = 5 * 60_000;

/**
 * Money that came for an invoice of Invoice Ninja which still calls the invoice open. A payment that Invoice Ninja has told of
 * is one of its own here, whoever made it. What is being recorded by a task is left to it.
 */
async function moneyUnknownThere(
	transaction: Transaction,
	{ companyCode, now }: { readonly companyCode: string | null; readonly now: Date },
): Promise<Unrecorded[]> {
	return await transaction.rows(
		unrecorded,
		`select y.id as payment_id, y.customer_id, i.company_code, coalesce(i.source_client_id, c.invoice_ninja_client_id) as client_id, i.external_id,
			y.payment_reference, y.amount_minor, y.currency, y.received_at, c.time_zone,
			coalesce((select array_agg(distinct n) from msp.payment_event e, unnest(e.names) n
				where e.provider = y.provider and e.names @> array[y.payment_reference]), '{}') as names
		from msp.payment y join msp.invoice i on i.id = y.invoice_id join msp.customer c on c.id = i.customer_id
		where y.provider in ('stripe', 'paypal') and i.source = 'invoice_ninja' and i.external_id is not null
			and coalesce(i.source_client_id, c.invoice_ninja_client_id) is not null and ($1::text is null or i.company_code = $1)
			and y.outcome in ('paid', 'overpaid', 'underpaid') and y.refunded_minor = 0 and y.lost_minor = 0 and y.amount_minor > 0
			and i.source_status in ('open', 'partial') and i.source_balance_minor > 0 and y.received_at < $2
			and not exists (select from msp.charge_attempt a join msp.task t on t.id = a.task_id
				where a.payment_intent_id = y.payment_reference and (t.status not in ('completed', 'failed', 'cancelled')
					or exists (select from msp.task_step w where w.task_id = t.id and w.effect = '${recordingEffect}' and w.status = 'done')))
		order by y.received_at, y.id`,
		[companyCode, new Date(now.getTime() - patienceMs)],
	);
}

/** A task that records money at Invoice Ninja. */
export interface Recording extends MoneyToRecord {
	readonly taskId: string;
	readonly companyCode: string;
}

/**
 * Starts a task for all money that came for invoices of Invoice Ninja and is not known there: a bank debit that took days, a
 * page on which a customer paid, a charge whose run died. Each once for its ID at the gateway; money for several invoices is
 * one payment there.
 */
export async function prepareRecordings(
	{ store }: Pick<BackOffice, 'store'>,
	{ companyCode }: { readonly companyCode?: string } = {},
	clock: Clock = systemClock,
): Promise<Recording[]> {
	const now = clock.now();
	const found = await store.asStaff(
		async (transaction) => await moneyUnknownThere(transaction, { companyCode: companyCode ?? null, now }),
	);
	const known = found.flatMap((row) => {
		const reference = [moneyName(row.paymentReference), ...row.names.toSorted()].find(isGatewayId);
		return reference === undefined ? [] : [{ ...row, reference }];
	});
	const started: Recording[] = [];
	const groups = grouped(known, ({ reference, clientId, currency }) => JSON.stringify([reference, clientId, currency]));
	for (const [first, ...others] of groups.values()) {
		if (!first) continue;
		const parts = [first, ...others];
		const told: MoneyToRecord = {
			clientId: first.clientId,
			reference: first.reference,
			amountMinor: parts.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
			currency: first.currency,
			date: dayIn(first.timeZone, first.receivedAt),
			invoices: parts.map(({ externalId, amountMinor }) => ({ invoiceId: idOf(externalId), amountMinor })),
		};
		const task = await store.asStaff(async (transaction) => await startRecording(transaction, first, told));
		if (task) started.push({ taskId: task.taskId, companyCode: first.companyCode, ...told });
	}
	return started;
}

const idOf = (externalId: string) => externalId.slice(externalId.indexOf(':') + 1);

/** Undefined when there is a task for the money already, however it ended: what failed for good is for a person. */
async function startRecording(
	transaction: Transaction,
	{ companyCode, customerId, paymentId, reference }: Unrecorded & { readonly reference: string },
	told: MoneyToRecord,
): Promise<Task | undefined> {
	const taskKey = `record_money:${companyCode}:${reference}`;
	if (await lockTaskByKey(transaction, taskKey)) return undefined;
	const asked = { companyCode, money: { ...told, invoices: [...told.invoices] } };
	return await startTask(transaction, recordMoney, { customerId, subjectId: paymentId, input: asked, taskKey });
}
