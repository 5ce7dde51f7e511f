import { z } from 'zod';
import { failuresApart, noCounts, statusOf } from '../api/hostTally';
import { cleanText, messageOf, sideLength } from '../api/text';
import type { HostResult } from '../outcome';
import type { AwxEvent, HostSummary } from './answers';

type Mutable<Value> = { -readonly [Key in keyof Value]: Value[Key] };
interface Held {
	counts: Mutable<HostResult['counts']>;
	/** By task. */
	failures: Array<HostResult['failedTasks']>;
	ignored: HostResult['ignoredTasks'];
	changes: HostResult['changes'];
	detached: string[];
	/** The task that it is at: what may still run when the job was cancelled. */
	at: string;
}

/** What the events of a job say of its hosts. Source of the names: ansible-runner's display callback, awx_display.py. */
export interface HostEvents {
	add(event: AwxEvent): void;
	/** @param summaries AWX's own counts: there are none before the end. */
	results(summaries?: readonly HostSummary[]): HostResult[];
	/** Tasks that had begun and did not end, as `host: task`. */
	unfinished(): string[];
	warnings(): string[];
	/** True when a task began on a host, also when no result of it is known. */
	anythingBegan(): boolean;
	/** True when the play says so itself. */
	noHostsMatched(): boolean;
}

export function hostEvents(check: boolean, secrets: readonly string[]): HostEvents {
	const hosts = new Map<string, Held>();
	const warnings = new Set<string>();
	let began = false;
	let noHosts = false;
	const heldOf = (name: string): Held => {
		const known = hosts.get(name);
		if (known) return known;
		const held = { counts: { ...noCounts }, failures: [], ignored: [], changes: [], detached: [], at: '' };
		hosts.set(name, held);
		return held;
	};

	function ended(held: Held, { event, task, changed, event_data }: AwxEvent): void {
		const { counts } = held;
		held.at = '';
		const data = eventData.parse(event_data);
		const { res } = data;
		if (event === 'runner_on_unreachable') {
			counts.unreachable += 1;
			held.failures.push([{ task, message: wordsOf(res, secrets), item: null }]);
			return;
		}
		if (event === 'runner_on_skipped') {
			counts.skipped += 1;
			return;
		}
		if (event === 'runner_on_failed') {
			const told = failuresOf(task, res, secrets);
			if (data.ignore_errors) {
				counts.ok += 1;
				counts.ignored += 1;
				held.ignored.push(...told);
			} else {
				counts.failed += 1;
				held.failures.push(told);
			}
		} else counts.ok += 1;
		if (res.ansible_job_id !== undefined && res.finished !== 1) held.detached.push(`${task}: ${res.ansible_job_id}`);
		if (!changed && res.changed !== true) return;
		counts.changed += event === 'runner_on_ok' || data.ignore_errors ? 1 : 0;
		const done = !(data.task_check_mode ?? check);
		held.changes.push(...differencesOf(res, secrets).map((sides) => ({ task, done, ...sides })));
	}

	return {
		add(event) {
			const { event: kind, host_name, task, stdout } = event;
			if (kind === 'playbook_on_no_hosts_matched') noHosts = true;
			if (['warning', 'deprecated', 'system_warning'].includes(kind)) warnings.add(messageOf(stdout, secrets));
			const host = host_name || eventData.parse(event.event_data).host;
			if (host === '') return;
			if (kind.startsWith('runner_on_')) began = true;
			if (kind === 'runner_on_start') heldOf(host).at = task;
			else if (/^runner_on_(ok|failed|unreachable|skipped)$/.test(kind)) ended(heldOf(host), event);
		},
		results(summaries = []) {
			const byHost = new Map(summaries.map((summary) => [summary.host_name, summary]));
			for (const name of byHost.keys()) heldOf(name);
			return [...hosts].map(([host, held]) => {
				const counts = countsOf(byHost.get(host)) ?? { ...held.counts };
				const { failed, rescued } = failuresApart(held.failures, counts);
				return {
					host,
					status: statusOf(counts),
					counts,
					failedTasks: failed,
					rescuedTasks: rescued,
					ignoredTasks: held.ignored,
					changes: held.changes,
					stats: {},
					detached: held.detached,
				};
			});
		},
		unfinished: () => [...hosts].flatMap(([host, { at }]) => (at === '' ? [] : [`${host}: ${at}`])),
		warnings: () => [...warnings].filter((warning) => warning !== '').slice(0, 100),
		anythingBegan: () => began,
		noHostsMatched: () => noHosts,
	};
}

