import fc from 'fast-check';
import { z } from 'zod';
import { ExternalError } from '../../../core/kernel/errors';
import { runUnrecorded, runStep, undoOf, type SideEffect, type StepRecord } from '../../../core/tasks';

/** A process that dies: whatever it was about to do next does not happen. */
class Killed extends Error {}

interface Script {
	/** The call at which the process dies, once; 0 is never. */
	readonly dieAt: number;
	/** The panel makes the account, and its answer is lost, once. */
	readonly answerLost: boolean;
	/** The panel makes an account only so many calls after it was asked: a request that was still on its way. */
	readonly lateBy: number;
}

/** The store and the panel outlive the process that runs the step. */
function world({ dieAt, answerLost, lateBy }: Script) {
	const panel: Array<{ name: string; owner: string }> = [];
	const arriving: Array<{ name: string; owner: string; at: number }> = [];
	let step: { intent?: string; result?: string; failed?: string } = {};
	let calls = 0;
	let lost = answerLost;

	const call = () => {
		calls += 1;
		for (const late of arriving.filter(({ at }) => at <= calls)) {
			arriving.splice(arriving.indexOf(late), 1);
			if (!panel.some(({ name }) => name === late.name)) panel.push({ name: late.name, owner: late.owner });
		}
		if (calls === dieAt) throw new Killed();
	};

	const effect: SideEffect<string, string, string> = {
		name: 'account.create',
		intent: z.string(),
		result: z.string(),
		plan: async (wanted) => {
			call();
			if (panel.some(({ name }) => name === wanted))
				throw new ExternalError('exists', `${wanted} exists`, 'Choose another.');
			return await Promise.resolve({ intent: wanted });
		},
		apply: async (intent) => {
			call();
			if (panel.some(({ name }) => name === intent))
				throw new ExternalError('exists', `${intent} exists`, 'Choose another.');
			if (lost && lateBy > 0) {
				arriving.push({ name: intent, owner: 'task', at: calls + lateBy });
			} else {
				panel.push({ name: intent, owner: 'task' });
			}
			call();
			if (lost) {
				lost = false;
				throw new ExternalError('transport', 'timed out', 'Look whether it is there.');
			}
			return await Promise.resolve(`made ${intent}`);
		},
		readBack: async (intent) => {
			call();
			const found = panel.find(({ name }) => name === intent);
			if (!found) return await Promise.resolve({ state: 'absent' as const });
			if (found.owner !== 'task') return { state: 'foreign' as const, evidence: `${intent} belongs to ${found.owner}` };
			return { state: 'ours' as const, result: `made ${intent}` };
		},
		undo: async (intent) => {
			call();
			panel.splice(
				panel.findIndex(({ name }) => name === intent),
				1,
			);
			await Promise.resolve();
		},
	};

	const record: StepRecord<string, string, string> = {
		effect,
		begin: async (plan) => {
			call();
			if (step.result !== undefined) return { state: 'done', result: step.result };
			if (step.intent !== undefined) return { state: 'interrupted', intent: step.intent, secrets: {} };
			const { intent } = await plan();
			call();
			step = { intent };
			call();
			return { state: 'fresh', intent, secrets: {} };
		},
		succeed: async (result) => {
			call();
			step = { ...step, result };
			call();
			await Promise.resolve();
		},
		fail: async (error) => {
			step = { ...step, failed: error.errorClass };
			await Promise.resolve();
		},
	};
	return { panel, effect, record, step: () => step };
}

async function runUntilDone({ record }: ReturnType<typeof world>): Promise<string | undefined> {
	for (let tries = 0; tries < 8; tries++) {
		const result = await runStep(record, 'acme').catch((error: unknown) => {
			if (error instanceof Killed || error instanceof ExternalError) return undefined;
			throw error;
		});
		if (result !== undefined) return result;
	}
	return undefined;
}

