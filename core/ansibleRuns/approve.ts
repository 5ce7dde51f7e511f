import { randomUUID } from 'node:crypto';
import type { BackOffice, Transaction } from '../db';
import { InputError } from '../kernel/errors';
import type { Language } from '../kernel/languages';
import type { AnsibleRunData } from '../messages';
import { findTask, hastenTask, hastenTasks, lockExistingTask, postponeTask, type Task } from '../tasks';
import {
	findApproval,
	findApprovalOfRun,
	updateDecision,
	upsertApproval,
	type ApprovalDecision,
	type RunApproval,
} from './approvals';
import { recordAwaiting } from './awaited';
import { selectHostResults } from './hostResults';
import { linkToRun, sealRunTicket } from './links';
import { withoutTicket } from './list';
import { existingRun, outcomeOf } from './outcome';
import { reportOf } from './report';
import { findLatestAttempt, type AnsibleRun } from './runs';

export type ShownApproval = Omit<RunApproval, 'sealedTicket' | 'awaitedBy'>;

export interface AskedApproval extends ShownApproval {
	/** Whoever has it can approve: it belongs in the mail to the operator, and nowhere else. */
	readonly approvalUrl: string;
	/** ISO 8601. */
	readonly approvalUntil: string;
	/** The data of the Ansible Approval mail. */
	readonly report: AnsibleRunData;
	/** False when it had been asked before; then it is the same approval and link. */
	readonly asked: boolean;
}

export interface ApprovalQuestion {
	/** The check run, by the ID of any of its attempts. */
	readonly runId: string;
	/** The address of the page that shows it. */
	readonly page: string;
	readonly language: Language;
	/** How long the answer may take. */
	readonly hours: number;
}

const linkOwner = 'ansible:approval-link';

/**
 * Asks for approval of the change that a check run has shown. A repeat returns the same approval with the same link; after
 * the time is over it is asked anew.
 *
 * @throws InputError when the run is no check, or has not shown what would change.
 */
export async function askForApproval(
	{ store, vault }: BackOffice,
	{ runId, page, language, hours }: ApprovalQuestion,
): Promise<AskedApproval> {
	return await store.asStaff(async (transaction) => {
		const run = await newestAttempt(transaction, runId);
		mustBeApprovable(run);
		const approvalId = randomUUID();
		const ticket = sealRunTicket(vault, 'approval', { id: approvalId, language, until: null });
		// Refuses the address before anything is asked.
		linkToRun(page, ticket);
		const asked = await upsertApproval(transaction, {
			...{ approvalId, runId: run.runId, taskId: run.taskId, seconds: hours * 3_600 },
			sealedTicket: vault.seal(linkOwner, ticket),
		});
		const approval = asked ?? (await findApprovalOfRun(transaction, run.runId));
		if (!approval) throw new RangeError(`the approval of ${run.runId} was not recorded`);
		if (asked) audit(transaction, 'ansible.ask', run.runId, { until: approval.until });
		return {
			...withoutTicket(approval),
			approvalUrl: linkToRun(page, vault.open(linkOwner, approval.sealedTicket)),
			approvalUntil: approval.until.toISOString(),
			report: reportOf(run, outcomeOf(run, await selectHostResults(transaction, run.runId))),
			asked: asked !== undefined,
		};
	});
}

/** What was asked of a check run, and what came of it; undefined when nobody was asked. */
export async function approvalOf(
	{ store }: Pick<BackOffice, 'store'>,
	runId: string,
): Promise<ShownApproval | undefined> {
	return await store.asStaff(async (transaction) => {
		const { runId: newest } = await newestAttempt(transaction, runId);
		const approval = await findApprovalOfRun(transaction, newest);
		return approval && withoutTicket(approval);
	});
}

/**
 * Lets a task wait until its approval is decided or the time is over. One that was decided meanwhile does not wait.
 *
 * @throws InputError when nobody was asked, or the task does not run: one that is over would be taken up again.
 */
export async function awaitApproval(
	{ store }: Pick<BackOffice, 'store'>,
	{ runId, taskId, statusDetail }: { readonly runId: string; readonly taskId: string; readonly statusDetail: string },
): Promise<ShownApproval & { readonly waits: boolean }> {
	return await store.asStaff(async (transaction) => {
		const task = await lockExistingTask(transaction, taskId);
		const run = await newestAttempt(transaction, runId);
		const approval = await findApprovalOfRun(transaction, run.runId);
		if (!approval) {
			throw new InputError(
				'runId',
				`is of a run that nobody was asked to approve: ${run.runId}`,
				'Put Ansible → Run: Ask for Approval before it.',
				'conflict',
			);
		}
		if (!(await recordAwaiting(transaction, approval.approvalId, taskId))) {
			// Somebody may have decided after it was read.
			const decided = (await findApproval(transaction, approval.approvalId)) ?? approval;
			return { ...withoutTicket(decided), waits: false };
		}
		// A repeat of this call finds what it did.
		if (task.status !== 'waiting' || task.statusDetail !== statusDetail) {
			mustRun(task);
			const seconds = Math.max(1, Math.ceil(approval.secondsLeft));
			await postponeTask(transaction, task, { seconds, statusDetail });
		}
		return { ...withoutTicket(approval), waits: true };
	});
}