function countsOf(summary: HostSummary | undefined): HostResult['counts'] | undefined {
	if (!summary) return undefined;
	const { ok, changed, dark, failures, skipped, rescued, ignored } = summary;
	return { ok, changed, unreachable: dark, failed: failures, skipped, rescued, ignored };
}

const words = z.union([z.string(), z.json().transform((value) => JSON.stringify(value))]).catch('');
const result = z.object({
	msg: words.optional(),
	stderr: z.string().catch('').optional(),
	stdout: z.string().catch('').optional(),
	reason: z.string().optional().catch(undefined),
	censored: z.string().optional().catch(undefined),
	changed: z.boolean().optional().catch(undefined),
	diff: z.json().optional(),
	results: z.array(z.record(z.string(), z.json())).optional().catch(undefined),
	ansible_job_id: z.string().optional().catch(undefined),
	finished: z.number().optional().catch(undefined),
	item: z.json().optional(),
	_ansible_item_label: z.json().optional(),
});
type Result = z.infer<typeof result>;
const eventData = z.object({
	host: z.string().catch(''),
	ignore_errors: z.boolean().nullish().catch(null),
	/** Later versions of ansible-runner say whether the task itself ran in check mode. */
	task_check_mode: z.boolean().nullish().catch(null),
	res: result.catch({}),
});

function wordsOf({ censored, msg, stderr, stdout, reason }: Result, secrets: readonly string[]): string {
	if (censored !== undefined) return 'censored';
	const told = [msg, stderr ?? reason ?? stdout].filter((part): part is string => part !== undefined && part !== '');
	return messageOf(told.join('\n'), secrets) || 'no reason given';
}

/** Of a loop, each item that failed; else the task. */
function failuresOf(task: string, res: Result, secrets: readonly string[]): HostResult['failedTasks'] {
	const items = (res.results ?? []).filter(({ failed }) => failed === true).map((one) => result.parse(one));
	if (items.length === 0) return [{ task, message: wordsOf(res, secrets), item: null }];
	return items.slice(0, 100).map((one) => {
		const label = one._ansible_item_label ?? one.item ?? null;
		const shown = typeof label === 'string' ? label : JSON.stringify(label);
		return {
			task,
			message: wordsOf(one, secrets),
			item: one.censored === undefined ? messageOf(shown, secrets) : null,
		};
	});
}

const side = z.union([z.string(), z.json().transform((value) => JSON.stringify(value, null, 2))]).nullish();
const difference = z.object({ before: side, after: side, prepared: side });
type Sides = Pick<HostResult['changes'][number], 'before' | 'after'>;

function differencesOf(res: Result, secrets: readonly string[]): Sides[] {
	if (res.censored !== undefined) return [{ before: null, after: null }];
	const own = res.diff === undefined ? [] : [res.diff].flat();
	const ofItems = (res.results ?? []).flatMap(({ diff }) => (diff === undefined ? [] : [diff].flat()));
	const sides = [...own, ...ofItems]
		.map((one) => difference.safeParse(one))
		.flatMap(({ data }) => (data ? [{ before: data.before ?? null, after: data.after ?? data.prepared ?? null }] : []))
		.filter(({ before, after }) => before !== after);
	if (sides.length === 0) return [{ before: null, after: null }];
	const clean = (text: string | null) => (text === null ? null : cleanText(text, secrets, sideLength));
	return sides.slice(0, 100).map(({ before, after }) => ({ before: clean(before), after: clean(after) }));
}
