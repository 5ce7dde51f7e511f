import { ExternalError, type ErrorClass } from '../../core/kernel/errors';
import { runStep, type Secrets, type SideEffect, type StepRecord } from '../../core/tasks';
import { Killed } from './memoryPanel';

/** A step that is remembered as the store would, run until it ends, whatever dies in between. */
export interface Step {
	readonly effect: string;
	intent?: unknown;
	/** `ok`, or the class of what failed for good; undefined while nobody knows. */
	outcome?: 'ok' | ErrorClass;
	run(): Promise<void>;
}

export function stepOf<Input, Intent, Result>(effect: SideEffect<Input, Intent, Result>, input: Input): Step {
	let recorded: { intent: Intent; secrets: Secrets } | undefined;
	let result: Result | undefined;
	const record: StepRecord<Input, Intent, Result> = {
		effect,
		begin: async (plan) => {
			if (result !== undefined) return { state: 'done', result };
			if (recorded) return { state: 'interrupted', ...recorded };
			const { intent, secrets = {} } = await plan();
			// The store keeps JSON.
			recorded = { intent: effect.intent.parse(JSON.parse(JSON.stringify(intent))), secrets };
			step.intent = recorded.intent;
			return { state: 'fresh', ...recorded };
		},
		succeed: async (given) => {
			result = effect.result.parse(JSON.parse(JSON.stringify(given)));
			await Promise.resolve();
		},
		fail: async () => await Promise.resolve(),
	};
	const step: Step = {
		effect: effect.name,
		run: async () => {
			try {
				await runStep(record, input);
				step.outcome = 'ok';
			} catch (error) {
				if (error instanceof Killed) return;
				if (!(error instanceof ExternalError)) throw error;
				if (!error.transient) step.outcome = error.errorClass;
			}
		},
	};
	return step;
}

export async function runToTheEnd(step: Step): Promise<void> {
	for (let tries = 0; step.outcome === undefined && tries < 60; tries++) await step.run();
}
