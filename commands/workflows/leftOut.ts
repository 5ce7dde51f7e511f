import { calledFirst, namedBy, type Copy, type KeptWorkflow, type ProviderName } from '../../core/starterWorkflows';
import { copiesIn, orLeft, setPublished, shippedWithout, type Scene } from './scene';

/** The installed copies that only a provider needs that is left out, callers first. */
export function leftOutCopies(scene: Scene, without: readonly ProviderName[]): Copy[] {
	const stays = shippedWithout(scene, without);
	const copies = copiesIn(scene);
	return calledFirst(scene.starters.workflows)
		.reverse()
		.filter(({ id }) => !stays.has(id))
		.flatMap(({ id }) => {
			const found = copies.get(id);
			return found ? [found.main, ...found.others] : [];
		});
}

/** Unpublishes what only a left-out provider needs, unless somebody edited it or a published workflow calls it. */
export async function unpublishLeftOut(scene: Scene, without: readonly ProviderName[]): Promise<void> {
	for (const { workflow, edited } of leftOutCopies(scene, without)) {
		if (!workflow.published) continue;
		const caller = scene.kept.find((other) => other.id !== workflow.id && calls(other, workflow.id));
		const why = edited ? 'you edited it' : caller && `'${caller.name}' calls it`;
		if (why !== undefined) {
			scene.left.push(
				`${workflow.name} stays published, since ${why}, and only what is left out needs it: unpublish it by hand.`,
			);
			continue;
		}
		await orLeft(scene, workflow.name, async () => {
			await setPublished(scene, workflow, false);
			scene.terminal.say(`${workflow.name}: unpublished, since only what is left out needs it. remove takes it away.`);
		});
	}
}

const calls = (other: KeptWorkflow, id: string): boolean =>
	other.published && !other.archived && namedBy({ ...other, ...other.publishedContent }).includes(id);
