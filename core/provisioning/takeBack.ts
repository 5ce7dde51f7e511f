import type { Runner } from '../ansible';
import { InputError } from '../kernel/errors';
import { listSteps, undoOf, undoStep, type Step, type TaskOffice, type Undo, type UndoResult } from '../tasks';
import { latestAttempt, playbookRun, runIntent } from '../ansibleRuns';
import { checkEffect } from './checkFirst';
import { undoNamed } from './effects';
import type { ServiceDoors } from './carryOut';
import { changesByPlaybook, serviceRun } from './playbooks';
import type { ChangeKind } from './serviceChange';

export interface StepToTakeBack {
	readonly taskId: string;
	readonly stepName: string;
	/** How long a playbook may run. */
	readonly timeoutSeconds: number;
}

/**
 * Takes back one step of a task that is rolled back, where it was made: on the panel of its server, or by the playbook that
 * does the opposite. A run of its own that goes on is ended; what it has changed stays, and is named. A repeat changes nothing.
 *
 * @throws ExternalError in the words of the panel or of Ansible; the step is then still to be taken back. InputError when
 *   there is no such step, or nobody can take it back.
 */
export async function takeBack(
	office: TaskOffice,
	doors: ServiceDoors,
	{ taskId, stepName, timeoutSeconds }: StepToTakeBack,
): Promise<UndoResult & { readonly taskId: string; readonly stepName: string }> {
	const steps = await office.store.asStaff(async (transaction) => await listSteps(transaction, taskId));
	const step = steps.find(({ name }) => name === stepName);
	const undos = step ? await undosFor(office, doors, step, timeoutSeconds) : () => undefined;
	return await undoStep(office, { taskId, stepName }, undos);
}

/** A run of its own, and the check of a change. */
const runEffects: ReadonlySet<string> = new Set(['ansible.run', checkEffect]);

async function undosFor(
	office: TaskOffice,
	doors: ServiceDoors,
	{ name, effect, targetId, intent }: Step,
	timeoutSeconds: number,
): Promise<(effect: string) => Undo | undefined> {
	if (runEffects.has(effect)) {
		const undo = undoOf(playbookRun(office, await runnerOf(office, doors, intent)));
		return () => undo;
	}
	const kinds = Object.keys(changesByPlaybook) as ChangeKind[];
	const kind = kinds.find((known) => changesByPlaybook[known].effect === effect);
	if (kind) {
		const undo = undoOf(serviceRun(office, await doors.runner(), kind, { timeoutSeconds }));
		return () => undo;
	}
	if (targetId === null) {
		throw new InputError('stepName', `'${name}' (${effect}) was made on no server`, 'Take it back by hand.');
	}
	return undoNamed((await doors.panel(targetId)).panel);
}

/** The runner of playbooks knows nothing of a script. */
async function runnerOf(office: TaskOffice, doors: ServiceDoors, intent: unknown): Promise<Runner> {
	const { runner, scripts = runner } = await doors.runner();
	const { data } = runIntent.safeParse(intent);
	const latest = data && (await latestAttempt(office, data));
	return latest?.runnerKind === 'scripts' ? scripts : runner;
}
