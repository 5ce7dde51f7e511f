import type { RunName } from '../ansible';
import type { AnsibleRun } from './runs';

/** How a recorded run is found at its backend. */
export function nameOf(
	{ runId, reference, project, check }: Pick<AnsibleRun, 'runId' | 'reference' | 'project' | 'check'>,
	secrets: readonly string[] = [],
): RunName {
	return { runId, reference, project, check, secrets };
}
