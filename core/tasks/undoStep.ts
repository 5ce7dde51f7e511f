import { InputError, ExternalError } from '../kernel/errors';
import type { BackOffice, Transaction } from '../db';
import { closeStepsOfAccount, listSteps, lockStep, recordUndo, type Step } from './steps';
import { changeTask, lockTask } from './tasks';
import type { SideEffect, StepIdentity } from './sideEffect';
import { taskLeaseSeconds } from './stepRecord';

/** Takes back what a recorded intent made. `left`: somebody else's object stands there now, and was not touched. */
export interface Undo {
	(intent: unknown): Promise<Undone>;
	/** Puts the domain rows back that followed from the result. */
	readonly revert?: (transaction: Transaction, step: StepIdentity, intent: unknown, settled: unknown) => Promise<void>;
}
export type Undone = { readonly state: 'undone' | 'absent' } | { readonly state: 'left'; readonly evidence: string };

/** How an effect takes back what it made; undefined where it cannot. */
export function undoOf<Wanted, Intent, Result>(effect: SideEffect<Wanted, Intent, Result>): Undo | undefined {
	if (!effect.undo) return undefined;
	const undo = effect.undo.bind(effect);
	const revert = effect.revert?.bind(effect);
	const takeBack = async (recorded: unknown): Promise<Undone> => {
		const intent = effect.intent.parse(recorded);
		const found = await effect.readBack(intent);
		if (found.state === 'absent') return { state: 'absent' };
		if (found.state === 'foreign') return { state: 'left', evidence: found.evidence };
		try {
			await undo(intent, found.result);
		} catch (error) {
			// The panel may have removed it and lost its voice over it.
			if (!(error instanceof ExternalError) || !(error.outcomeUnknown || error.errorClass === 'not_found')) throw error;
			const left = await effect.readBack(intent);
			if (left.state === 'ours' || left.state === 'partly') throw error;
		}
		return { state: 'undone' };
	};
	if (!revert) return takeBack;
	return Object.assign(takeBack, {
		revert: async (transaction: Transaction, step: StepIdentity, recorded: unknown, settled: unknown) =>
			await revert(transaction, step, effect.intent.parse(recorded), settled),
	});
}

/**
 * The steps of a task that made something which can be taken back, or may have, last made first.
 *
 * A step whose outcome was never known is among them: taking it back begins by looking.
 */
export function stepsToUndo(steps: readonly Step[]): Step[] {
	return steps
		.filter(({ canUndo, status, intent }) => canUndo && intent !== null && status !== 'undone')
		.sort((one, other) => other.position - one.position);
}

/**
 * Takes back one step of a task that is being compensated, and records it. Doing it again changes nothing.
 *
 * @param undoNamed gives the undo of an effect by the effect's name.
 * @throws ExternalError in the vendor's words; the step is then still to be taken back.
 */
export async function undoStep(
	{ store }: BackOffice,
	{ taskId, stepName }: { readonly taskId: string; readonly stepName: string },
	undoNamed: (effect: string) => Undo | undefined,
): Promise<Undone & { readonly taskId: string; readonly stepName: string }> {
	const { step, task } = await store.asStaff(async (transaction) => {
		const task = await lockTask(transaction, taskId);
		const step = await lockStep(transaction, taskId, stepName);
		if (!task || !step) {
			throw new InputError(
				'stepName',
				`is unknown: the task has no step named ${stepName}`,
				'Take it from MSP Provisioning → Step: Undo List.',
			);
		}
		if (task.status !== 'compensating') {
			throw new InputError(
				'taskId',
				`is ${task.status}: only a task that is rolled back gives up its steps`,
				'Fail or cancel the task first.',
			);
		}
		await changeTask(transaction, taskId, { leaseSeconds: taskLeaseSeconds });
		if (step.status !== 'undone') await recordUndo(transaction, step.stepId, 'undoing');
		return { step, task };
	});
	if (step.status === 'undone') return { taskId, stepName, state: 'absent' };

	const undo = undoNamed(step.effect);
	if (!undo)
		throw new InputError('stepName', `'${stepName}' (${step.effect}) cannot be taken back`, 'Take it back by hand.');
	const undone = await undo(step.intent);

	await store.asStaff(async (transaction) => {
		const evidence = undone.state === 'left' ? undone.evidence : null;
		// Another run may have taken it back meanwhile, and what followed from it.
		const before = await lockStep(transaction, taskId, stepName);
		if (before?.status === 'undone') return;
		if (undone.state !== 'left' && before && before.settled !== null) {
			const { customerId, serviceId, wish } = task;
			const identity = { taskId, stepName, customerId, serviceId, serverId: before.serverId, wish };
			await undo.revert?.(transaction, identity, before.intent, before.settled);
		}
		await recordUndo(transaction, step.stepId, 'undone', evidence && `Left alone: ${evidence}`);
		// What an account held went with it.
		if (undone.state !== 'left' && step.effect === 'account.create') await closeStepsOfAccount(transaction, step);
		transaction.audit({
			customerId: task.customerId,
			action: step.effect,
			subject: `${taskId}/${stepName}`,
			outcome: 'undone',
			detail: undone,
			correlationId: task.correlationId,
		});
	});
	return { taskId, stepName, ...undone };
}

/** What is still to be taken back of a task, last made first. */
export async function undoList({ store }: Pick<BackOffice, 'store'>, taskId: string): Promise<Step[]> {
	return stepsToUndo(await store.asStaff(async (transaction) => await listSteps(transaction, taskId)));
}
