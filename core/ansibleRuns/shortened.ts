import { outcomeWithoutSecrets, type HostResult, type RunOutcome } from '../ansible';
import { deeply } from './recorded';

/** The most characters and entries that are kept of a run. What is left out is counted in its place. */
const limits = {
	logTail: 65_536,
	explanation: 2_000,
	message: 4_000,
	name: 300,
	tasks: 50,
	changes: 200,
	lines: 200,
	stats: 20_000,
	/** Of what was there before and after a change, for all hosts together. */
	diffs: 2_000_000,
	diff: 8_000,
	hosts: 5_000,
} as const;

/** An outcome as it is kept and shown: without the secrets of its request, and with nothing longer than the table takes. */
export function shortenedOutcome(whole: RunOutcome, secrets: readonly string[]): RunOutcome {
	const outcome = outcomeWithoutSecrets(whole, secrets);
	let room: number = limits.diffs;
	const diff = (text: string | null) => {
		if (text === null) return null;
		const kept = cut(text, Math.max(0, Math.min(limits.diff, room)));
		room -= kept.length;
		return kept;
	};
	const { origin } = outcome;
	return {
		...outcome,
		explanation: cut(outcome.explanation, limits.explanation),
		logTail: endOf(outcome.logTail),
		warnings: lines(outcome.warnings),
		notReported: lines(outcome.notReported),
		leftovers: lines(outcome.leftovers),
		stats: stats(outcome.stats),
		hosts: outcome.hosts.slice(0, limits.hosts).map((host) => shortenedHost(host, diff)),
		origin: {
			...origin,
			commit: short(origin.commit),
			changesHash: short(origin.changesHash),
			inventoryHash: short(origin.inventoryHash),
			hosts: origin.hosts === null ? null : origin.hosts.map((host) => cut(host, limits.name)),
		},
	};
}

function shortenedHost(host: HostResult, diff: (text: string | null) => string | null): HostResult {
	const tasks = (told: HostResult['failedTasks']) =>
		told.slice(0, limits.tasks).map(({ task, message, item }) => ({
			task: cut(task, limits.name),
			message: cut(message, limits.message),
			item: item === null ? null : cut(item, limits.name),
		}));
	return {
		...host,
		host: cut(host.host, limits.name),
		failedTasks: tasks(host.failedTasks),
		rescuedTasks: tasks(host.rescuedTasks),
		ignoredTasks: tasks(host.ignoredTasks),
		changes: host.changes.slice(0, limits.changes).map(({ task, done, before, after }) => ({
			...{ task: cut(task, limits.name), done },
			...{ before: diff(before), after: diff(after) },
		})),
		stats: stats(host.stats),
		detached: lines(host.detached),
	};
}

function stats(told: RunOutcome['stats']): RunOutcome['stats'] {
	const { length } = JSON.stringify(told);
	if (length <= limits.stats) return told;
	const cutDown = deeply(told, (text) => cut(text, limits.name)) as RunOutcome['stats'];
	return JSON.stringify(cutDown).length <= limits.stats ? cutDown : { tooLong: length };
}

const lines = (told: readonly string[]) => told.slice(0, limits.lines).map((line) => cut(line, limits.message));
const short = (text: string | null) => (text === null ? null : cut(text, 200));

/** The beginning of a text, without half a character at its end. */
export function cut(text: string, most: number): string {
	if (text.length <= most) return text;
	return most < 1 ? '' : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

function endOf(log: string): string {
	if (log.length <= limits.logTail) return log;
	return `…${log.slice(1 - limits.logTail).replace(/^[\udc00-\udfff]/, '')}`;
}
