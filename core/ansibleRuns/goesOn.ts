import { ExternalError } from '../kernel/errors';
import type { AnsibleRun } from './runs';

export function goesOn({ runId, runnerName }: Pick<AnsibleRun, 'runId' | 'runnerName'>): ExternalError {
	return new ExternalError(
		'busy',
		`the run ${runId} goes on at ${runnerName}`,
		'Come back later: a repeat goes on with the same run. Ansible → Run: Get shows it, and Run: Cancel ends it.',
	);
}
