import type { HostResult, HostStatus } from '../ansible';
import type { Writer } from '../messages';
import { differences, folded, list, markup, pre, type Markup } from '../pages';

/** A page of more is read by nobody, and a phone shows it slowly. */
const most = { hosts: 200, changes: 50, diffs: 500_000 } as const;

const seriousness: readonly HostStatus[] = ['failed', 'unreachable', 'not_attempted', 'changed', 'ok', 'skipped'];

/** The hosts of a run, the most serious first: what failed, what changed or would, and what each task says. */
export function hostSections(writer: Writer, hosts: readonly HostResult[], check: boolean): Markup {
	const { say, words } = writer;
	const { runPage: w, ansible } = words;
	const ordered = [...hosts].sort((one, other) => seriousness.indexOf(one.status) - seriousness.indexOf(other.status));
	const shown = ordered.slice(0, most.hosts);
	const room = { left: most.diffs };
	const status = (host: HostResult) =>
		check && host.status === 'changed' ? ansible.wouldChange : ansible.statuses[host.status];
	return markup`${shown.map((host) =>
		folded(
			`${host.host} · ${status(host)}`,
			markup`<p class="soft">${say(w.counts, host.counts)}</p>
${hostParts(writer, host, check, room)}`,
			host.status !== 'ok' && host.status !== 'skipped' && shown.length <= 10,
		),
	)}${ordered.length > shown.length ? markup`<p>${say(w.moreHosts, { count: ordered.length - shown.length })}</p>` : markup``}`;
}

function hostParts(writer: Writer, host: HostResult, check: boolean, room: { left: number }): Markup[] {
	const { runPage: w } = writer.words;
	const done = check ? host.changes.filter((change) => change.done) : [];
	const others = check ? host.changes.filter((change) => !change.done) : host.changes;
	return [
		...tasks(writer, w.failedTasks, host.failedTasks),
		...changes(writer, w.done, done, room),
		...changes(writer, check ? w.wouldChanges : w.changes, others, room),
		...tasks(writer, w.rescuedTasks, host.rescuedTasks),
		...tasks(writer, w.ignoredTasks, host.ignoredTasks),
		...(host.detached.length === 0 ? [] : [markup`<h3>${w.detached}</h3>${list(host.detached)}`]),
		...(Object.keys(host.stats).length === 0
			? []
			: [markup`<h3>${w.stats}</h3>${pre(JSON.stringify(host.stats, null, 2))}`]),
	];
}

function tasks({ say, words: { runPage: w } }: Writer, title: string, told: HostResult['failedTasks']): Markup[] {
	if (told.length === 0) return [];
	return [
		markup`<h3>${title}</h3>`,
		...told.map(
			({ task, message, item }) =>
				markup`<p><strong>${item === null ? task : `${task} (${say(w.item, { item })})`}</strong></p>${pre(message)}`,
		),
	];
}

function changes(
	{ say, words: { runPage: w } }: Writer,
	title: string,
	told: HostResult['changes'],
	room: { left: number },
): Markup[] {
	if (told.length === 0) return [];
	const shown = told.slice(0, most.changes);
	return [
		markup`<h3>${title}</h3>`,
		...shown.map(({ task, before, after }) => {
			const size = (before?.length ?? 0) + (after?.length ?? 0);
			if (size === 0) return markup`<p>${task}</p>`;
			room.left -= size;
			return markup`<p>${task}</p>${room.left < 0 ? markup`<p class="soft">${w.cut}</p>` : differences(before, after)}`;
		}),
		...(told.length > shown.length
			? [markup`<p>${say(w.moreChanges, { count: told.length - shown.length })}</p>`]
			: []),
	];
}
