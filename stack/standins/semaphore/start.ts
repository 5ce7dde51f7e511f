import { startStandin, type Standin, type StandinAnswer, type StandinRequest } from '../shared';
import { initialState, type SemaphoreState, type SemaphoreTemplateRow } from './state';
import { advance, hasSwitches, present, start, stop } from './tasks';

export interface SemaphoreOptions {
	/** 0 chooses a free port. */
	readonly port: number;
	readonly stateFile?: string;
	readonly token: string;
}

/**
 * Plays Semaphore UI 2.10 to 2.16, by the version in its state. Sources: the code of semaphoreui/semaphore (each function
 * names its place), api-docs.yml of 2.16.14, and the public reports that are named.
 */
export async function startSemaphore({ port, stateFile, token }: SemaphoreOptions): Promise<Standin<SemaphoreState>> {
	return await startStandin<SemaphoreState>({
		name: 'Semaphore',
		port,
		stateFile,
		initial: () => initialState(token),
		handle: answer,
	});
}

function answer(request: StandinRequest, state: SemaphoreState): StandinAnswer {
	const { method, path, headers } = request;
	// Any other path is its web page.
	if (!path.startsWith('/api/'))
		return { headers: { 'content-type': 'text/html' }, body: '<title>Semaphore UI</title>' };
	const [kind = '', id = '', part = '', ...rest] = path.slice('/api/'.length).split('/');
	if (method === 'GET' && kind === 'ping') return { headers: { 'content-type': 'text/plain' }, body: 'pong' };
	if (headers.authorization !== `Bearer ${state.token}`) return { status: 401, body: '' };
	if (method === 'GET' && kind === 'info') return { body: { version: state.version, ansible: '' } };
	if (method === 'GET' && kind === 'projects') return { body: state.projects };
	const project = state.projects.find((one) => String(one.id) === id);
	if (kind !== 'project' || !project) return { status: 404, body: { error: 'not found' } };
	return (
		inProject(request, state, { project: project.id, part, rest }) ?? { status: 404, body: { error: 'not found' } }
	);
}

function inProject(
	request: StandinRequest,
	state: SemaphoreState,
	{ project, part, rest: [id = '', what = ''] }: { project: number; part: string; rest: string[] },
): StandinAnswer | undefined {
	const { method, query } = request;
	const own = <Row extends { project_id: number }>(rows: readonly Row[]) =>
		rows.filter((row) => row.project_id === project);
	if (method === 'GET' && id === '' && (part === 'templates' || part === 'inventory')) {
		// Both are declared as required; without them the rows come in no order.
		const rows = part === 'templates' ? own(state.templates).map(presentTemplate(state)) : own(state.inventories);
		return { body: query.has('sort') && query.has('order') ? rows : [...rows].reverse() };
	}
	if (part !== 'tasks') return undefined;
	if (method === 'POST' && id === '') return start(request, state, project);
	const newest = [...own(state.tasks)].sort((one, other) => other.id - one.id).map((task) => present(task, state));
	if (id === '') return { body: newest.slice(0, 1_000) };
	if (id === 'last') return { body: newest.slice(0, Math.min(200, Number(query.get('limit') ?? 200))) };
	const task = own(state.tasks).find((one) => String(one.id) === id);
	// GetTaskMiddleware: an empty 400.
	if (!task) return { status: 400, body: '' };
	if (method === 'POST' && what === 'stop') return stop(request, state, task);
	if (method === 'GET' && what === 'output') {
		const rows = task.lines
			.slice(0, task.stored)
			.map((output, index) => ({ id: index + 1, task_id: task.id, time: new Date(index).toISOString(), output }));
		return { body: state.unordered ? rows.sort((one, other) => one.output.localeCompare(other.output)) : rows };
	}
	if (method !== 'GET' || what !== '') return undefined;
	advance(task, state);
	return { body: present(task, state) };
}

const presentTemplate =
	(state: SemaphoreState) =>
	({ play: _play, task_params, ...row }: SemaphoreTemplateRow) =>
		hasSwitches(state) ? { ...row, task_params } : row;
