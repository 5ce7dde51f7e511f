import { jsonOf, limited, type StandinAnswer, type StandinRequest } from '../shared';
import { logOf } from './log';
import type { SemaphoreState, SemaphoreTaskRow, SemaphoreTemplateRow } from './state';

type Fields = Readonly<Record<string, unknown>>;

/** From 2.13 the fields in `params` count, and what a template does not allow is stored and not used. */
export const hasSwitches = ({ version }: SemaphoreState) => Number(/^\d+\.(\d+)/.exec(version)?.[1] ?? 99) >= 13;

/**
 * Starts a task. Sources: api/projects/tasks.go, db/Task.go (PreInsert), services/tasks/local_executor.go
 * (getPlaybookArgs); semaphoreui/semaphore#3029 and #2820 for the limit.
 */
export function start(request: StandinRequest, state: SemaphoreState, project: number): StandinAnswer {
	const asked = jsonOf(request) as Fields | undefined;
	if (typeof asked !== 'object') return { status: 400, body: '' };
	const template = state.templates.find(({ id, project_id }) => id === asked.template_id && project_id === project);
	// An unknown template is an empty 500 (services/tasks, AddTask).
	if (!template) return { status: 500, body: '' };
	const newer = hasSwitches(state);
	const given = (asked.params ?? {}) as Fields;
	const params: Record<string, unknown> = newer ? { ...given } : {};
	const text = typeof asked.limit === 'string' ? asked.limit : '';
	if (newer && params.limit === undefined && text !== '') params.limit = text.split(',').map((one) => one.trim());
	const id = 700 + state.tasks.length;
	// Before 2.13 the fields of the body count; after, only those of `params`.
	const [check, diff] = newer
		? [params.dry_run === true, params.diff === true]
		: [asked.dry_run === true, asked.diff === true];
	const hosts = hostsOf(state, template, { asked, params, newer });
	const { lines, well } = logOf(id, { play: template.play, hosts, check });
	const task: SemaphoreTaskRow = {
		id,
		template_id: template.id,
		project_id: project,
		status: 'waiting',
		message: typeof asked.message === 'string' ? asked.message : '',
		environment: typeof asked.environment === 'string' ? asked.environment : '',
		arguments: typeof asked.arguments === 'string' ? asked.arguments : null,
		inventory_id: typeof asked.inventory_id === 'number' ? asked.inventory_id : null,
		commit_hash: null,
		created: new Date().toISOString(),
		start: null,
		end: null,
		limit: newer ? '' : text,
		params,
		dry_run: newer ? false : check,
		diff: newer ? false : diff,
		lines,
		stored: 1,
		well,
		ranOn: hosts,
	};
	state.tasks.push(task);
	return { status: 201, body: present(task, state) };
}

function hostsOf(
	state: SemaphoreState,
	template: SemaphoreTemplateRow,
	{ asked, params, newer }: { asked: Fields; params: Fields; newer: boolean },
): string[] {
	const allowed = template.task_params;
	const other = !newer || allowed.allow_override_inventory ? asked.inventory_id : undefined;
	const inventory = state.inventories.find(({ id }) => id === (other ?? template.inventory_id))?.inventory ?? '';
	const asksLimit = Array.isArray(params.limit) ? (params.limit as string[]).join(',') : '';
	const own = allowed.limit?.join(',') ?? '';
	const limit = newer
		? allowed.allow_override_limit && asksLimit !== ''
			? asksLimit
			: own
		: typeof asked.limit === 'string'
			? asked.limit
			: '';
	return limited(membersOf(inventory), limit);
}

function membersOf(text: string): { hosts: string[]; groups: Record<string, string[]> } {
	const groups: Record<string, string[]> = {};
	let group = 'ungrouped';
	for (const line of text.split('\n').filter((one) => one.trim() !== '')) {
		const head = /^\[(.+)\]$/.exec(line);
		if (head) group = head[1] ?? '';
		else (groups[group] ??= []).push(line.split(' ')[0] ?? '');
	}
	return { hosts: Object.values(groups).flat(), groups };
}

/** What the API tells of a task. */
export function present(task: SemaphoreTaskRow, state: SemaphoreState): Fields {
	const { lines: _lines, stored: _stored, well: _well, ranOn: _ranOn, params, dry_run, diff, ...row } = task;
	const told = hasSwitches(state) ? { params } : { dry_run, diff };
	const entries = Object.entries({ ...row, ...told }).filter(([, value]) => value !== null && value !== '');
	// `limit` is always there: db/Task.go has it without omitempty.
	return { ...Object.fromEntries(entries), limit: task.limit };
}

/** Each look at a task lets it come a phase further. */
export function advance(task: SemaphoreTaskRow, state: SemaphoreState): void {
	if (state.looksPerPhase === 0) return;
	if (task.status === 'waiting') task.status = 'starting';
	else if (task.status === 'starting') {
		Object.assign(task, { status: 'running', start: new Date().toISOString(), commit_hash: state.commit });
		task.stored = Math.ceil(task.lines.length / 2);
	} else if (task.status === 'running') {
		Object.assign(task, { status: task.well ? 'success' : 'error', end: new Date().toISOString() });
		if (!state.lateLines) task.stored = task.lines.length;
	} else if (task.status === 'success' || task.status === 'error') task.stored = task.lines.length;
}

/** Graceful first, force second: StopTask in services/tasks/TaskPool.go. */
export function stop(request: StandinRequest, state: SemaphoreState, task: SemaphoreTaskRow): StandinAnswer {
	const { force } = (jsonOf(request) ?? {}) as { force?: boolean };
	if (force ? state.deafToForce : state.deafToStop) task.status = 'stopping';
	else if (task.end === null) Object.assign(task, { status: 'stopped', end: new Date().toISOString() });
	return { status: 204 };
}
