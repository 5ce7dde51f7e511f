import type { ResultEvent, StatsEvent } from './events';
import type { HostResult, HostStatus } from './outcome';

type Task = HostResult['failedTasks'][number];
type Change = HostResult['changes'][number];
/** `followed`: more came from the host after it. */
type Failure = Task & { readonly id: string; readonly rescue: boolean; followed: boolean };

/** More than that of one host is not listed. */
const mostTasks = 200;

/** What the events tell of one host so far. It grows, and `resultOf` reads it at any time. */
export interface HostReading {
	readonly host: string;
	readonly counts: {
		ok: number;
		changed: number;
		unreachable: number;
		failed: number;
		skipped: number;
		ignored: number;
	};
	/** Results that came from the host itself. */
	reached: number;
	results: number;
	/** Results of tasks other than the gathering of facts. */
	worked: number;
	readonly failures: Failure[];
	readonly ignored: Task[];
	readonly changes: Change[];
	readonly detached: Map<string, string>;
	/** Items of a loop that runs. They are judged when the loop ends. */
	readonly pending: Map<string, ResultEvent[]>;
	ignoredUnreachable: number;
}

export function newReading(host: string): HostReading {
	return {
		host,
		counts: { ok: 0, changed: 0, unreachable: 0, failed: 0, skipped: 0, ignored: 0 },
		reached: 0,
		results: 0,
		worked: 0,
		failures: [],
		ignored: [],
		changes: [],
		detached: new Map(),
		pending: new Map(),
		ignoredUnreachable: 0,
	};
}

/** Takes one result into the reading of its host. */
export function readResult(reading: HostReading, event: ResultEvent, task: string): void {
	if (event.job !== undefined) reading.detached.set(event.job, `${task}: ${event.job}`);
	if (event.endedJob !== undefined) reading.detached.delete(event.endedJob);
	if (event.event === 'retry') return;
	if (event.event === 'item') {
		reading.pending.set(event.task, [...(reading.pending.get(event.task) ?? []), event]);
		return;
	}
	const items = reading.pending.get(event.task) ?? [];
	reading.pending.delete(event.task);
	for (const failure of reading.failures) failure.followed = true;
	countResult(reading, event);
	const parts = event.loop && items.length > 0 ? items : [event];
	for (const part of parts) addChange(reading, part, task);
	if (event.status !== 'failed' && !(event.status === 'unreachable' && event.ignored)) {
		if (event.status === 'unreachable') addFailures(reading, [event], task, event);
		return;
	}
	const failed = parts.filter(({ status }) => status === 'failed' || status === 'unreachable');
	addFailures(reading, failed.length > 0 ? failed : [event], task, event);
}

function countResult(reading: HostReading, event: ResultEvent): void {
	const { counts } = reading;
	reading.results += 1;
	if (!event.facts) reading.worked += 1;
	if (event.status === 'unreachable') {
		if (event.ignored) reading.ignoredUnreachable += 1;
		else counts.unreachable += 1;
	} else if (!event.here && event.status !== 'skipped') reading.reached += 1;
	if (event.status === 'ok') counts.ok += 1;
	if (event.status === 'skipped') counts.skipped += 1;
	if (event.status === 'failed' && !event.ignored) counts.failed += 1;
	if (event.status !== 'ok' && event.status !== 'skipped' && event.ignored) counts.ignored += 1;
	if (event.changed && event.status === 'ok') counts.changed += 1;
}

function addFailures(reading: HostReading, parts: readonly ResultEvent[], task: string, whole: ResultEvent): void {
	for (const part of parts) {
		const entry = { task, message: part.message, item: part.item ?? null };
		if (whole.ignored) {
			if (reading.ignored.length < mostTasks) reading.ignored.push(entry);
		} else if (reading.failures.length < mostTasks) {
			reading.failures.push({
				...entry,
				id: part.task,
				rescue: whole.rescue && whole.status === 'failed',
				followed: false,
			});
		}
	}
}

