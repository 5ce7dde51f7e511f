import type { Transaction } from '../db';
import { ExternalError, InputError } from '../kernel/errors';
import type { TaskOffice } from './kind';
import type { SideEffect, StepIdentity } from './sideEffect';
import { identityOf, taskLeaseSeconds, type StepPlace } from './stepRecord';
import { closeEnclosedSteps, listStepsToUndo, lockStep, recordUndo, type Step } from './steps';
import { changeTask, lockTask } from './tasks';

/** How an effect takes back what a recorded intent made. */
export interface Undo {
	takeBack(intent: unknown): Promise<UndoResult>;
	/** Puts the domain rows back that followed from the result. */
	readonly revert?: (transaction: Transaction, step: StepIdentity, intent: unknown, replaced: unknown) => Promise<void>;
	readonly encloses: readonly string[];
}
/** `left`: somebody else's object stands there now, and was not touched. */
export type UndoResult =
	{ readonly state: 'undone' | 'absent' } | { readonly state: 'left'; readonly evidence: string };

/** How an effect takes back what it made; undefined when it cannot. */
export function undoOf<Input, Intent, Result>(effect: SideEffect<Input, Intent, Result>): Undo | undefined {
	const { undo, revert } = effect;
	if (!undo) return undefined;
	return {
		encloses: effect.encloses ?? [],
		async takeBack(recorded) {
			const intent = effect.intent.parse(recorded);
			const found = await effect.readBack(intent);
			if (found.state === 'absent') return { state: 'absent' };
			if (found.state === 'foreign') return { state: 'left', evidence: found.evidence };
			try {
				await undo(intent, found.result);
			} catch (error) {
				// The panel may have removed it and lost its voice over it.
				if (!(error instanceof ExternalError) || !(error.outcomeUnknown || error.errorClass === 'not_found'))
					throw error;
				const left = await effect.readBack(intent);
				if (left.state === 'ours' || left.state === 'partly') throw error;
			}
			return { state: 'undone' };
		},
		revert:
			revert &&
			(async (transaction, step, recorded, replaced) =>
				await revert(transaction, step, effect.intent.parse(recorded), replaced)),
	};
}

/**
 * Takes back one step of a task that is being compensated, and records it. Doing it again changes nothing.
 *
 * @param undoNamed returns the undo of an effect by the effect's name.
 * @throws ExternalError in the vendor's words; the step is then still to be taken back.
 */
export async function undoStep(
	{ store }: Pick<TaskOffice, 'store'>,
	{ taskId, stepName, target }: StepPlace,
	undoNamed: (effect: string) => Undo | undefined,
): Promise<UndoResult & { readonly taskId: string; readonly stepName: string }> {
	const { step, task } = await store.asStaff(async (transaction) => {
		const task = await lockTask(transaction, taskId);
		const step = task && (await lockStep(transaction, taskId, stepName));
		if (!step) {
			throw new InputError(
				'stepName',
				`is unknown: the task has no step named ${stepName}`,
				'Take it from MSP Task → Step: Undo List.',
				'not_found',
			);
		}
		if (task.status !== 'compensating') {
			throw new InputError(
				'taskId',
				`is ${task.status}: only a task that is rolled back gives up its steps`,
				'Fail or cancel the task first.',
			);
		}
		// On another target nothing would be found, and what was made would stay where it is.
		if (target && step.targetId !== null && step.targetId !== target.id) {
			throw new InputError(
				target.type,
				`is ${target.name}, and the step was made on ${step.targetName ?? step.targetId}`,
				'Choose the one that Step: Undo List gives with the step.',
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
	const result = await undo.takeBack(step.intent);

	await store.asStaff(async (transaction) => {
		await lockTask(transaction, taskId);
		// Another run may have taken it back meanwhile, and what followed from it.
		const before = await lockStep(transaction, taskId, stepName);
		if (before?.status === 'undone') return;
		const evidence = result.state === 'left' ? `Left alone: ${result.evidence}` : null;
		if (result.state !== 'left' && before && before.replaced !== null) {
			const identity = { ...identityOf(task, { stepName }), targetId: before.targetId };
			await undo.revert?.(transaction, identity, before.intent, before.replaced);
		}
		await recordUndo(transaction, step.stepId, 'undone', evidence);
		if (result.state !== 'left' && undo.encloses.length > 0) await closeEnclosedSteps(transaction, step, undo.encloses);
		const { customerId, correlationId } = task;
		const subject = `${taskId}/${stepName}`;
		transaction.audit({ customerId, action: step.effect, subject, outcome: 'undone', detail: result, correlationId });
	});
	return { taskId, stepName, ...result };
}

/** What is still to be taken back of a task, last made first. */
export async function undoList({ store }: Pick<TaskOffice, 'store'>, taskId: string): Promise<Step[]> {
	return await store.asStaff(async (transaction) => await listStepsToUndo(transaction, taskId));
}