describe('runStep', () => {
	test.each([false, true])(
		'killed between any two lines, the panel has it once (answer lost: %s)',
		async (answerLost) => {
			for (let dieAt = 0; dieAt < 14; dieAt++) {
				const scene = world({ dieAt, answerLost, lateBy: 0 });
				expect({ dieAt, result: await runUntilDone(scene), panel: scene.panel }).toEqual({
					dieAt,
					result: 'made acme',
					panel: [{ name: 'acme', owner: 'task' }],
				});
			}
		},
	);

	test('a request that arrives after it was given up is adopted, wherever the process dies', async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1, max: 9 }), async (dieAt, lateBy) => {
				const scene = world({ dieAt, answerLost: true, lateBy });
				expect(await runUntilDone(scene)).toBe('made acme');
				expect(scene.panel).toEqual([{ name: 'acme', owner: 'task' }]);
			}),
			{ numRuns: 200 },
		);
	});

	test("somebody else's object is a lasting conflict, and is not touched", async () => {
		const scene = world({ dieAt: 0, answerLost: false, lateBy: 0 });
		const foreign = { name: 'acme', owner: 'somebody else' };
		const plan = scene.effect.plan.bind(scene.effect);
		const overtaken = {
			...scene.effect,
			plan: async (input: string) => {
				const planned = await plan(input);
				scene.panel.push(foreign);
				return planned;
			},
		};
		await expect(runStep({ ...scene.record, effect: overtaken }, 'acme')).rejects.toMatchObject({
			errorClass: 'exists',
			vendorMessage: 'acme belongs to somebody else',
		});
		expect(scene.panel).toEqual([foreign]);
		expect(scene.step().failed).toBe('exists');
	});

	test('a definite failure is recorded with its class and thrown on', async () => {
		const scene = world({ dieAt: 0, answerLost: false, lateBy: 0 });
		const full = {
			...scene.effect,
			apply: async () => await Promise.reject(new ExternalError('limit', 'no accounts left', 'Raise the limit.')),
		};
		await expect(runStep({ ...scene.record, effect: full }, 'acme')).rejects.toMatchObject({ errorClass: 'limit' });
		expect(scene.step().failed).toBe('limit');
	});

	test('without a task an unknown outcome is read back all the same', async () => {
		const scene = world({ dieAt: 0, answerLost: true, lateBy: 0 });
		expect(await runUnrecorded(scene.effect, 'acme')).toBe('made acme');
		expect(scene.panel).toHaveLength(1);
	});
});

describe('undoOf', () => {
	test('takes back what is ours, and says so where nothing is there', async () => {
		const scene = world({ dieAt: 0, answerLost: false, lateBy: 0 });
		await runUntilDone(scene);
		const undo = undoOf(scene.effect);
		expect(await undo?.takeBack('acme')).toEqual({ state: 'undone' });
		expect(await undo?.takeBack('acme')).toEqual({ state: 'absent' });
		expect(scene.panel).toEqual([]);
	});

	test("leaves somebody else's object alone and tells whose it is", async () => {
		const scene = world({ dieAt: 0, answerLost: false, lateBy: 0 });
		scene.panel.push({ name: 'acme', owner: 'somebody else' });
		expect(await undoOf(scene.effect)?.takeBack('acme')).toEqual({
			state: 'left',
			evidence: 'acme belongs to somebody else',
		});
		expect(scene.panel).toHaveLength(1);
	});

	test('a removal whose answer was lost counts when nothing is left, and fails when something is', async () => {
		const lost = new ExternalError('transport', 'timed out', 'Look again.');
		const scene = world({ dieAt: 0, answerLost: false, lateBy: 0 });
		await runUntilDone(scene);
		const undoNothing = undoOf({ ...scene.effect, undo: async () => await Promise.reject(lost) });
		await expect(undoNothing?.takeBack('acme')).rejects.toBe(lost);
		const remove = scene.effect.undo?.bind(scene.effect);
		const undoAndLose = undoOf({
			...scene.effect,
			undo: async (intent: string, result: string) => {
				await remove?.(intent, result);
				throw lost;
			},
		});
		expect(await undoAndLose?.takeBack('acme')).toEqual({ state: 'undone' });
	});

	test('an effect without an undo has none', () => {
		const { effect } = world({ dieAt: 0, answerLost: false, lateBy: 0 });
		expect(undoOf({ ...effect, undo: undefined })).toBeUndefined();
	});
});
