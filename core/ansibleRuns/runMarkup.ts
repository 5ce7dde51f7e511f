import type { HostResult } from '../ansible';
import type { Writer } from '../messages';
import { folded, list, markup, pre, section, terms, type Markup } from '../pages';
import type { RunApproval } from './approvals';
import { hostSections } from './hostSections';
import { workOf } from './report';
import type { AnsibleRun } from './runs';

/** A run and all that belongs to it, as a page shows it. */
export interface PagedRun {
	readonly run: AnsibleRun;
	readonly hosts: readonly HostResult[];
	readonly approval: RunApproval | undefined;
}

export function titleOf({ say, words }: Writer, { run }: PagedRun): string {
	const { kind, name } = workOf(run);
	const what = say(words.ansible[kind], { name });
	return say(run.check ? words.runPage.checkTitle : words.runPage.runTitle, { what });
}

/** All that the ledger knows of a run. No secret is in it: the ledger has none. */
export function runMarkup(writer: Writer, { run, hosts, approval }: PagedRun): Markup {
	const { words } = writer;
	const { runPage: w, ansible } = words;
	const verdict = run.verdict === null ? ansible.running : ansible.verdicts[run.verdict];
	return markup`<p class="verdict ${run.verdict === 'ok' ? 'good' : run.verdict === null ? 'open' : 'bad'}">${writer.labelled(w.verdict, verdict)}</p>
${run.explanation === '' || run.verdict === 'ok' ? markup`` : pre(run.explanation)}
${run.check ? markup`<p>${w.nothingChanged}</p>` : markup``}
${section(
	w.leftovers,
	run.leftovers.length === 0 ? [] : [list(run.leftovers)],
)}${section(w.perHost, hosts.length === 0 ? [] : [hostTable(writer, hosts, run.check), hostSections(writer, hosts, run.check)])}
${facts(writer, run, approval)}
${section(w.warnings, run.warnings.length === 0 ? [] : [list(run.warnings)])}
${section(w.notReported, run.notReported.length === 0 ? [] : [list(run.notReported)])}
${Object.keys(run.stats).length === 0 ? markup`` : section(w.stats, [pre(JSON.stringify(run.stats, null, 2))])}
${run.logTail === '' ? markup`` : folded(w.log, pre(run.logTail))}`;
}

/** One row a host: it fits on a phone, and the rest is folded below. */
function hostTable({ words, number }: Writer, hosts: readonly HostResult[], check: boolean): Markup {
	const { ansibleReport: w, ansible } = words;
	const rows = hosts.slice(0, mostRows).map(({ host, status, counts, changes }) => {
		const told = check && status === 'changed' ? ansible.wouldChange : ansible.statuses[status];
		const changed = Math.max(counts.changed, changes.length);
		return markup`<tr class="${status}"><td>${host}</td><td>${told}</td><td>${number(changed)}</td></tr>
`;
	});
	return markup`<table><thead><tr><th>${w.columns.host}</th><th>${w.columns.status}</th><th>${w.columns.changes}</th></tr></thead><tbody>
${rows}</tbody></table>
`;
}

const mostRows = 1_000;

function facts(writer: Writer, run: AnsibleRun, approval: RunApproval | undefined): Markup {
	const { say, words } = writer;
	const { runPage: w, ansible } = words;
	const { kind, name } = workOf(run);
	const { commit, changesHash, inventoryHash, hosts, options } = run;
	const origin = commit === null ? '' : changesHash === null ? commit : `${commit}, ${w.uncommitted}`;
	const told = [...(options.become === true ? [w.become] : []), ...(options.vault === true ? [w.vault] : [])].join(
		', ',
	);
	return terms([
		[w.what, say(ansible[kind], { name })],
		['', argumentsOf(run)],
		[w.where, run.runnerName],
		[w.project, run.project],
		[w.commit, origin],
		[w.inventory, [inventoryOf(writer, run), shortHash(inventoryHash)].filter(Boolean).join(', ')],
		[w.limit, limitOf(writer, run)],
		[w.hosts, hosts === null ? '' : hosts.length === 0 ? ansible.noHost : hosts.join(', ')],
		[w.tags, run.tags.join(', ')],
		[w.skipTags, run.skipTags.join(', ')],
		[w.variables, Object.keys(run.variables).length === 0 ? '' : pre(JSON.stringify(run.variables, null, 2))],
		[w.secretVariables, run.secretNames.join(', ')],
		[w.options, told],
		[w.startedBy, run.startedBy],
		[w.approval, approval && approvalWords(writer, approval)],
		[w.started, run.startedAt === null ? '' : writer.moment(run.startedAt, 'UTC')],
		[w.duration, run.seconds === null ? '' : say(w.seconds, { count: Math.max(0, Math.round(run.seconds)) })],
		[w.attempt, run.attempt === 1 ? '' : writer.number(run.attempt)],
	]);
}

/** What a module or a script was given. */
function argumentsOf({ work }: AnsibleRun): Markup | undefined {
	const { arguments: given } = work;
	if (typeof given !== 'object' || given === null || Object.keys(given).length === 0) return undefined;
	return pre(JSON.stringify(given, null, 2));
}

function inventoryOf({ words: { runPage: w } }: Writer, { inventory }: AnsibleRun): string {
	if (inventory.kind === 'inline') return w.inline;
	return inventory.kind === 'path' && typeof inventory.path === 'string' ? inventory.path : w.fromProject;
}

function limitOf({ words: { ansible } }: Writer, { askedLimit }: AnsibleRun): string {
	const { kind, names, pattern } = askedLimit;
	if (kind === 'all') return ansible.allHosts;
	if (kind === 'names' && Array.isArray(names)) return names.map(String).join(', ');
	return typeof pattern === 'string' ? pattern : '';
}

/** Enough to tell two apart. */
const shortHash = (hash: string | null) => (hash === null ? '' : hash.slice(0, 12));

/** Where an approval stands, in one sentence. */
export function approvalWords(
	{ say, moment, words: { runPage: w } }: Writer,
	{ status, until, decidedBy, decidedAt, reason, despiteVerdict }: RunApproval,
): string {
	if (status === 'expired') return w.expired;
	if (status === 'asked') return say(w.asked, { moment: moment(until, 'UTC') });
	const told = despiteVerdict === null ? w[status] : w.approvedDespite;
	const decided = say(told, { name: decidedBy ?? '', moment: decidedAt === null ? '' : moment(decidedAt, 'UTC') });
	return reason === '' ? decided : `${decided} (${reason})`;
}
