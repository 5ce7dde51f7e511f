import { z } from 'zod';
import { InputError } from '../kernel/errors';
import type { BackOffice } from '../db';
import { lockStep, recordForeignResult } from './steps';
import { lockTask } from './tasks';
import type { SideEffect } from './sideEffect';
import { openStep, type StepPlace } from './stepRecord';

const nothing = z.object({});

/** A change that a node from elsewhere makes: the pack records that it was begun and done, and can neither look nor undo. */
const foreignEffect: SideEffect<unknown, Record<string, never>, unknown> = {
	name: 'foreign.run',
	intent: nothing,
	result: z.unknown(),
	plan: async () => await Promise.resolve({ intent: {} }),
	apply: async () => await Promise.resolve(undefined),
	readBack: async () => await Promise.resolve({ state: 'absent' }),
};

export type RunOnce = { readonly run: true } | { readonly run: false; readonly result: unknown };

/**
 * Tells whether a node from elsewhere is to run now as this step. Mark the step done after it.
 *
 * @param ifInterrupted what to do where an earlier run began the step and died: nobody knows whether the node ran.
 * @throws ExternalError of class `busy` while another run holds the step.
 */
export async function runOnce(
	backOffice: BackOffice,
	place: StepPlace,
	ifInterrupted: 'run_again' | 'treat_as_done',
): Promise<RunOnce> {
	const record = openStep(backOffice, place, foreignEffect);
	const begun = await record.begin(async () => await foreignEffect.plan({}));
	if (begun.state === 'done') return { run: false, result: begun.result };
	if (begun.state === 'fresh' || ifInterrupted === 'run_again') return { run: true };
	const result = { uncertain: true };
	await record.succeed(result);
	return { run: false, result };
}

/**
 * Records that the node which ran once has done its work, with what it gave. Doing it again keeps the first result.
 *
 * @throws InputError where the step was never begun.
 */
export async function markDone({ store }: BackOffice, { taskId, stepName }: StepPlace, result: unknown): Promise<void> {
	await store.asStaff(async (transaction) => {
		// In the order in which a run takes them: the task first.
		const task = await lockTask(transaction, taskId);
		const step = task && (await lockStep(transaction, taskId, stepName));
		if (!step || step.effect !== foreignEffect.name) {
			throw new InputError(
				'stepName',
				`is unknown: the task began no step named ${stepName}`,
				'Put MSP Provisioning → Step: Run Once before the node.',
			);
		}
		if (step.status === 'done') return;
		await recordForeignResult(transaction, step.stepId, result);
		transaction.audit({
			customerId: task.customerId,
			action: foreignEffect.name,
			subject: `${taskId}/${stepName}`,
			outcome: 'done',
			detail: {},
			correlationId: task.correlationId,
		});
	});
}
