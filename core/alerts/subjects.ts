import { z } from 'zod';
import { json, type Transaction } from '../db';

/** A piece of the back office's own work that an alert is about. */
export interface Subject {
	readonly kind: 'task' | 'payment_event' | 'payment';
	readonly subjectId: string;
}

/** Adds work to an alert; what it is about already is not added again. */
export async function addSubjects(
	transaction: Transaction,
	alertId: string,
	subjects: readonly Subject[],
): Promise<void> {
	if (subjects.length === 0) return;
	await transaction.run(
		`insert into msp.alert_subject (alert_id, kind, subject_id)
		select distinct $1::uuid, n.kind, n."subjectId" from jsonb_to_recordset($2::jsonb) as n(kind text, "subjectId" uuid)
		order by 2, 3
		on conflict do nothing`,
		[alertId, json(subjects)],
	);
}

/** A run of an n8n: which n8n, which workflow, and the number of the execution there. */
export interface RunIdentity {
	readonly instanceId: string;
	readonly workflowId: string;
	readonly executionId: string;
}

const keyOf = ({ instanceId, workflowId, executionId }: RunIdentity) => `${instanceId}/${workflowId}/${executionId}`;

/** Notes a run that failed. False when it is known already: n8n tells of the same crashed run at each of its starts. */
export async function addRun(transaction: Transaction, run: RunIdentity, workflow: string): Promise<boolean> {
	const added = await transaction.run(
		`insert into msp.alert_run (run_key, workflow) values ($1, $2) on conflict (run_key) do nothing`,
		[keyOf(run), workflow],
	);
	return added === 1;
}

/** Notes which alert a run belongs to. */
export async function setAlertOfRun(transaction: Transaction, run: RunIdentity, alertId: string): Promise<void> {
	await transaction.run(`update msp.alert_run set alert_id = $2 where run_key = $1`, [keyOf(run), alertId]);
}

const identity = z.object({ subjectId: z.uuid() });

/** The tasks that a run had in hand when it ended, and that nobody has taken up since. */
export async function tasksInHand(transaction: Transaction, actor: string): Promise<Subject[]> {
	const tasks = await transaction.rows(
		identity,
		`select id as subject_id from msp.task where claimed_by = $1 and status in ('running', 'compensating')`,
		[actor],
	);
	return tasks.map(({ subjectId }) => ({ kind: 'task', subjectId }));
}

/** How many pieces of work one report adds: enough for any outage, and no more than a mail can be about. */
const mostAtOnce = 1000;

/**
 * What was handed over and not taken up yet: payment events that nobody has processed, and tasks that are due. A run that
 * had no task in hand was at one of these, or at nothing.
 */
export async function workNotTakenUp(transaction: Transaction): Promise<Subject[]> {
	const events = await transaction.rows(
		identity,
		`select id as subject_id from msp.payment_event where processed_at is null order by received_at limit $1`,
		[mostAtOnce],
	);
	const tasks = await transaction.rows(
		identity,
		`select id as subject_id from msp.task where status in ('pending', 'retry')
			and next_attempt_at <= now() + interval '2 minutes' order by next_attempt_at limit $1`,
		[mostAtOnce],
	);
	return [
		...events.map(({ subjectId }): Subject => ({ kind: 'payment_event', subjectId })),
		...tasks.map(({ subjectId }): Subject => ({ kind: 'task', subjectId })),
	];
}

const workRow = z.object({
	runs: z.array(z.object({ workflow: z.string(), count: z.number() })),
	tasks: z.number(),
	tasksFailed: z.number(),
	events: z.number(),
});
/** What an alert is about, counted. */
export type AlertWork = Readonly<z.infer<typeof workRow>>;

export async function workOfAlert(transaction: Transaction, alertId: string): Promise<AlertWork> {
	const found = await transaction.row(
		workRow,
		`select
			(select coalesce(json_agg(json_build_object('workflow', workflow, 'count', count) order by workflow), '[]')
				from (select workflow, count(*) from msp.alert_run where alert_id = $1 group by workflow) r) as runs,
			(select count(*) from msp.alert_subject where alert_id = $1 and kind = 'task') as tasks,
			(select count(*) from msp.alert_subject s join msp.task t on t.id = s.subject_id
				where s.alert_id = $1 and t.status = 'failed') as tasks_failed,
			(select count(*) from msp.alert_subject where alert_id = $1 and kind = 'payment_event') as events`,
		[alertId],
	);
	return found ?? { runs: [], tasks: 0, tasksFailed: 0, events: 0 };
}
