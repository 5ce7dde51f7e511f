import { calledFirst, namedBy, type Copy, type KeptWorkflow } from '../../core/starterWorkflows';
import { InputError } from '../../core/kernel/errors';
import { backUp } from './record';
import { checkUnchanged } from './unchangedSince';
import { copiesIn, keepRecord, selected, type Scene } from './scene';

/** Unpublishes and removes, callers first. What was edited stays, and so does what it calls. */
export async function remove(scene: Scene): Promise<void> {
	const { terminal, options, starters } = scene;
	const inOrder = calledFirst(starters.workflows).map(({ id }) => id);
	const copies = [...copiesIn(scene).values()].flatMap(({ main, others }) => [main, ...others]);
	const asked = options.only ? new Set(selected(starters.workflows, options.only).wanted.map(({ id }) => id)) : undefined;
	const added = options.only ? selected(starters.workflows, options.only).added.map(({ id }) => id) : [];
	const inScope = copies.filter(({ mark }) => !asked || (asked.has(mark.starterId) && !added.includes(mark.starterId)));
	const kept = keptCopies(copies, inScope, options.edited, othersIn(scene, copies));
	const going = inScope
		.filter((copy) => !kept.has(copy))
		.sort((one, other) => inOrder.indexOf(other.mark.starterId) - inOrder.indexOf(one.mark.starterId));
	for (const [{ workflow }, why] of kept) terminal.say(`${workflow.name}: stays, ${why}.`);
	if (going.length === 0) {
		terminal.say('Nothing is to be removed.');
		return;
	}
	terminal.say('To be removed:', ...going.map(({ workflow }) => `  ${workflow.name} (${workflow.id})`));
	if (!options.yes && !(terminal.canAsk && (await terminal.confirm('Remove them?', false)))) {
		throw new InputError('remove', 'was not confirmed, and nothing was removed', 'Answer y, or run it with --yes.');
	}
	for (const { workflow } of going) {
		await checkUnchanged(scene.instance, workflow);
		scene.saved.push(await backUp(scene.place.backups, workflow, new Date()));
		const isGone = await scene.instance.remove(workflow);
		scene.kept = scene.kept.filter((one) => one.id !== workflow.id || !isGone);
		if (isGone) terminal.say(`${workflow.name}: removed.`);
		else scene.left.push(`${workflow.name} is unpublished. n8n's command line removes none: remove it in the editor.`);
	}
	await keepRecord(scene, copiesIn(scene).size === 0 ? { only: undefined } : {});
}

/** The operator's own workflows. Archived ones call nobody. */
const othersIn = ({ kept }: Scene, copies: readonly Copy[]): KeptWorkflow[] =>
	kept.filter((one) => !one.archived && !copies.some(({ workflow }) => workflow.id === one.id));

/** Those that stay, with the reason. */
export function keptCopies(
	copies: readonly Copy[],
	inScope: readonly Copy[],
	edited: boolean,
	others: readonly KeptWorkflow[],
): Map<Copy, string> {
	const kept = new Map<Copy, string>();
	for (const copy of inScope) if (copy.edited && !edited) kept.set(copy, 'since you edited it (--edited removes it)');
	const ofThePack = copies.filter((copy) => !inScope.includes(copy) || kept.has(copy)).map(({ workflow }) => workflow);
	const staying = new Set<KeptWorkflow>([...ofThePack, ...others]);
	for (const stays of staying) {
		for (const id of namedBy(stays)) {
			const called = inScope.find(({ workflow }) => workflow.id === id);
			if (!called || kept.has(called)) continue;
			kept.set(called, `since '${stays.name}' calls it`);
			staying.add(called.workflow);
		}
	}
	return kept;
}
