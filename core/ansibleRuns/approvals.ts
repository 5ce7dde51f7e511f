import { z } from 'zod';
import type { Transaction } from '../db';
import { nothingCame } from './nothingCame';

const approvalRow = z.object({
	approvalId: z.uuid(),
	/** The check run that was shown. */
	runId: z.string(),
	taskId: z.uuid().nullable(),
	askedBy: z.string(),
	askedAt: z.date(),
	until: z.date(),
	sealedTicket: z.string(),
	/** Until the time to decide is over; below zero after it. */
	secondsLeft: z.number(),
	status: z.enum(['asked', 'approved', 'declined', 'expired']),
	decidedBy: z.string().nullable(),
	decidedAt: z.date().nullable(),
	reason: z.string(),
	/** The verdict of the check run, if it had failed and was approved all the same. */
	despiteVerdict: z.enum(['failed', 'unreachable']).nullable(),
	/** Tasks that wait for the decision, beside the one whose check it is. */
	awaitedBy: z.array(z.uuid()),
	/** The change run that it was used for. */
	usedBy: z.string().nullable(),
});
export type RunApproval = Readonly<z.infer<typeof approvalRow>>;
export type ApprovalStatus = RunApproval['status'];

const columns = `a.*, a.id as approval_id, extract(epoch from a.until - now())::float8 as seconds_left,
	coalesce(a.decision, case when a.until <= now() then 'expired' else 'asked' end) as status`;

export async function findApproval(transaction: Transaction, approvalId: string): Promise<RunApproval | undefined> {
	return await transaction.row(approvalRow, `select ${columns} from msp.ansible_approval a where a.id = $1`, [
		approvalId,
	]);
}

export async function findApprovalOfRun(transaction: Transaction, runId: string): Promise<RunApproval | undefined> {
	return await transaction.row(approvalRow, `select ${columns} from msp.ansible_approval a where a.run_id = $1`, [
		runId,
	]);
}

/** Asks, or asks anew when the time to answer is over; returns undefined while it is asked or after it was decided. */
export async function upsertApproval(
	transaction: Transaction,
	asked: Pick<RunApproval, 'approvalId' | 'runId' | 'taskId' | 'sealedTicket'> & { readonly seconds: number },
): Promise<RunApproval | undefined> {
	return await transaction.row(
		approvalRow,
		`insert into msp.ansible_approval as a (id, run_id, task_id, asked_by, until, sealed_ticket)
		values ($1, $2, $3, $4, now() + make_interval(secs => $5::float8), $6)
		on conflict (run_id) do update set id = excluded.id, asked_by = excluded.asked_by, asked_at = now(),
			until = excluded.until, sealed_ticket = excluded.sealed_ticket
		where a.decision is null and a.until <= now() returning ${columns}`,
		[asked.approvalId, asked.runId, asked.taskId, transaction.actor, asked.seconds, asked.sealedTicket],
	);
}

export interface ApprovalDecision {
	readonly decision: 'approved' | 'declined';
	readonly by: string;
	readonly reason: string;
	/** The verdict of a failed check run in spite of which it is approved. */
	readonly despiteVerdict: RunApproval['despiteVerdict'];
}

/** Writes the decision down, once and in time; undefined when somebody has decided, or the time is over. */
export async function updateDecision(
	transaction: Transaction,
	approvalId: string,
	{ decision, by, reason, despiteVerdict }: ApprovalDecision,
): Promise<RunApproval | undefined> {
	return await transaction.row(
		approvalRow,
		`update msp.ansible_approval a set decision = $2, decided_by = $3, decided_at = now(), reason = $4,
			despite_verdict = $5
		where a.id = $1 and a.decision is null and a.until > now() returning ${columns}`,
		[approvalId, decision, by, reason, despiteVerdict],
	);
}

/**
 * Takes the approval for a change run. It holds for one run with its attempts; that of a task, for every run of that task. A
 * run of which nothing came has not used it.
 *
 * @returns false when another run has it.
 */
export async function takeApproval(
	transaction: Transaction,
	approvalId: string,
	baseRunId: string,
	taskId: string | null,
): Promise<boolean> {
	// In a statement of its own: one that waits for the row would still see the runs as they were before.
	const held = await transaction.row(
		approvalRow,
		`select ${columns} from msp.ansible_approval a where a.id = $1 for no key update`,
		[approvalId],
	);
	if (held?.status !== 'approved') return false;
	const { usedBy } = held;
	const isOurs = usedBy === null || usedBy === baseRunId || (taskId !== null && held.taskId === taskId);
	if (!isOurs && !(await nothingCame(transaction, usedBy))) return false;
	await transaction.run(`update msp.ansible_approval set used_by = $2 where id = $1`, [approvalId, baseRunId]);
	return true;
}
