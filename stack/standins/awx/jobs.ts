import type { AwxJobRow, AwxState } from './state';

const heavy = ['extra_vars', 'artifacts'];
/** Never in lists. Source: UnifiedJobListSerializer in awx/api/serializers.py. */
const stripped = ['event_processing_finished', 'result_traceback'];

export function presentJob(
	job: AwxJobRow,
	state: AwxState,
	list?: { readonly include: string },
): Record<string, unknown> {
	const {
		events: _events,
		shown: _shown,
		shuffled: _shuffled,
		summaries: _summaries,
		failedHosts,
		labels: _labels,
		...row
	} = job;
	const whole: Record<string, unknown> = {
		...row,
		type: 'job',
		url: `/api/v2/jobs/${job.id}/`,
		unified_job_template: job.job_template,
		failed: failedHosts && ['failed', 'error'].includes(job.status),
		result_traceback: '',
		elapsed: 1,
	};
	if (!list) return whole;
	const kept = list.include.split(',');
	const left = [...stripped, ...(state.shortLists ? heavy.filter((field) => !kept.includes(field)) : [])];
	return Object.fromEntries(Object.entries(whole).filter(([field]) => !left.includes(field)));
}

const phases = ['pending', 'waiting', 'running'] as const;

/** Each look at a job lets it come a phase further, as time would. */
export function advance(job: AwxJobRow, state: AwxState): void {
	if (state.looksPerPhase === 0) return;
	const phase = phases.findIndex((one) => one === job.status);
	if (phase === -1) {
		// The last events are written after the status (ansible/awx#10762, #14339).
		if (!job.event_processing_finished && !state.losesEvents) {
			job.shown = job.events.length;
			job.event_processing_finished = true;
		}
		return;
	}
	if (phase < 2) {
		job.status = phases[phase + 1] ?? 'running';
		if (job.status === 'running') {
			job.started = new Date().toISOString();
			job.shown = Math.ceil(job.events.length / 2);
		}
		return;
	}
	end(job, job.failedHosts ? 'failed' : 'successful', state);
}

export function end(job: AwxJobRow, status: AwxJobRow['status'], state: AwxState): void {
	job.status = status;
	job.finished = new Date().toISOString();
	const template = state.templates.find(({ id }) => id === job.job_template);
	if (status === 'canceled') {
		job.event_processing_finished = true;
		job.events = job.events.slice(0, job.shown);
		job.summaries = [];
		job.job_explanation = '';
		return;
	}
	job.artifacts = template?.artifacts ?? {};
	job.shown = Math.max(job.shown, job.events.length - 2);
}

/** What is in the database by now. While a job runs, an event may lack before a later one. */
export function shownEvents(job: AwxJobRow): AwxJobRow['events'] {
	const all = job.events.slice(0, job.shown);
	return job.shuffled && !job.event_processing_finished ? all.filter(({ counter }) => counter !== job.shown - 1) : all;
}
