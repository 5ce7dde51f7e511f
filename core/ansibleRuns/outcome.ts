import { z } from 'zod';
import { hostStatuses, runVerdicts, type HostResult, type RunOutcome } from '../ansible';
import type { BackOffice, Transaction } from '../db';
import { InputError } from '../kernel/errors';
import { insertHostResults, selectHostResults } from './hostResults';
import { findRun, updateEnded, type AnsibleRun } from './runs';
import { shortenedOutcome } from './shortened';

/** What a step keeps of a run that ended. The rest is in the ledger, by its run ID. */
export const runResult = z.object({
	/** That of the attempt. */
	runId: z.string(),
	verdict: z.enum(runVerdicts),
	explanation: z.string(),
	check: z.boolean(),
	/** How many hosts came out how. */
	hosts: z.partialRecord(z.enum(hostStatuses), z.number()),
	stats: z.record(z.string(), z.json()),
	leftovers: z.array(z.string()),
	/** How many hosts a check run has changed all the same. */
	doneInCheck: z.number().default(0),
});
export type RunResult = Readonly<z.infer<typeof runResult>>;

export function resultOf({ runId, verdict, explanation, check, hosts, stats, leftovers }: RunOutcome): RunResult {
	const doneInCheck = check ? hosts.filter(({ changes }) => changes.some(({ done }) => done)).length : 0;
	return { runId, verdict, explanation, check, hosts: countStatuses(hosts), stats, leftovers, doneInCheck };
}

/** How many hosts came out how; a status that none has is left out. */
export function countStatuses(hosts: readonly HostResult[]): RunResult['hosts'] {
	const counts: Partial<Record<HostResult['status'], number>> = {};
	for (const { status } of hosts) counts[status] = (counts[status] ?? 0) + 1;
	return counts;
}

/** The outcome of a run as it was recorded; of one that has not ended, what is known. */
export function outcomeOf(run: AnsibleRun, hosts: readonly HostResult[]): RunOutcome {
	const { runId, explanation, exitCode, check, stats, warnings, logTail, notReported, leftovers } = run;
	const { commit, changesHash, inventoryHash } = run;
	return {
		...{ runId, exitCode, check, stats, warnings, logTail, notReported, leftovers },
		verdict: run.verdict ?? 'lost',
		explanation: run.verdict === null ? 'It has not ended.' : explanation,
		startedAt: run.startedAt?.toISOString() ?? null,
		endedAt: run.endedAt?.toISOString() ?? null,
		hosts: [...hosts],
		origin: { commit, changesHash, inventoryHash, hosts: run.hosts },
	};
}

/**
 * Records how a run came out, once, and returns what is recorded: whoever records it first decides.
 *
 * @param secrets values that are taken out.
 */
export async function recordOutcome(
	transaction: Transaction,
	outcome: RunOutcome,
	secrets: readonly string[],
): Promise<RunOutcome> {
	const kept = shortenedOutcome(outcome, secrets);
	if (await updateEnded(transaction, kept)) {
		await insertHostResults(transaction, kept.runId, kept.hosts);
		transaction.audit({
			customerId: null,
			correlationId: kept.runId,
			action: kept.check ? 'ansible.check' : 'ansible.run',
			subject: kept.runId,
			outcome: kept.verdict === 'ok' ? 'done' : 'failed',
			detail: { verdict: kept.verdict, explanation: kept.explanation, hosts: countStatuses(kept.hosts) },
		});
	}
	const run = await findRun(transaction, kept.runId);
	if (!run) throw new RangeError(`the run ${kept.runId} is not in the ledger`);
	return outcomeOf(run, await selectHostResults(transaction, kept.runId));
}

/** @throws InputError when there is no such run. */
export async function existingRun(transaction: Transaction, runId: string): Promise<AnsibleRun> {
	const run = await findRun(transaction, runId);
	if (run) return run;
	throw new InputError(
		'runId',
		`is unknown: no run has the ID ${runId}`,
		'Take it from Ansible → Run: List, or from the operation that started it.',
		'not_found',
	);
}

/**
 * The outcome of a run by its ID, as the ledger has it.
 *
 * @throws InputError when there is no such run, or it has not ended.
 */
export async function getOutcome({ store }: Pick<BackOffice, 'store'>, runId: string): Promise<RunOutcome> {
	return await store.asStaff(async (transaction) => {
		const run = await existingRun(transaction, runId);
		if (run.verdict === null) {
			throw new InputError('runId', `is of a run that is ${run.status}`, 'Wait until it has ended.', 'conflict');
		}
		return outcomeOf(run, await selectHostResults(transaction, runId));
	});
}
