import { InputError } from '../../core/kernel/errors';
import { compareVersions } from '../../core/n8nInstance';
import type { Copies, Mark } from '../../core/starterWorkflows';

/** Whether a workflow came with a later version of the pack than this one. */
export const isNewerThan = (version: string, mark: Mark): boolean =>
	mark.version !== 'unknown' && compareVersions(mark.version, version) > 0;

/** @throws InputError when an upgrade would bring an older version, as one by a stale copy of the pack does. */
export function checkNotOlder(version: string, installed: readonly Copies[]): void {
	const copies = installed.flatMap(({ main, others }) => [main, ...others]);
	const [newest] = copies
		.filter(({ mark }) => isNewerThan(version, mark))
		.sort((one, other) => compareVersions(other.mark.version, one.mark.version));
	if (!newest) return;
	const { workflow, mark } = newest;
	throw new InputError(
		'upgrade',
		`would bring older workflows: '${workflow.name}' is of ${mark.version}, and this command brings ${version}`,
		`Take a newer command: npx --package n8n-nodes-msp@${mark.version} -- msp-workflows upgrade. To go back on purpose, remove the workflows, and install them again.`,
		'conflict',
	);
}
