import { fingerprintOfContent } from './content';
import { markOfNodes, type Mark } from './mark';
import type { StarterWorkflow, WorkflowContent } from './workflow';

/** A workflow as an n8n keeps it. */
export interface KeptWorkflow extends WorkflowContent {
	readonly id: string;
	readonly published: boolean;
	/** What is published, when that is older than what is saved. */
	readonly publishedContent?: Pick<WorkflowContent, 'nodes' | 'connections'>;
	readonly archived: boolean;
	readonly createdAt: string;
	/** All that n8n told, for the backup. */
	readonly raw: unknown;
}

/** A starter workflow that is at an n8n. */
export interface Copy {
	readonly workflow: KeptWorkflow;
	readonly mark: Mark;
	/** Whether somebody has changed what it does, saved or published, since it was installed. */
	readonly edited: boolean;
}

/** All copies of one starter workflow. The first is the one that works, or that did last. */
export interface Copies {
	readonly main: Copy;
	readonly others: readonly Copy[];
}

function isEdited(workflow: KeptWorkflow, { fingerprint }: Mark): boolean {
	const live = workflow.publishedContent;
	return (
		fingerprintOfContent(workflow) !== fingerprint ||
		(live !== undefined && fingerprintOfContent({ ...live, settings: workflow.settings }) !== fingerprint)
	);
}

/**
 * The starter workflows among those of an n8n, by starter ID. Archived ones are out of use, and are left alone.
 *
 * @param known the IDs that a record names, which decide between copies that are equal.
 */
export function copiesAmong(
	kept: readonly KeptWorkflow[],
	known: ReadonlyMap<string, string> = new Map(),
): Map<string, Copies> {
	const found = new Map<string, Copy[]>();
	for (const workflow of kept) {
		const mark = workflow.archived ? undefined : markOfNodes(workflow.nodes);
		if (!mark) continue;
		const copy = { workflow, mark, edited: isEdited(workflow, mark) };
		found.set(mark.starterId, [...(found.get(mark.starterId) ?? []), copy]);
	}
	return new Map(
		[...found].map(([starterId, copies]) => {
			const [main, ...others] = copies.sort((one, other) => rank(other, known) - rank(one, known) || age(one, other));
			if (!main) throw new Error('a starter workflow without a copy');
			return [starterId, { main, others }];
		}),
	);
}

const rank = ({ workflow, mark }: Copy, known: ReadonlyMap<string, string>) =>
	(workflow.published ? 2 : 0) + (known.get(mark.starterId) === workflow.id ? 1 : 0);

const age = (one: Copy, other: Copy) =>
	one.workflow.createdAt < other.workflow.createdAt ? -1 : Number(one.workflow.createdAt > other.workflow.createdAt);

/** A workflow that somebody imported by hand: it has the ID or the name of a starter workflow, and nodes of it. */
export interface Foundling {
	readonly starter: StarterWorkflow;
	readonly workflow: KeptWorkflow;
}

/**
 * Those without a mark that look like starter workflows, at most one for each that no copy is there of.
 *
 * @param recorded the IDs that a record names: such a workflow has lost the note with its mark, and maybe its name.
 */
export function foundlingsAmong(
	kept: readonly KeptWorkflow[],
	starters: readonly StarterWorkflow[],
	copies: ReadonlyMap<string, Copies>,
	recorded: ReadonlyMap<string, string> = new Map(),
): Foundling[] {
	const unmarked = kept.filter(({ archived, nodes }) => !archived && !markOfNodes(nodes));
	return starters.flatMap((starter) => {
		if (copies.has(starter.id)) return [];
		const candidates = unmarked.filter(({ id, name, nodes }) => {
			if (id === starter.id) return true;
			const names = new Set(starter.nodes.map((node) => node.name));
			const alike = nodes.filter((node) => names.has(node.name)).length;
			const isNamed = name.trim() === starter.name || recorded.get(starter.id) === id;
			return isNamed && alike * 2 >= starter.nodes.length;
		});
		const [workflow] = candidates.sort(
			(one, other) =>
				Number(other.published) - Number(one.published) ||
				Number(other.id === starter.id) - Number(one.id === starter.id),
		);
		return workflow ? [{ starter, workflow }] : [];
	});
}
