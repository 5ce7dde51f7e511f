import { z } from 'zod';
import type { Transaction } from '../db';

/** How long a cause must not have been seen before its alert counts as over. */
const quietFor = `interval '24 hours'`;

/** How long deliveries must have been accepted, and none refused. */
const acceptedFor = `interval '10 minutes'`;

/** Whether all that an alert `a` is about is as it must be. A subject that is gone counts as done. */
const subjects = (done: string) => `exists (select from msp.alert_subject s where s.alert_id = a.id)
	and not exists (select from msp.alert_subject s where s.alert_id = a.id and not (${done}))`;

const no = (table: string, condition: string) =>
	`not exists (select from msp.${table} w where w.id = s.subject_id and ${condition})`;

/** A task that waits for room is not over. */
const workOver = `case s.kind
	when 'task' then ${no('task', `w.status not in ('completed', 'failed', 'cancelled')`)}
	when 'payment_event' then ${no('payment_event', 'w.processed_at is null')}
	else ${no('payment', 'w.needs_attention')} end`;

/** A failure that somebody has marked as seen is that person's. */
const workCompleted = no('task', `w.status not in ('completed', 'cancelled') and w.cleared_at is null`);

/** When an alert is over, by how it settles. */
const over = `case a.settles
	when 'work_over' then ${subjects(workOver)}
	when 'work_completed' then ${subjects(workCompleted)}
	when 'attention_cleared' then ${subjects(no('payment', 'w.needs_attention'))}
	when 'payments_accepted' then a.last_seen_at <= now() - ${acceptedFor} and exists (select from msp.payment_event w
		where w.provider = a.facts->>'provider' and w.received_at > a.last_seen_at and w.kind <> 'ignored'
			and (a.cause not like '%:other\\_mode:%' or w.raw ->> 'livemode' = 'true'))
	when 'quiet' then a.last_seen_at <= now() - ${quietFor}
	else false end`;

/** A cause that was never frequent enough to be told is forgotten when it is not seen any more. */
const neverFrequent = `(a.told_at is null and a.to_tell is null and a.last_seen_at <= now() - ${quietFor})`;

/** What a person did himself, or what ended because nothing happened, needs no mail that it is over. */
const worthTelling = `a.settles in ('work_over', 'work_completed', 'payments_accepted')
	and not exists (select from msp.alert_subject s join msp.task w on w.id = s.subject_id
		where s.alert_id = a.id and a.settles = 'work_completed' and w.status <> 'completed')`;

/**
 * Ends the alerts whose cause is gone: the work that they are about is done, or nothing of it is seen any more. One that
 * was told is told once more, that all is done; one that was not told yet ends without a word. An alert whose mail is being
 * sent is left for the next time.
 *
 * @returns how many ended.
 */
export async function settleAlerts(transaction: Transaction): Promise<number> {
	const settled = await transaction.rows(
		z.object({ id: z.uuid() }),
		`update msp.alert a set settled_at = now(), tell_at = now(), tell_attempts = 0, tell_failure = null,
			to_tell = case when a.told_at is not null and ${worthTelling} then 'done' end
		where a.id in (select id from msp.alert where settled_at is null and (lease_until is null or lease_until <= now())
				order by id for update skip locked)
			and (${neverFrequent} or ${over})
		returning a.id`,
	);
	return settled.length;
}

/** Forgets what ended long ago: n8n has no log of so old a run any more, and nobody looks for the alert. */
export async function forgetOldAlerts(transaction: Transaction): Promise<void> {
	await transaction.run(`delete from msp.alert where settled_at < now() - interval '90 days'`);
	await transaction.run(`delete from msp.alert_run where seen_at < now() - interval '90 days'`);
}
