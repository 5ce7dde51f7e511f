import { act, limited, type PlayedStep } from '../shared';
import type { AwxEventRow, AwxJobRow, AwxState, AwxTemplateRow } from './state';

/** The events of a job, as ansible-runner's display callback writes them (awx_display.py), with its counts. */
export function eventsOf(
	state: AwxState,
	template: AwxTemplateRow,
	job: Pick<AwxJobRow, 'limit' | 'inventory' | 'job_type'>,
): Pick<AwxJobRow, 'events' | 'summaries' | 'failedHosts'> {
	const script = state.inventories.find(({ id }) => id === job.inventory)?.script ?? {};
	const hosts = limited(membersOf(script), job.limit);
	const { steps, counts } = act(template.play, hosts);
	const events: AwxEventRow[] = [];
	const add = (event: string, more: Partial<AwxEventRow>): void => {
		events.push({
			counter: events.length + 1,
			event,
			host_name: '',
			task: '',
			failed: false,
			changed: false,
			stdout: '',
			event_data: {},
			...more,
		});
	};
	add('playbook_on_start', { event_data: { playbook: template.playbook } });
	add('playbook_on_play_start', { stdout: '\r\nPLAY [all] *****', event_data: { name: 'all', pattern: 'all' } });
	if (hosts.length === 0) add('playbook_on_no_hosts_matched', { stdout: 'skipping: no hosts matched' });
	let task = '';
	for (const step of steps) {
		if (step.task !== task) {
			task = step.task;
			add('playbook_on_task_start', { task, stdout: `\r\nTASK [${task}] *****`, event_data: { name: task, task } });
		}
		add('runner_on_start', { host_name: step.host, task, event_data: { host: step.host, task } });
		add(...resultEvent(step, job.job_type === 'check'));
	}
	const stats = (name: 'ok' | 'changed' | 'dark' | 'failures' | 'skipped' | 'rescued' | 'ignored') =>
		Object.fromEntries([...counts].flatMap(([host, count]) => (count[name] > 0 ? [[host, count[name]]] : [])));
	add('playbook_on_stats', {
		stdout: '\r\nPLAY RECAP *****',
		event_data: { ok: stats('ok'), dark: stats('dark'), artifact_data: template.artifacts },
	});
	return {
		events,
		summaries: [...counts].map(([host_name, count], index) => ({ id: index + 1, host_name, processed: 1, ...count })),
		failedHosts: [...counts.values()].some(({ dark, failures }) => dark + failures > 0),
	};
}

const eventNames = {
	ok: 'runner_on_ok',
	changed: 'runner_on_ok',
	failed: 'runner_on_failed',
	ignored: 'runner_on_failed',
	rescued: 'runner_on_failed',
	unreachable: 'runner_on_unreachable',
	skipped: 'runner_on_skipped',
} as const;

function resultEvent({ task, host, result, always }: PlayedStep, check: boolean): [string, Partial<AwxEventRow>] {
	const { kind, res = {} } = result;
	const changed = kind === 'changed';
	// The value of no_log never leaves the callback.
	const told =
		res._ansible_no_log === true
			? { censored: "the output has been hidden due to the fact that 'no_log: true' was specified for this result" }
			: res;
	return [
		eventNames[kind],
		{
			host_name: host,
			task,
			changed,
			failed: kind === 'failed' || kind === 'rescued' || kind === 'unreachable',
			stdout: `\u001b[0;32m${changed ? 'changed' : kind}: [${host}]\u001b[0m`,
			event_data: {
				host,
				task,
				task_check_mode: check && !always,
				...(kind === 'skipped' ? {} : { res: { changed, ...told } }),
				...(eventNames[kind] === 'runner_on_failed' ? { ignore_errors: kind === 'ignored' ? true : null } : {}),
			},
		},
	];
}

function membersOf(script: Readonly<Record<string, unknown>>): {
	hosts: string[];
	groups: Record<string, string[]>;
} {
	const groups: Record<string, string[]> = {};
	for (const [name, group] of Object.entries(script)) {
		if (name === '_meta') continue;
		const { hosts = [] } = group as { hosts?: string[] };
		groups[name] = hosts;
	}
	return { hosts: [...new Set(Object.values(groups).flat())], groups };
}
