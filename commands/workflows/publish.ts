import {
	errorWorkflowOf,
	namedBy,
	sharedAddresses,
	unpickedTypes,
	needsOf,
	type KeptWorkflow,
	type StarterWorkflow,
} from '../../core/starterWorkflows';
import { ExternalError } from '../../core/kernel/errors';
import { setPublished, type Scene } from './scene';

/** Why a workflow cannot be published now; nothing when it can. Older versions of n8n check none of it. */
export function obstaclesOf(scene: Scene, starter: StarterWorkflow, workflow: KeptWorkflow): string[] {
	const titles = new Map(needsOf(starter).map(({ type, title }) => [type, title]));
	const unpicked = unpickedTypes(starter, workflow).map(
		(type) => `no credential ${titles.get(type) ?? type} (${type}) is picked`,
	);
	const gone = goneCredentials(scene, workflow).map(
		({ type, name }) => `its credential '${name}' (${type}) is gone from n8n: make one`,
	);
	const uncalled = namedBy(workflow).flatMap((id) => {
		if (id === workflow.id || id === errorWorkflowOf(workflow)) return [];
		const called = scene.kept.find((one) => one.id === id);
		if (!called) return [`it calls a workflow that is not there (${id})`];
		return called.published ? [] : [`it calls '${called.name}', which is not published`];
	});
	const rivals = scene.kept.flatMap((other) => {
		if (other.id === workflow.id || !other.published || other.archived) return [];
		const shared = sharedAddresses(workflow, other.publishedContent ?? other);
		return shared.length === 0 ? [] : [`'${other.name}' is published and answers at ${shared.join(', ')}: unpublish it`];
	});
	return [...unpicked, ...gone, ...uncalled, ...rivals];
}

/** The picks of a workflow that n8n no longer has. */
export function goneCredentials({ listed }: Scene, { nodes }: Pick<KeptWorkflow, 'nodes'>) {
	if (!listed) return [];
	const gone = new Map<string, { type: string; name: string }>();
	for (const { credentials, disabled } of nodes) {
		if (disabled === true) continue;
		for (const [type, pick] of Object.entries(credentials ?? {})) {
			if (!pick.id || listed.some((one) => one.type === type && one.id === pick.id)) continue;
			gone.set(`${type} ${pick.id}`, { type, name: pick.name ?? pick.id });
		}
	}
	return [...gone.values()];
}

/**
 * Publishes a workflow unless something is in the way, and says so.
 *
 * @returns whether it is published now.
 */
export async function publishIfReady(scene: Scene, starter: StarterWorkflow, workflow: KeptWorkflow): Promise<boolean> {
	if (workflow.published) return true;
	const obstacles = obstaclesOf(scene, starter, workflow);
	if (obstacles.length > 0) {
		scene.left.push(`${workflow.name} is not published: ${obstacles.join('; ')}.`);
		return false;
	}
	try {
		await setPublished(scene, workflow, true);
		return true;
	} catch (error) {
		if (!(error instanceof ExternalError) || error.errorClass === 'auth' || error.errorClass === 'permission') throw error;
		scene.left.push(`${workflow.name} is not published: ${error.vendorMessage}. ${error.remedy}`);
		return false;
	}
}
