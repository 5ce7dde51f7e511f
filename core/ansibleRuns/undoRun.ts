import type { HostResult, Runner } from '../ansible';
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
function leftBy({ runId, verdict, check, leftovers }: AnsibleRun, hosts: readonly HostResult[]): string[] {
	if (verdict === null || verdict === 'refused' || verdict === 'nothing_ran') return [];
	const changed = hosts.filter(check ? didInCheck : mayHaveChanged).map(({ host }) => host);
	const more = leftovers.length === 0 ? '' : `, and may have left ${leftovers.join(', ').slice(0, 300)}`;
	if (changed.length > 0) {
		return [`the run ${runId} (${verdict}) may have changed ${changed.join(', ').slice(0, 500)}${more}`];
	}
	if (more !== '') return [`the run ${runId} (${verdict}) changed nothing that is known${more}`];
	const told = hosts.length > 0 && verdict !== 'lost';
	return told || check ? [] : [`nobody knows what the run ${runId} (${verdict}) has changed`];
}

const didInCheck = ({ changes }: HostResult) => changes.some(({ done }) => done);
const mayHaveChanged = ({ counts: { changed, failed, rescued } }: HostResult) => changed + failed + rescued > 0;
