import { randomUUID } from 'node:crypto';
import type { RunRequest } from '../../core/ansible';
import { playbookRun, RunFailed, type PlaybookRunOptions, type RunResult } from '../../core/ansibleRuns';
import { claimTask, openStep, runStep, type TaskOffice } from '../../core/tasks';
import type { memoryRunner } from './memoryRunner';
import { seedTask } from './provisioningScene';

/** A secret that must be found nowhere in the open. */
export const canary = 'Canary-4c81e0';

/** A request with a bit of everything. */
export function runRequest(more: Partial<RunRequest> = {}): RunRequest {
	return {
		runId: `run-${randomUUID()}`,
		work: { kind: 'playbook', playbook: 'site.yml' },
		project: 'servers',
		inventory: { kind: 'default' },
		limit: { kind: 'names', names: ['web'] },
		tags: [],
		skipTags: [],
		variables: { site: 'example.com' },
		secretVariables: { site_password: canary },
		templates: [],
		vaultPassword: `${canary}-vault`,
		check: false,
		diff: true,
		become: false,
		verbosity: 0,
		timeoutSeconds: 60,
		...more,
	};
}

/** What a durable step asks for: it gets its run ID when it is planned. */
export function stepInput({ runId: _, ...request }: RunRequest) {
	return request;
}

/** No pause between two tries after a lost connection. */
export const impatient: PlaybookRunOptions = { wait: { pausesMs: [1, 1] } };

/** A claimed task of its own, and its step that runs a playbook. */
export async function runningTask(office: TaskOffice, plan: { customerId: string; planId: string }, name: string) {
	const taskId = await seedTask(office, plan, `${name}.example`);
	await claimTask(office, taskId);
	const place = { taskId, stepName: 'configure' };
	return {
		taskId,
		place,
		run: async (
			played: ReturnType<typeof memoryRunner>,
			request = runRequest(),
			store = office.store,
			options = impatient,
			approvalOf?: string,
		): Promise<RunResult> => {
			const here = { ...office, store };
			const effect = playbookRun(here, played.runner, options);
			return await runStep(openStep(here, place, effect), {
				...stepInput(request),
				...(approvalOf !== undefined && { approvalOf }),
			});
		},
	};
}

/** The error of a run that did not go well. */
export async function failureOf(run: Promise<unknown>): Promise<RunFailed> {
	const error = await run.then(
		() => undefined,
		(failed: unknown) => failed,
	);
	if (error instanceof RunFailed) return error;
	throw new Error(`no failed run: ${String(error)}`);
}
