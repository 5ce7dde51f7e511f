import { z } from 'zod';
import { InputError } from '../kernel/errors';
import type { TaskOffice } from './kind';
import type { SideEffect } from './sideEffect';
import { openStep, type StepPlace } from './stepRecord';
import { lockStep, recordExternalResult } from './steps';
import { lockTask } from './tasks';

const nothing = z.object({});

/** A change that a node from elsewhere makes: the pack records that it was begun and done, and can neither look nor undo. */
const externalEffect: SideEffect<unknown, Record<string, never>, unknown> = {
	name: 'external.run',
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
 * @param ifInterrupted what to do when an earlier run began the step and died: nobody knows whether the node ran.
 * @throws ExternalError of class `busy` while another run holds the step.
 */
export async function runOnce(
	office: TaskOffice,
	place: StepPlace,
	ifInterrupted: 'run_again' | 'treat_as_done',
): Promise<RunOnce> {
	const record = openStep(office, place, externalEffect);
	const begun = await record.begin(async () => await externalEffect.plan({}));
	if (begun.state === 'done') return { run: false, result: begun.result };
	if (begun.state === 'fresh' || ifInterrupted === 'run_again') return { run: true };
	const result = { uncertain: true };
	await record.succeed(result);
	return { run: false, result };
}

/**
 * Records that the node which ran once has done its work, with what it gave. Doing it again keeps the first result.
 *
 * @throws InputError when the step was never begun.
 */
export async function markDone(
	{ store }: Pick<TaskOffice, 'store'>,
	{ taskId, stepName }: StepPlace,
	result: unknown,
): Promise<void> {
	await store.asStaff(async (transaction) => {
		const task = await lockTask(transaction, taskId);
		const step = task && (await lockStep(transaction, taskId, stepName));
		if (!step || step.effect !== externalEffect.name) {
			throw new InputError(
				'stepName',
				`is unknown: the task began no step named ${stepName}`,
				'Put MSP Task → Step: Run Once before the node.',
				'not_found',
			);
		}
		if (step.status === 'done') return;
		await recordExternalResult(transaction, step.stepId, result);
		const { customerId, correlationId } = task;
		const [action, subject] = [externalEffect.name, `${taskId}/${stepName}`];
		transaction.audit({ customerId, action, subject, outcome: 'done', detail: {}, correlationId });
	});
}
