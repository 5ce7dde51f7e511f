import { z } from 'zod';
import { InputError } from '../../core/kernel/errors';
import { openStep, runStep, runUnrecorded, type SideEffect, type Target, type TaskOffice } from '../../core/tasks';
import { additional, text } from './field';
import { textLimits } from '../../core/kernel/textLimits';

/** Makes a change: once for the task and step that the operator named, or straight away where none is named. */
export type Perform = <Input, Intent, Result>(
	effect: SideEffect<Input, Intent, Result>,
	input: Input,
) => Promise<Result>;

/** The option of each operation that changes the outside world. */
export const durableStepFields = {
	durableStep: additional(
		'Durable Step',
		{
			taskId: text('Task ID', z.string().max(textLimits.token), {
				description: 'The task that the change belongs to',
				placeholder: 'e.g. {{ $json.taskId }}',
			}),
			stepName: text('Step Name', z.string().max(textLimits.key), {
				description: 'A name of its own within the task. A step that is done is not done again.',
				placeholder: 'e.g. account',
			}),
		},
		{
			placeholder: 'Add Task or Step',
			description: 'Give both to make the change once for a task, whatever dies in between',
		},
	),
} as const;

export interface StepChoice {
	readonly taskId: string;
	readonly stepName: string;
}

const given = z.object({ taskId: z.string().optional(), stepName: z.string().optional() });
const uuid = z.uuid();

/**
 * The task and the step that the operator named; undefined where none is.
 *
 * @throws InputError where only one of the two is given, or the task ID is not one.
 */
export function stepChoice(parameter: unknown): StepChoice | undefined {
	const { taskId, stepName } = given.parse(parameter ?? {});
	if (!taskId && !stepName) return undefined;
	if (!stepName) throw new InputError('durableStep.stepName', 'is missing', 'Name the step, such as account.');
	if (!taskId || !uuid.safeParse(taskId).success) {
		throw new InputError('durableStep.taskId', 'is not a task ID', 'Take it from MSP Task → Task: Claim.');
	}
	return { taskId, stepName };
}

/**
 * How an item's change is made.
 *
 * @param office may be absent when no durable step is chosen.
 * @param target the server record that the change is made on, so that it can be taken back there.
 * @throws InputError when a durable step is chosen and there is no back office that could keep it.
 */
export function performer(step: StepChoice | undefined, office: TaskOffice | undefined, target?: Target): Perform {
	if (!step) return runUnrecorded;
	if (!office) {
		throw new InputError(
			'durableStep',
			'needs the back office',
			'Choose the MSP Database credential, and connect through a server record.',
		);
	}
	return async (effect, input) => await runStep(openStep(office, { ...step, target }, effect), input);
}
