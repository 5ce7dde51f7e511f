import type { Runner } from '../ansible';
import { InputError } from '../kernel/errors';
import type { AnsibleRun } from './runs';

/**
 * Another place knows nothing of a run, and would say that there is none.
 *
 * @throws InputError when the run was started elsewhere.
 */
export function mustRunAt(
	{ kind, name }: Pick<Runner, 'kind' | 'name'>,
	{ runId, runnerKind, runnerName }: Pick<AnsibleRun, 'runId' | 'runnerKind' | 'runnerName'>,
): void {
	if (kind === runnerKind && name.slice(0, 300) === runnerName) return;
	throw new InputError('runOn', `is ${name}, and the run ${runId} is at ${runnerName}`, 'Choose where it was started.');
}
