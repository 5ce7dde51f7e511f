import { jsonOf, type StandinAnswer, type StandinRequest } from '../shared';
import { eventsOf } from './events';
import { presentJob } from './jobs';
import { askFields, type AwxJobRow, type AwxState, type AwxTemplateRow } from './state';

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** What GET launch tells. Source: JobLaunchSerializer in awx/api/serializers.py. */
export function launchInfo(template: AwxTemplateRow): Fields {
	const switches = [...Object.values(askFields), 'ask_variables_on_launch', 'ask_credential_on_launch'];
	return {
		can_start_without_user_input: template.passwords.length === 0,
		passwords_needed_to_start: template.passwords,
		...Object.fromEntries(switches.map((name) => [name, template.asks.some((asked) => asked === name)])),
		survey_enabled: template.survey.length > 0,
		variables_needed_to_start: template.survey.filter(({ required }) => required).map(({ variable }) => variable),
		credential_needed_to_start: false,
		inventory_needed_to_start: template.inventory === null,
		job_template_data: { id: template.id, name: template.name, description: '' },
		defaults: { limit: template.limit, job_type: template.job_type, extra_vars: template.extra_vars },
	};
}

/**
 * Launches. What the template does not ask for is put into `ignored_fields`, and the job starts all the same; a value that
 * is the template's own is neither taken nor ignored. Source: _accept_or_ignore_job_kwargs in awx/main/models/jobs.py;
 * seen in ansible/awx#4351.
 */
export function launch(request: StandinRequest, state: AwxState, template: AwxTemplateRow): StandinAnswer {
	const asked = request.body === '' ? {} : jsonOf(request);
	if (!isFields(asked))
		return { status: 400, body: { detail: 'JSON parse error - Expecting value: line 1 column 1 (char 0)' } };
	template.asks = template.asks.filter((one) => !state.turnOffAtLaunch.includes(one));
	const accepted: Fields = {};
	const ignored: Fields = {};
	for (const [field, ask] of Object.entries(askFields)) {
		const value = asked[field];
		if (value === undefined || value === template[field as keyof AwxTemplateRow]) continue;
		(template.asks.includes(ask) ? accepted : ignored)[field] = value;
	}
	const given = typeof asked.extra_vars === 'string' ? (JSON.parse(asked.extra_vars) as unknown) : asked.extra_vars;
	const extra = isFields(given) ? given : {};
	const taken = Object.entries(extra).filter(
		([name]) =>
			template.asks.includes('ask_variables_on_launch') || template.survey.some(({ variable }) => variable === name),
	);
	const left = Object.entries(extra).filter(([name]) => !taken.some(([known]) => known === name));
	if (left.length > 0) ignored.extra_vars = Object.fromEntries(left);
	const refusal = refusalOf(template, asked, Object.fromEntries(taken), accepted);
	if (refusal) return { status: 400, body: refusal };
	if (template.job_slice_count > 1) {
		return {
			status: 201,
			body: { id: 900, type: 'workflow_job', workflow_job: 900, status: 'pending', ignored_fields: ignored },
		};
	}
	const job = newJob(state, template, accepted, Object.fromEntries(taken));
	return { status: 201, body: { ...presentJob(job, state), job: job.id, ignored_fields: ignored } };
}

function refusalOf(template: AwxTemplateRow, asked: Fields, variables: Fields, accepted: Fields): Fields | undefined {
	const missing = template.survey.filter(({ variable, required }) => required && !(variable in variables));
	if (missing.length > 0) {
		return { variables_needed_to_start: missing.map(({ variable }) => `'${variable}' value missing`) };
	}
	const passwords = isFields(asked.credential_passwords) ? asked.credential_passwords : {};
	const lacking = template.passwords.filter((name) => !(name in passwords));
	if (lacking.length > 0) return { passwords_needed_to_start: lacking };
	if (template.inventory === null && accepted.inventory === undefined) {
		return { inventory: ["Job Template 'inventory' is missing or undefined."] };
	}
	return undefined;
}

function newJob(state: AwxState, template: AwxTemplateRow, accepted: Fields, extra: Fields): AwxJobRow {
	const text = (field: 'limit' | 'job_type' | 'scm_branch' | 'job_tags' | 'skip_tags') =>
		typeof accepted[field] === 'string' ? accepted[field] : template[field];
	const passwords = template.survey.filter(({ type }) => type === 'password').map(({ variable }) => variable);
	const shown = Object.entries(extra).map(([name, value]) => [name, passwords.includes(name) ? '$encrypted$' : value]);
	const project = state.projects.find(({ id }) => id === template.project);
	const job: AwxJobRow = {
		id: 100 + state.jobs.length,
		job_template: template.id,
		name: template.name,
		status: 'pending',
		job_type: text('job_type'),
		limit: text('limit'),
		job_tags: text('job_tags'),
		skip_tags: text('skip_tags'),
		inventory: typeof accepted.inventory === 'number' ? accepted.inventory : template.inventory,
		extra_vars: JSON.stringify({
			...(template.extra_vars && JSON.parse(template.extra_vars)),
			...Object.fromEntries(shown),
		}),
		labels: Array.isArray(accepted.labels) ? (accepted.labels as number[]) : [],
		scm_revision: '',
		scm_branch: text('scm_branch'),
		job_explanation: '',
		artifacts: {},
		started: null,
		finished: null,
		event_processing_finished: false,
		events: [],
		shown: 0,
		shuffled: false,
		summaries: [],
		failedHosts: false,
	};
	Object.assign(job, eventsOf(state, template, job), { scm_revision: job.scm_branch || (project?.scm_revision ?? '') });
	state.jobs.push(job);
	return job;
}
