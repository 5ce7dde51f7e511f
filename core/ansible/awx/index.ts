import type { HttpConditions } from '../../kernel/http';
import type { Runner, RunName } from '../runner';
import { openAwxApi, type Awx } from './awx';
import { endJob, standardPauses, type Pauses } from './cancel';
import { jobsOf } from './findJob';
import { inventoryOf } from './inventory';
import { narrowed } from '../api/narrowInventory';
import type { AwxLogin } from './login';
import { lookAt, type ReadJobs } from './look';
import { notReported } from './outcome';
import { prepare, startJob } from './start';
import { testAwx } from './test';

export type { AwxLogin } from './login';
export type { Pauses as AwxPauses } from './cancel';

/** The dependencies of the runner. A test can replace them. */
export interface AwxConditions {
	readonly http?: HttpConditions;
	readonly pauses?: Pauses;
}

/** Runs job templates of AWX, or of the controller of Red Hat's Ansible Automation Platform. */
export function openAwx(login: AwxLogin, { http, pauses = standardPauses }: AwxConditions = {}): Runner {
	const awx = openAwxApi(login, http);
	const jobs: ReadJobs = new Map();
	return {
		kind: 'awx',
		name: awx.base,
		notReported,
		inspect: async (request) => (await prepare(awx, request)).origin,
		start: async (request) => await startJob(awx, request, pauses),
		look: async (run, cursor, waitSeconds) => await lookAt(awx, jobs, run, { cursor, waitSeconds }, pauses),
		cancel: async (run) => {
			const id = await idOf(awx, run);
			if (id !== undefined) await endJob(awx, id, pauses);
		},
		inventory: async (source, _project, limit) => narrowed(await inventoryOf(awx, source), limit),
		test: async () => await testAwx(awx),
		close: async () => {
			jobs.clear();
			await Promise.resolve();
		},
	};
}

async function idOf(awx: Awx, { runId, reference }: RunName): Promise<number | undefined> {
	return reference === '' ? (await jobsOf(awx, runId))[0]?.id : Number(reference);
}
