import {
	dress,
	fingerprintOfContent,
	foundlingsAmong,
	type Foundling,
	type Mark,
	type ProviderName,
	type StarterWorkflow,
} from '../../core/starterWorkflows';
import { InputError } from '../../core/kernel/errors';
import { nameFor } from './nameFor';
import { change, copiesIn, markFor, shippedWithout, surroundingsIn, type Scene } from './scene';

/** Stands in the mark of a workflow of which nobody knows what it was made from. */
const unknownFingerprint = '0'.repeat(16);

/**
 * Takes over workflows that somebody imported by hand: each gets its mark, and nothing else of it changes. One that is as
 * it is shipped counts as unchanged, any other as edited.
 *
 * @throws InputError when there are some, and nobody has said what to do with them.
 */
export async function adoptFoundlings(scene: Scene): Promise<void> {
	const recorded = new Map(Object.entries(scene.record.workflows));
	const found = foundlingsAmong(scene.kept, scene.starters.workflows, copiesIn(scene), recorded);
	if (found.length === 0) return;
	const names = found.map(({ workflow }) => `'${workflow.name}' (${workflow.id})`).join(', ');
	if (!scene.options.adopt) {
		const question = `These starter workflows were imported by hand, or lost their note: ${names}. Take them over?`;
		if (!scene.terminal.canAsk || !(await scene.terminal.confirm(question, true))) {
			throw new InputError(
				'install',
				`found starter workflows that were imported by hand, or lost their note: ${names}`,
				'Run it with --adopt to take them over as they are, or remove or rename them first: two would answer at one address.',
			);
		}
	}
	for (const foundling of found) await adopt(scene, foundling);
}

async function adopt(scene: Scene, { starter, workflow }: Foundling): Promise<void> {
	const { publishedContent } = workflow;
	if (publishedContent) {
		scene.left.push(
			`${workflow.name} has changes that are not published. Publish or discard them, and run install again: it takes the workflow over then.`,
		);
		return;
	}
	const shipped = variantLike(scene, { starter, workflow });
	if (shipped) {
		// The same workflow in the form in which the editor saves it, with the operator's picks.
		const dressed = dress(shipped.starter, surroundingsIn(scene), workflow);
		const name = nameFor(workflow, shipped.starter);
		await change(scene, workflow, { ...dressed, name }, markFor(scene, shipped.starter, shipped.without));
	} else {
		const { name, nodes, connections, settings } = workflow;
		const mark: Mark = { starterId: starter.id, version: 'unknown', fingerprint: unknownFingerprint, without: [] };
		await change(scene, workflow, { name, nodes, connections, settings: { executionOrder: 'v1', ...settings } }, mark);
	}
	scene.terminal.say(`${workflow.name}: taken over, ${shipped ? 'unchanged' : 'as edited by you'}.`);
}

/** The workflow of the package that this one is, saved by the editor or not; undefined when it is edited. */
function variantLike(scene: Scene, { starter, workflow }: Foundling) {
	const own = fingerprintOfContent(workflow);
	for (const without of variants) {
		const shipped = shippedWithout(scene, without).get(starter.id);
		if (!shipped) continue;
		const forms = [shipped, withFullParameters(scene, shipped)];
		if (forms.some((form) => fingerprintOfContent(form) === own)) return { starter: shipped, without };
	}
	return undefined;
}

/** What people leave out by hand: a trigger that they disabled. */
const variants: ReadonlyArray<readonly ProviderName[]> = [[], ['paypal'], ['stripe'], ['ansible'], ['paypal', 'ansible']];

function withFullParameters(scene: Scene, shipped: StarterWorkflow): StarterWorkflow {
	const full = scene.starters.workflows.find(({ id }) => id === shipped.id);
	const parameters = new Map(full?.nodes.map((node) => [node.name, node.parameters]));
	return {
		...shipped,
		nodes: shipped.nodes.map((node) => ({ ...node, parameters: parameters.get(node.name) ?? node.parameters })),
	};
}
