import { InputError } from '../../kernel/errors';
import type { HttpConditions } from '../../kernel/http';
import { narrowed } from '../api/narrowInventory';
import type { RunName, Runner } from '../runner';
import { readInventory } from './inventory';
import type { SemaphoreLogin } from './login';
import { lookAt, placeOf, type EndedTasks } from './look';
import { notReported } from './outcome';
import { findInventory, findProject, openSemaphoreApi } from './semaphore';
import { prepare, startTask } from './start';
import { endTask, standardPauses, type Pauses } from './tasks';
import { testSemaphore } from './test';

export type { SemaphoreLogin } from './login';
export type { Pauses as SemaphorePauses } from './tasks';

/** The dependencies of the runner. A test can replace them. */
export interface SemaphoreConditions {
	readonly http?: HttpConditions;
	readonly pauses?: Pauses;
}

/** Runs templates of Semaphore UI. */
export function openSemaphore(
	login: SemaphoreLogin,
	{ http, pauses = standardPauses }: SemaphoreConditions = {},
): Runner {
	const semaphore = openSemaphoreApi(login, http);
	const ended: EndedTasks = new Map();
	const projectOf =
		({ project = '' }: RunName) =>
		async () =>
			await findProject(semaphore, project.trim() || login.project);
	return {
		kind: 'semaphore',
		name: semaphore.base,
		notReported,
		inspect: async (request) => (await prepare(semaphore, request, login.project)).origin,
		start: async (request) => await startTask(semaphore, request, login.project, pauses),
		look: async (run, cursor, waitSeconds) =>
			await lookAt(semaphore, ended, run, { cursor, waitSeconds, project: projectOf(run) }, pauses),
		cancel: async (run) => {
			const at = await placeOf(semaphore, run, projectOf(run));
			if (at) await endTask(semaphore, at.project, at.id, pauses);
		},
		inventory: async (source, wanted, limit) => {
			if (source.kind === 'inline') return narrowed(source.inventory, limit);
			if (source.kind === 'default') {
				throw new InputError('inventory', 'is not named', 'Name an inventory of the project, by its ID or its name.');
			}
			const id = await findProject(semaphore, wanted.trim() || login.project);
			return narrowed(readInventory(await findInventory(semaphore, id, source.path)), limit);
		},
		test: async () => await testSemaphore(semaphore, login.project),
		close: async () => {
			ended.clear();
			await Promise.resolve();
		},
	};
}
