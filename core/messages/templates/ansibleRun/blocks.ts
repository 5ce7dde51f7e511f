import { entry, facts, paragraph, type Block } from '../../letter';
import type { Writer } from '../../writer';
import type { ReportedRun } from './data';

const accents: Readonly<Record<ReportedRun['shown'][number]['status'], string>> = {
	failed: '#dc2626',
	unreachable: '#dc2626',
	not_attempted: '#d97706',
	changed: '#d97706',
	ok: '#64748b',
	skipped: '#64748b',
};

/** What ran, such as `playbook site.yml`. */
export function whatRan({ say, words }: Writer, { kind, name }: Pick<ReportedRun, 'kind' | 'name'>): string {
	return say(words.ansible[kind], { name });
}

/** Where a run ran, and of which project. */
export function placeOf({ words: { ansibleReport: w } }: Writer, { runner, project, commit }: ReportedRun): Block {
	return facts([w.where, runner], [w.project, project ?? undefined], [w.commit, commit ?? undefined]);
}

/** Why a run did not go well. */
export function explained({ words: { ansibleReport: w } }: Writer, { explanation }: ReportedRun): Block[] {
	return explanation === null ? [] : [{ kind: 'quote', label: w.explanation, text: explanation }];
}

/** One entry for each host that is shown, and how many are not. */
export function hostEntries(writer: Writer, { shown, more, check }: ReportedRun): Block[] {
	const { say, words } = writer;
	const { ansibleReport: w, ansible } = words;
	return [
		...shown.map(({ host, status, changes, done, failures, more: left }) =>
			entry({
				title: host,
				subtitle: check && status === 'changed' ? ansible.wouldChange : ansible.statuses[status],
				accent: accents[status],
				facts: facts(
					...failures.map(({ task, message }) => [w.failedTask, writer.labelled(task, message)] as const),
					[w.done, together(done)],
					[
						check ? w.wouldChange : w.columns.changes,
						together([...changes, ...(left > 0 ? [say(w.moreTasks, { count: left })] : [])]),
					],
				).facts,
			}),
		),
		...(more > 0 ? [paragraph(say(w.more, { count: more }))] : []),
	];
}

const together = (tasks: readonly string[]) => (tasks.length === 0 ? undefined : tasks.join(', '));
