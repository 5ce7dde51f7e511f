import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { z } from 'zod';
import { listRuns } from '../../core/ansibleRuns';
import { openBackOffice } from '../shared/backOffice';
import { shownAtMost } from '../shared/listSearch';
import { withRunnerInEditor } from '../shared/runnerCredentials';

const projectIn = z.object({ project: z.string().catch('') }).catch({ project: '' });

/** The project that is chosen in the editor. */
const projectOf = (node: ILoadOptionsFunctions): string =>
	projectIn.parse(node.getCurrentNodeParameter('options')).project;

/** The playbooks of the project on a controller. Templates of AWX and Semaphore are given by their name or ID. */
export async function searchPlaybooks(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	const project = projectOf(this);
	const found = await withRunnerInEditor(this, async ({ playbooks }) => (await playbooks?.(project)) ?? []);
	return {
		results: matching(
			found.map(({ playbook, name }) => ({ name, value: playbook })),
			filter,
		),
	};
}

export async function searchScripts(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	const project = projectOf(this);
	const found = await withRunnerInEditor(
		this,
		async ({ scripts }) => (await scripts?.scripts?.list(project, '', 'C.UTF-8')) ?? [],
	);
	const named = found.map(({ script, summary }) => ({
		name: summary === '' ? script : `${script} (${summary})`,
		value: script,
	}));
	return { results: matching(named, filter) };
}

/** The newest runs that the back office keeps. */
export async function searchRuns(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	if (this.getNode().credentials?.mspDatabaseApi === undefined) return { results: [] };
	const runs = await listRuns(await openBackOffice(this), { limit: 5 * shownAtMost });
	const named = runs.map(({ runId, verdict, status, check }) => ({
		name: `${runId} (${check ? 'check, ' : ''}${verdict ?? status})`,
		value: runId,
	}));
	return { results: matching(named, filter) };
}

function matching<Item extends { readonly name: string }>(items: readonly Item[], filter: string): Item[] {
	const part = filter.trim().toLowerCase();
	return items.filter(({ name }) => name.toLowerCase().includes(part)).slice(0, shownAtMost);
}
