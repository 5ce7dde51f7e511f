import type { Runner, RunOrigin, RunOutcome, RunRequest } from '../ansible';
import type { BackOffice, Transaction } from '../db';
import type { Vault } from '../kernel/encryption';
import { InputError } from '../kernel/errors';
import { approvalFor, type Allowance, type NeededApproval } from './approvalFor';
import { findApproval } from './approvals';
import { differingParts, fingerprintOf, newFingerprintKey } from './fingerprint';
import { refusedOutcome } from './follow';
import { existingRun, recordOutcome } from './outcome';
import { recordedRequest, sealSecrets, secretsOf } from './recorded';
import { findRun, insertRun, lockRun, updateApproval, type AnsibleRun } from './runs';

/** A run that is asked for. */
export interface AskedRun {
	/** Its `runId` is that of the first attempt, and `approved` follows from `approvalOf`. */
	readonly request: Omit<RunRequest, 'approved'>;
	/** The check run whose approval a change needs. */
	readonly approvalOf?: string;
	readonly step?: { readonly taskId: string; readonly stepName: string } | null;
}

export interface PlannedAttempt {
	readonly run: AnsibleRun;
	/** True when an earlier try, or somebody else, had planned it. */
	readonly known?: boolean;
	readonly approved?: RunOrigin;
	/** Why it may not run. The ledger has it, unless the run was known. */
	readonly refusal?: RunOutcome;
}

/**
 * Records an attempt before anything is started, or finds it.
 *
 * @throws InputError when its ID is of another run, or it was planned under another approval. ExternalError `busy` while
 *   nobody has decided.
 */
export async function planAttempt(
	transaction: Transaction,
	{ vault }: BackOffice,
	runner: Runner,
	{ request, approvalOf, step }: AskedRun,
	attempt: number,
): Promise<PlannedAttempt> {
	const baseRunId = request.runId;
	const runId = attempt === 1 ? baseRunId : `${baseRunId}.${attempt}`;
	const place = { taskId: step?.taskId ?? null, stepName: step?.stepName ?? null };
	const needed = approvalOf === undefined ? undefined : { request, approvalOf, baseRunId, taskId: place.taskId };
	const found = await findRun(transaction, runId);
	if (found) return await knownAttempt(transaction, vault, runner, found, { request, needed });
	const sealedKey = newFingerprintKey(vault);
	const allowed = needed && (await approvalFor(transaction, vault, runner, needed));
	const run = await insertRun(transaction, {
		...{ runId, baseRunId, attempt, runner, sealedKey, ...place, approvalId: allowed?.approvalId ?? null },
		request: recordedRequest(request),
		fingerprint: fingerprintOf(vault, sealedKey, runner, request),
		sealedSecrets: sealSecrets(vault, secretsOf(request)),
	});
	if (!run) {
		// Somebody else was faster, maybe with another request.
		const other = await existingRun(transaction, runId);
		return await knownAttempt(transaction, vault, runner, other, { request, needed });
	}
	if (allowed?.refusal !== undefined) {
		const outcome = refusedOutcome(run, allowed.refusal);
		// These are words of our own: a secret that is one of them would be told by what is missing.
		return { run, refusal: await recordOutcome(transaction, outcome, []) };
	}
	return { run, ...(await approvedOrigin(transaction, run)) };
}

async function knownAttempt(
	transaction: Transaction,
	vault: Vault,
	runner: Runner,
	found: AnsibleRun,
	{ request, needed }: Pick<AskedRun, 'request'> & { readonly needed: NeededApproval | undefined },
): Promise<PlannedAttempt> {
	mustBeTheSame(found, fingerprintOf(vault, found.sealedKey, runner, request), request.check);
	if (needed && found.status === 'planned') {
		// An approval is locked before the run that it is for, here and where a run is planned.
		const allowed: Allowance | { readonly approvalId: null; readonly refusal?: undefined } =
			found.approvalId === null ? await approvalFor(transaction, vault, runner, needed) : { approvalId: null };
		const run = (await lockRun(transaction, found.runId)) ?? found;
		if (run.status === 'planned') {
			// It is not refused in the ledger: whoever planned it may be about to start it.
			if (allowed.refusal !== undefined) {
				return { run, known: true, refusal: refusedOutcome(run, allowed.refusal) };
			}
			if (run.approvalId === null && allowed.approvalId !== null) {
				await updateApproval(transaction, run.runId, allowed.approvalId);
			} else {
				await mustBeUnder(transaction, run, needed.approvalOf);
			}
		}
	}
	const run = await existingRun(transaction, found.runId);
	return { run, known: true, ...(await approvedOrigin(transaction, run)) };
}

/** A run ID means one run: whoever comes with another request would get the result of this one. */
function mustBeTheSame(run: AnsibleRun, asked: AnsibleRun['fingerprint'], check: boolean): void {
	const differing = [
		...differingParts(run.fingerprint, asked),
		...(run.check === check ? [] : ['whether it is a check']),
	];
	if (differing.length === 0) return;
	throw new InputError(
		'runId',
		`is of another run (different: ${differing.join(', ')})`,
		'Give each run an ID of its own, or none.',
		'conflict',
	);
}

/** A run that was planned under one approval does not begin under another. */
async function mustBeUnder(transaction: Transaction, run: AnsibleRun, approvalOf: string): Promise<void> {
	const approval = run.approvalId === null ? undefined : await findApproval(transaction, run.approvalId);
	const shown = approval && (await existingRun(transaction, approval.runId));
	const asked = await existingRun(transaction, approvalOf);
	if (!shown || shown.baseRunId === asked.baseRunId) return;
	throw new InputError(
		'approvalOf',
		`is ${approvalOf}, and the run ${run.runId} was planned under the approval of ${shown.runId}`,
		'Give the run an ID of its own, or the check run that it was planned with.',
		'conflict',
	);
}

/** What a change that needs an approval may run, and nothing else. */
async function approvedOrigin(
	transaction: Transaction,
	{ approvalId }: AnsibleRun,
): Promise<{ readonly approved?: RunOrigin }> {
	const approval = approvalId === null ? undefined : await findApproval(transaction, approvalId);
	const shown = approval && (await findRun(transaction, approval.runId));
	if (!shown) return {};
	const { commit, changesHash, inventoryHash, hosts } = shown;
	return { approved: { commit, changesHash, inventoryHash, hosts } };
}
