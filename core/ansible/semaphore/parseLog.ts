import { z } from 'zod';
import { jsonOf } from '../../kernel/answers';
import { failuresApart, noCounts, statusOf } from '../api/hostTally';
import { cleanText, messageOf, sideLength } from '../api/text';
import type { HostResult } from '../outcome';

interface Held {
	counts: HostResult['counts'];
	/** By task. */
	failures: Array<Array<HostResult['failedTasks'][number]>>;
	ignored: Array<HostResult['ignoredTasks'][number]>;
	changes: Array<HostResult['changes'][number]>;
}

export interface ParsedLog {
	readonly hosts: readonly HostResult[];
	/** True when the log has Ansible's own counts. Without them the hosts are as their lines say. */
	readonly hasRecap: boolean;
	/** True when a task began, also when no host tells a result of it. */
	readonly anythingBegan: boolean;
	readonly warnings: readonly string[];
	/** The last line that says what went wrong with the whole run. */
	readonly error: string;
}

/**
 * Reads what Ansible's default callback writes for people. A host's counts come from the recap at the end; the lines
 * before tell which tasks failed. Source: ansible/plugins/callback/default.py of 2.14 and 2.19.
 *
 * @param log without colours.
 */
export function parseLog(log: string, check: boolean, secrets: readonly string[]): ParsedLog {
	const lines = log.split('\n');
	const hosts = new Map<string, Held>();
	const warnings: string[] = [];
	let [task, error] = ['', ''];
	let diff: string[] = [];
	let last: Held | undefined;
	const recapAt = lines.findLastIndex((line) => /^PLAY RECAP \*+/.test(line));
	const heldOf = (name: string): Held => {
		const known = hosts.get(name);
		if (known) return known;
		const held: Held = { counts: noCounts, failures: [], ignored: [], changes: [] };
		hosts.set(name, held);
		return held;
	};

	// All of them: some versions store lines of tasks after the recap (semaphoreui/semaphore#1060).
	for (const line of lines) {
		const begun = /^(?:TASK|RUNNING HANDLER) \[(.*)\] \*+$/.exec(line);
		if (begun) {
			task = begun[1] ?? '';
			diff = [];
		}
		if (/^\[(DEPRECATION )?WARNING\]: /.test(line)) warnings.push(messageOf(line, secrets));
		if (/^(ERROR! |\[ERROR\]: )/.test(line)) error = messageOf(line, secrets);
		if (/^([+-]|@@|\\| )/.test(line)) diff.push(line);
		if (line === '...ignoring' && last) {
			const held: Held = last;
			held.ignored.push(...(held.failures.pop() ?? []));
			held.counts = {
				...held.counts,
				failed: Math.max(0, held.counts.failed - 1),
				ok: held.counts.ok + 1,
				ignored: held.counts.ignored + 1,
			};
			last = undefined;
		}
		const told = /^(ok|changed|skipping|fatal|failed): \[([^\]]+?)(?: -> [^\]]+)?\](.*)$/.exec(line);
		if (!told) continue;
		const [, what = '', host = '', rest = ''] = told;
		const held = heldOf(host);
		if (what === 'fatal' || what === 'failed') addFailure(held, { task, rest, secrets });
		else if (what === 'changed') {
			held.counts = { ...held.counts, ok: held.counts.ok + 1, changed: held.counts.changed + 1 };
			held.changes.push({ task, done: !check, ...sidesOf(diff, secrets) });
		} else if (what === 'ok') held.counts = { ...held.counts, ok: held.counts.ok + 1 };
		else held.counts = { ...held.counts, skipped: held.counts.skipped + 1 };
		last = what === 'fatal' || what === 'failed' ? held : undefined;
		diff = [];
	}
	const recap = recapAt === -1 ? [] : lines.slice(recapAt + 1).flatMap((line) => countsIn(line) ?? []);
	for (const { host, counts } of recap) heldOf(host).counts = counts;
	return {
		hosts: [...hosts].map(resultOf),
		hasRecap: recap.length > 0,
		anythingBegan: task !== '' || hosts.size > 0,
		warnings: [...new Set(warnings)].slice(0, 100),
		error,
	};
}

/** A task counts once, however many items of its loop failed. */
function addFailure(
	held: Held,
	{ task, rest, secrets }: { task: string; rest: string; secrets: readonly string[] },
): void {
	const [, item] = /^ \(item=(.*?)\) => /.exec(rest) ?? [];
	const failure = {
		task,
		message: wordsOf(rest, secrets),
		item: item === undefined ? null : messageOf(item, secrets),
	};
	const loop = held.failures.at(-1);
	if (failure.item !== null && loop?.[0]?.task === task && loop[0].item !== null) {
		loop.push(failure);
		return;
	}
	held.failures.push([failure]);
	const kind = rest.startsWith(': UNREACHABLE!') ? 'unreachable' : 'failed';
	held.counts = { ...held.counts, [kind]: held.counts[kind] + 1 };
}

function wordsOf(rest: string, secrets: readonly string[]): string {
	const told = rest.replace(/^.*?=> /, '');
	const read = result.safeParse(jsonOf(told));
	if (!read.success) return messageOf(told, secrets) || 'no reason given';
	const { censored, msg, stderr } = read.data;
	if (censored !== undefined) return 'censored';
	const words = [typeof msg === 'string' ? msg : JSON.stringify(msg), stderr].filter(
		(part) => part !== undefined && part !== '',
	);
	return messageOf(words.join('\n'), secrets) || messageOf(told, secrets);
}
const result = z.object({
	msg: z.json().optional(),
	stderr: z.string().optional().catch(undefined),
	censored: z.string().optional().catch(undefined),
});

/** The two sides of a unified difference, as far as it shows them. */
function sidesOf(diff: readonly string[], secrets: readonly string[]): { before: string | null; after: string | null } {
	const begin = diff.findIndex((line) => line.startsWith('--- '));
	const shown = begin === -1 ? [] : diff.slice(begin).filter((line) => !/^(---|\+\+\+|@@|\\)/.test(line));
	if (shown.length === 0) return { before: null, after: null };
	const side = (sign: string) =>
		cleanText(
			shown
				.filter((line) => line.startsWith(sign) || line.startsWith(' '))
				.map((line) => line.slice(1))
				.join('\n'),
			secrets,
			sideLength,
		);
	return { before: side('-'), after: side('+') };
}

function countsIn(line: string): { host: string; counts: HostResult['counts'] } | undefined {
	const read =
		/^(\S+)\s*: ok=(\d+)\s+changed=(\d+)\s+unreachable=(\d+)\s+failed=(\d+)(?:\s+skipped=(\d+)\s+rescued=(\d+)\s+ignored=(\d+))?\s*$/.exec(
			line,
		);
	if (!read) return undefined;
	const [ok = 0, changed = 0, unreachable = 0, failures = 0, skipped = 0, rescued = 0, ignored = 0] = read
		.slice(2)
		.map((digits: string | undefined) => Number(digits ?? 0));
	return { host: read[1] ?? '', counts: { ok, changed, unreachable, failed: failures, skipped, rescued, ignored } };
}

function resultOf([host, { counts, failures, ignored, changes }]: [string, Held]): HostResult {
	const apart = failuresApart(failures, counts);
	return {
		host,
		status: statusOf(counts),
		counts,
		failedTasks: apart.failed,
		rescuedTasks: apart.rescued,
		ignoredTasks: ignored,
		changes,
		stats: {},
		detached: [],
	};
}
