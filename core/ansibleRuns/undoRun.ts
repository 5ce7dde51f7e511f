import type { HostResult, Runner, RunVerdict } from '../ansible';
import type { BackOffice } from '../db';
import { ExternalError } from '../kernel/errors';
import { selectHostResults } from './hostResults';
import { endRun } from './runOnce';
import { listAttempts, updateReported, type AnsibleRun } from './runs';
import type { RunWait } from './follow';

/**
 * Takes back a run as far as that goes: one that goes on is ended, and its verdict is waited for. What a run has changed stays.
 *
 * @throws ExternalError that names what stays as it is; `busy` when the run cannot be ended now. InputError when it runs
 *   elsewhere.
 */
export async function undoRun(office: BackOffice, runner: Runner, baseRunId: string, wait?: RunWait): Promise<void> {
	await endRun(office, runner, baseRunId, wait);
	const left = await office.store.asStaff(async (transaction) => {
		const told: string[] = [];
		for (const run of await listAttempts(transaction, baseRunId)) {
			const hosts = await selectHostResults(transaction, run.runId);
			told.push(...leftBy(run, hosts));
			// A retry of its task is another attempt.
			await updateReported(transaction, run.runId);
		}
		return told;
	});
	if (left.length === 0) return;
	throw new ExternalError(
		'invalid',
		`${left.join('; ')}: nothing takes that back by itself`,
		'Take it back by hand, or by a playbook that does the opposite.',
	);
}

/** What an attempt has changed and nobody takes back, in words. */
function leftBy(run: AnsibleRun, hosts: readonly HostResult[]): string[] {
	const { runId, verdict, check, leftovers, runnerKind } = run;
	if (verdict === null || verdict === 'refused' || verdict === 'nothing_ran') return [];
	const more = leftovers.length === 0 ? '' : `, and may have left ${leftovers.join(', ').slice(0, 300)}`;
	// A script tells how it ended, and nothing of what it did.
	if (runnerKind === 'scripts') return [`nobody knows what the script ${runId} (${verdict}) has changed${more}`];
	const changed = hosts.filter(check ? didInCheck : mayHaveChanged).map(({ host }) => host);
	const unknown = !check && (hosts.length === 0 || wasCutOff(verdict, hosts));
	if (changed.length > 0) {
		const names = changed.join(', ').slice(0, 500);
		const others = unknown ? ', and nobody knows what else' : '';
		return [`the run ${runId} (${verdict}) may have changed ${names}${others}${more}`];
	}
	if (unknown) return [`nobody knows what the run ${runId} (${verdict}) has changed${more}`];
	return more === '' ? [] : [`the run ${runId} (${verdict}) changed nothing that is known${more}`];
}

/** Whether a run was ended within its tasks: what such a task did is in no result. */
function wasCutOff(verdict: RunVerdict, hosts: readonly HostResult[]): boolean {
	if (verdict === 'failed') return !hosts.some(({ status }) => status === 'failed' || status === 'unreachable');
	return verdict === 'cancelled' || verdict === 'timed_out' || verdict === 'lost';
}

const didInCheck = ({ changes }: HostResult) => changes.some(({ done }) => done);

/** A task that failed or lost its host may have done a part of its work. A host that no task reached is as it was. */
const mayHaveChanged = ({ counts: { changed, failed, rescued, ignored, unreachable, ok } }: HostResult) =>
	changed + failed + rescued + ignored > 0 || (unreachable > 0 && ok > 0);