function addChange(reading: HostReading, event: ResultEvent, task: string): void {
	if (!event.changed || event.status !== 'ok' || reading.changes.length >= mostTasks) return;
	const item = event.item ?? null;
	reading.changes.push({
		task: item === null || item === '' ? task : `${task} (${item})`,
		done: !event.simulated,
		before: event.before ?? null,
		after: event.after ?? null,
	});
}

/** The result of a host, by Ansible's own statistics when they are there, and by its events until then. */
export function resultOf(
	reading: HostReading,
	stats: StatsEvent | undefined,
	taskName: (id: string) => string,
): HostResult {
	const own = ownOf(stats?.hosts, reading.host);
	const failures = [...reading.failures, ...(own === undefined ? failuresOfOpenLoops(reading, taskName) : [])];
	const { failed, rescued } = sortedFailures(failures, own?.failures);
	const counts =
		own === undefined
			? { ...reading.counts, failed: tasksOf(failed), rescued: tasksOf(rescued) }
			: {
					ok: own.ok,
					changed: own.changed,
					unreachable: own.dark,
					failed: own.failures,
					skipped: own.skipped,
					rescued: own.rescued,
					ignored: own.ignored,
				};
	return {
		host: reading.host,
		status: statusOf(counts, reading),
		counts,
		failedTasks: failed.map(shown),
		rescuedTasks: rescued.map(shown),
		ignoredTasks: reading.ignored,
		changes: reading.changes,
		stats: ownOf(stats?.custom, reading.host) ?? {},
		detached: [...reading.detached.values()],
	};
}

/** A host may have the name of what every object has, such as `constructor`. */
const ownOf = <Value>(byHost: Readonly<Record<string, Value>> | undefined, host: string): Value | undefined =>
	byHost !== undefined && Object.hasOwn(byHost, host) ? byHost[host] : undefined;

/** A run that was cut off within a loop: what its items told so far. */
function failuresOfOpenLoops({ pending }: HostReading, taskName: (id: string) => string): Failure[] {
	return [...pending.values()]
		.flat()
		.filter(({ status }) => status === 'failed')
		.map(({ task, message, item, rescue }) => ({
			task: taskName(task),
			message,
			item: item ?? null,
			id: task,
			rescue,
			followed: false,
		}));
}

const shown = ({ task, message, item }: Task): Task => ({ task, message, item });

/** Which failures were rescued: one without a rescue above it never; of the others, those before the last ones. */
function sortedFailures(
	failures: readonly Failure[],
	count: number | undefined,
): { failed: Failure[]; rescued: Failure[] } {
	const certain = failures.filter(({ rescue }) => !rescue);
	const open = failures.filter(({ rescue }) => rescue);
	// Without statistics: nothing came after the last failure of a host that failed.
	const lost =
		count === undefined ? open.filter(({ followed }) => !followed) : lastTasks(open, count - tasksOf(certain));
	return {
		failed: failures.filter((failure) => certain.includes(failure) || lost.includes(failure)),
		rescued: open.filter((failure) => !lost.includes(failure)),
	};
}

const tasksOf = (failures: readonly Failure[]) => new Set(failures.map(({ id }) => id)).size;

function lastTasks(failures: readonly Failure[], count: number): Failure[] {
	const last = new Set(count > 0 ? [...new Set(failures.map(({ id }) => id))].slice(-count) : []);
	return failures.filter(({ id }) => last.has(id));
}

function statusOf(counts: HostResult['counts'], reading: HostReading): HostStatus {
	const neverReached = reading.ignoredUnreachable > 0 && reading.reached === 0;
	if (counts.unreachable > 0 || neverReached) return 'unreachable';
	if (counts.failed > 0) return 'failed';
	if (counts.changed > 0) return 'changed';
	if (counts.ok > 0) return 'ok';
	return counts.skipped > 0 || counts.rescued > 0 || counts.ignored > 0 ? 'skipped' : 'not_attempted';
}
