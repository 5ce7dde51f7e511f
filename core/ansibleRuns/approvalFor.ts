import type { Runner, RunRequest } from '../ansible';
import type { Transaction } from '../db';
import type { Vault } from '../kernel/encryption';
import { ExternalError } from '../kernel/errors';
import { findApproval, findApprovalOfRun, takeApproval } from './approvals';
import { differingParts, fingerprintOf } from './fingerprint';
import { existingRun } from './outcome';
import { findLatestAttempt, type AnsibleRun } from './runs';

export interface NeededApproval {
	readonly request: Omit<RunRequest, 'approved'>;
	/** The check run, by the ID of any of its attempts. */
	readonly approvalOf: string;
	readonly baseRunId: string;
	readonly taskId: string | null;
}

/** Why a change may not run, or the approval that it runs under. */
export type Allowance =
	| { readonly approvalId: string; readonly refusal?: undefined }
	| { readonly approvalId: null; readonly refusal: string };

/**
 * Whether a change is what a person approved. What only the backend can see, it compares right before it starts.
 *
 * @throws ExternalError of class `busy` while nobody has decided.
 */
export async function approvalFor(
	transaction: Transaction,
	vault: Vault,
	runner: Pick<Runner, 'kind' | 'name'>,
	{ request, approvalOf, baseRunId, taskId }: NeededApproval,
): Promise<Allowance> {
	const shown = await shownRun(transaction, approvalOf);
	const approval = await findApprovalOfRun(transaction, shown.runId);
	if (approval === undefined) return refused(`Nobody was asked to approve the check run ${shown.runId}`);
	const { status, approvalId, decidedBy } = approval;
	if (status === 'asked') {
		throw new ExternalError(
			'busy',
			`the check run ${shown.runId} waits for approval until ${approval.until.toISOString()}`,
			'Nothing was started. Go on when somebody has approved it.',
		);
	}
	if (status === 'declined')
		return refused(`${decidedBy ?? 'Somebody'} declined what the check run ${shown.runId} showed`);
	if (status === 'expired') return refused(`Nobody approved the check run ${shown.runId} in time`);

	const differing = differingParts(shown.fingerprint, fingerprintOf(vault, shown.sealedKey, runner, request));
	if (differing.length > 0) {
		return refused(
			`${decidedBy ?? 'Somebody'} approved another run than this one (different: ${differing.join(', ')})`,
		);
	}
	if (!(await takeApproval(transaction, approvalId, baseRunId, taskId))) {
		const usedBy = (await findApproval(transaction, approvalId))?.usedBy ?? 'before';
		return refused(`The approval of ${shown.runId} was for the run ${usedBy}, which used it`);
	}
	return { approvalId };
}

const refused = (why: string): Allowance => ({
	approvalId: null,
	refusal: `${why}. Make a check run, and have it approved.`,
});

/** The newest attempt of the check run: an older one shows what is no longer so. */
async function shownRun(transaction: Transaction, runId: string): Promise<AnsibleRun> {
	const { baseRunId } = await existingRun(transaction, runId);
	return (await findLatestAttempt(transaction, baseRunId)) ?? (await existingRun(transaction, runId));
}
