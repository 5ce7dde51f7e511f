import { jsonOf, startStandin, type Standin, type StandinAnswer, type StandinRequest } from '../shared';
import { advance, end, presentJob, shownEvents } from './jobs';
import { launch, launchInfo } from './launch';
import { listed } from './lists';
import { initialState, type AwxJobRow, type AwxState, type AwxTemplateRow } from './state';

export interface AwxOptions {
	/** 0 chooses a free port. */
	readonly port: number;
	readonly stateFile?: string;
	/** The default is `/api/v2`. */
	readonly prefix?: string;
	readonly token: string;
}

/**
 * Plays AWX 24.6.1: launches with their quirks, jobs, events, cancelling. Sources: the code of ansible/awx (each function
 * names its place), the hand-written specification beside the checkout, and the public reports that are named.
 */
export async function startAwx({ port, stateFile, prefix = '/api/v2', token }: AwxOptions): Promise<Standin<AwxState>> {
	return await startStandin<AwxState>({
		name: 'AWX',
		port,
		stateFile,
		initial: () => ({
			...initialState(),
			users: [{ username: 'n8n', password: 'CANARY-awx-password', token, superuser: false, sees: 'all' }],
		}),
		handle: (request, state) => answer(request, state, prefix),
	});
}

type User = AwxState['users'][number];

function answer(request: StandinRequest, state: AwxState, prefix: string): StandinAnswer {
	const { method, path } = request;
	if (!path.startsWith(`${prefix}/`)) return page(404, 'Not Found');
	// Django's APPEND_SLASH: ansible/awx#13929. The body of a POST is lost on the way.
	if (!path.endsWith('/')) return { status: 301, headers: { location: `${path}/` }, body: '' };
	const parts = path.slice(prefix.length + 1, -1).split('/');
	if (method === 'GET' && parts.join('/') === 'ping') {
		return {
			body: {
				ha: false,
				version: state.version,
				active_node: 'awx',
				install_uuid: '',
				instances: [],
				instance_groups: [],
			},
		};
	}
	const user = userOf(request, state);
	if (!user)
		return {
			status: 401,
			body: {
				detail: 'Authentication credentials were not provided. To establish a login session, visit /api/login/.',
			},
		};
	return route(request, state, { parts, user }) ?? missing();
}

function route(
	request: StandinRequest,
	state: AwxState,
	{ parts: [kind = '', id = '', part = ''], user }: { parts: string[]; user: User },
): StandinAnswer | undefined {
	const { method } = request;
	switch (kind) {
		case 'me':
			return listed(request, [{ id: 1, username: user.username, is_superuser: user.superuser }]);
		case 'settings':
			// Only administrators and auditors: awx/conf/views.py.
			return user.superuser ? { body: { ALLOW_JINJA_IN_EXTRA_VARS: state.jinja } } : forbidden();
		case 'job_templates':
			return templates(request, state, { id, part, user });
		case 'jobs':
			return jobs(request, state, { id, part });
		case 'workflow_jobs':
			return method === 'POST' && part === 'cancel' ? { status: 202, body: '' } : undefined;
		case 'labels': {
			if (method === 'GET') return listed(request, state.labels);
			const { name } = jsonOf(request) as { name: string };
			state.labels.push({ id: 50 + state.labels.length, name });
			return { status: 201, body: state.labels.at(-1) };
		}
		case 'projects':
			return rows(request, user.sees === 'all' ? state.projects : undefined, id);
		case 'inventories': {
			const found = state.inventories.find((one) => String(one.id) === id);
			if (part === 'script') return user.sees === 'all' && found ? { body: found.script } : forbidden();
			return rows(
				request,
				user.sees === 'all' ? state.inventories.map(({ script: _script, ...row }) => row) : undefined,
				id,
			);
		}
		default:
			return undefined;
	}
}

function rows(
	request: StandinRequest,
	all: ReadonlyArray<{ id: number }> | undefined,
	id: string,
): StandinAnswer | undefined {
	if (!all) return forbidden();
	if (id === '') return listed(request, all);
	const found = all.find((one) => String(one.id) === id);
	return found && { body: found };
}

