import { canonicalJson } from '../../core/kernel/canonicalJson';
import { ExternalError } from '../../core/kernel/errors';
import type { N8nInstance } from '../../core/n8nInstance';
import { fingerprintOfContent, type KeptWorkflow } from '../../core/starterWorkflows';

/**
 * Looks again before a workflow is replaced or removed: somebody may have saved it in the editor since the command read
 * it, for one while a question waited for its answer.
 *
 * @throws ExternalError when it is gone, or is another than the command knows.
 */
export async function checkUnchanged({ reread }: Pick<N8nInstance, 'reread'>, known: KeptWorkflow): Promise<void> {
	if (!reread) return;
	const now = await reread(known.id);
	if (now && formOf(now) === formOf(known)) return;
	throw new ExternalError(
		now ? 'busy' : 'not_found',
		`'${known.name}' was ${now ? 'changed' : 'removed'} in n8n while the command ran`,
		'Run the command again: it looks at the workflow as it is now.',
	);
}

/** What it does, whether it runs, and what the operator picked. */
function formOf(workflow: KeptWorkflow): string {
	const { name, published, archived, nodes } = workflow;
	const picks = nodes.map(({ name: node, credentials = {} }) => [
		node,
		Object.entries(credentials).map(([type, { id }]) => `${type} ${id ?? ''}`).sort(),
	]);
	return canonicalJson({ name, published, archived, content: fingerprintOfContent(workflow), picks: picks.sort() });
}