function mustRun({ taskId, status }: Pick<Task, 'taskId' | 'status'>): void {
	if (status === 'running') return;
	throw new InputError(
		'taskId',
		`is ${status}, and only a running task can wait: ${taskId}`,
		'Claim the task before it, and let no branch of its roll-back come here.',
		'conflict',
	);
}

/** What became of a decision. */
export type Decided =
	| { readonly state: 'decided'; readonly approval: RunApproval }
	/** Somebody was faster, or it was too late. */
	| { readonly state: 'over'; readonly approval: RunApproval }
	/** The check was made again after the question. */
	| { readonly state: 'changed'; readonly approval: RunApproval }
	/** Its task was stopped or is over: nothing would follow. */
	| { readonly state: 'stopped'; readonly approval: RunApproval }
	/** The check run did not go well, and nobody said that it is to be run all the same. */
	| { readonly state: 'unconfirmed'; readonly approval: RunApproval }
	| { readonly state: 'unknown' };

export interface Decision extends Omit<ApprovalDecision, 'despiteVerdict'> {
	/** True when whoever approves says that it is to be run although the check failed. */
	readonly despiteFailure: boolean;
}

/** Decides on an approval, once. The tasks that wait for it are due at once. */
export async function decide(
	{ store }: Pick<BackOffice, 'store'>,
	approvalId: string,
	{ despiteFailure, ...decision }: Decision,
): Promise<Decided> {
	return await store.asStaff(async (transaction) => {
		const asked = await findApproval(transaction, approvalId);
		if (!asked) return { state: 'unknown' };
		const task = asked.taskId === null ? undefined : await lockExistingTask(transaction, asked.taskId);
		if (await wasMadeAgain(transaction, asked)) return { state: 'changed', approval: asked };
		if (asked.status === 'asked' && task && isStopped(task)) return { state: 'stopped', approval: asked };
		const despiteVerdict = decision.decision === 'approved' ? await failureOf(transaction, asked) : null;
		if (asked.status === 'asked' && despiteVerdict !== null && !despiteFailure) {
			return { state: 'unconfirmed', approval: asked };
		}
		const decided = await updateDecision(transaction, approvalId, { ...decision, despiteVerdict });
		if (!decided) return { state: 'over', approval: (await findApproval(transaction, approvalId)) ?? asked };
		audit(transaction, decision.decision === 'approved' ? 'ansible.approve' : 'ansible.decline', asked.runId, {
			by: decision.by,
			reason: decision.reason,
			...(despiteVerdict !== null && { despiteVerdict }),
		});
		if (task) await hastenTask(transaction, task);
		await hastenTasks(
			transaction,
			decided.awaitedBy.filter((taskId) => taskId !== asked.taskId),
		);
		return { state: 'decided', approval: decided };
	});
}

/** How the check run of an approval failed; null when it went well. */
async function failureOf(
	transaction: Transaction,
	{ runId }: Pick<RunApproval, 'runId'>,
): Promise<RunApproval['despiteVerdict']> {
	const { verdict } = await existingRun(transaction, runId);
	return verdict === 'failed' || verdict === 'unreachable' ? verdict : null;
}

/** Whether the check run was made anew after it was shown. */
export async function wasMadeAgain(transaction: Transaction, { runId }: Pick<RunApproval, 'runId'>): Promise<boolean> {
	return (await newestAttempt(transaction, runId)).runId !== runId;
}

/** Whether the task that waits for an approval goes on no more. */
export async function taskIsStopped(
	transaction: Transaction,
	{ taskId }: Pick<RunApproval, 'taskId'>,
): Promise<boolean> {
	const task = taskId === null ? undefined : await findTask(transaction, taskId);
	return task !== undefined && isStopped(task);
}

const isStopped = ({ status, cancelRequested }: Pick<Task, 'status' | 'cancelRequested'>) =>
	cancelRequested ||
	status === 'compensating' ||
	status === 'cancelled' ||
	status === 'failed' ||
	status === 'completed';

async function newestAttempt(transaction: Transaction, runId: string): Promise<AnsibleRun> {
	const run = await existingRun(transaction, runId);
	return (await findLatestAttempt(transaction, run.baseRunId)) ?? run;
}

function mustBeApprovable({ runId, check, verdict, status }: AnsibleRun): void {
	const why = !check
		? 'is no check run'
		: verdict === null
			? `is ${status}`
			: verdict === 'ok' || verdict === 'failed' || verdict === 'unreachable'
				? undefined
				: `has not shown what would change: ${verdict}`;
	if (why === undefined) return;
	throw new InputError(
		'runId',
		`is of a run that ${why}: ${runId}`,
		'Ask for the approval of a check run that has ended.',
		'conflict',
	);
}

function audit(transaction: Transaction, action: string, subject: string, detail: Record<string, unknown>): void {
	transaction.audit({ customerId: null, action, subject, outcome: 'done', detail, correlationId: subject });
}