function templates(
	request: StandinRequest,
	state: AwxState,
	{ id, part, user }: { id: string; part: string; user: User },
): StandinAnswer | undefined {
	const seen = user.sees === 'nothing' ? [] : state.templates;
	if (id === '') return listed(request, seen.map(presentTemplate(state)));
	const template = seen.find((one) => String(one.id) === id);
	if (!template) return undefined;
	if (part === 'survey_spec')
		return {
			body: {
				name: '',
				description: '',
				spec: template.survey.map((one) => ({ question_name: one.variable, ...one })),
			},
		};
	if (part !== 'launch') return part === '' ? { body: presentTemplate(state)(template) } : undefined;
	return request.method === 'GET' ? { body: launchInfo(template) } : launch(request, state, template);
}

const presentTemplate =
	({ projects, inventories }: AwxState) =>
	({ asks, survey, passwords: _passwords, play: _play, artifacts: _artifacts, ...row }: AwxTemplateRow) => ({
		...row,
		type: 'job_template',
		...Object.fromEntries(asks.map((name) => [name, true])),
		survey_enabled: survey.length > 0,
		summary_fields: {
			project: projects.find(({ id }) => id === row.project),
			inventory: { name: inventories.find(({ id }) => id === row.inventory)?.name },
		},
	});

function jobs(
	request: StandinRequest,
	state: AwxState,
	{ id, part }: { id: string; part: string },
): StandinAnswer | undefined {
	if (id === '') {
		const labels = new Map(state.labels.map((label) => [label.id, label.name]));
		const named = request.query.get('labels__name');
		const begin = request.query.get('labels__name__startswith');
		const found = state.jobs.filter((job) => {
			const names = job.labels.map((label) => labels.get(label) ?? '');
			return (
				(named === null || names.includes(named)) && (begin === null || names.some((name) => name.startsWith(begin)))
			);
		});
		const include = request.query.get('include') ?? '';
		if (request.query.has('include') && !state.shortLists) return refusedFilter('include');
		return listed(
			request,
			found.map((job) => presentJob(job, state, { include })),
			['labels__name', 'labels__name__startswith', 'include'],
		);
	}
	const job = state.jobs.find((one) => String(one.id) === id);
	if (!job) return undefined;
	if (part === 'cancel') return cancel(request, state, job);
	if (part === 'labels')
		return listed(
			request,
			state.labels.filter((label) => job.labels.includes(label.id)),
		);
	if (part === 'job_events')
		return listed(
			request,
			shownEvents(job).map((event) => ({ id: event.counter, job: job.id, ...event })),
		);
	if (part === 'job_host_summaries')
		return listed(request, job.event_processing_finished || state.losesEvents ? job.summaries : []);
	if (part !== '') return undefined;
	advance(job, state);
	return { body: presentJob(job, state) };
}

/** Source: JobCancel in awx/api/views/__init__.py: 202 without a body, or 405 (ansible/awx#9905). */
function cancel({ method }: StandinRequest, state: AwxState, job: AwxJobRow): StandinAnswer {
	const can = job.finished === null;
	if (method === 'GET') return { body: { can_cancel: can } };
	if (!can) return { status: 405, body: { detail: 'Method "POST" not allowed.' } };
	if (!state.deafToCancel) end(job, 'canceled', state);
	return { status: 202, body: '' };
}

function userOf({ headers }: StandinRequest, { users }: AwxState): User | undefined {
	const given = headers.authorization ?? '';
	return users.find(
		({ username, password, token }) =>
			given === `Bearer ${token}` || given === `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
	);
}

export const refusedFilter = (name: string): StandinAnswer => ({
	status: 400,
	body: { detail: `Job has no field named '${name}'` },
});
const missing = (): StandinAnswer => ({ status: 404, body: { detail: 'Not found.' } });
const forbidden = (): StandinAnswer => ({
	status: 403,
	body: { detail: 'You do not have permission to perform this action.' },
});
const page = (status: number, title: string): StandinAnswer => ({
	status,
	headers: { 'content-type': 'text/html' },
	body: `<html><head><title>${title}</title></head><body></body></html>`,
});
