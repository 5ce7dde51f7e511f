import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { root } from './files';
import { Told } from './told';

const workflowSchema = z.looseObject({
	id: z.string().min(1),
	name: z.string().min(1),
	nodes: z.array(
		z.looseObject({ name: z.string(), type: z.string(), parameters: z.record(z.string(), z.unknown()).default({}) }),
	),
	connections: z.record(z.string(), z.unknown()),
});
/** A workflow as `import:workflow` takes it. */
export type Workflow = z.infer<typeof workflowSchema>;

/** What tests change of a workflow before it is imported. */
export type TransformWorkflow = (workflow: Workflow) => Workflow;

/**
 * A workflow as it is best for an n8n with these variables: where n8n starts an expression VM only when an expression needs
 * one, the pack's triggers are of the version at which n8n needs none. See docs/webhooks.md.
 */
export function suitedTo(environment: Readonly<Record<string, string>>, workflow: Workflow): Workflow {
	if (environment.N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE !== 'true') return workflow;
	const nodes = workflow.nodes.map((node) =>
		/^n8n-nodes-msp\.\w+Trigger$/.test(node.type) ? { ...node, typeVersion: 1.1 } : node,
	);
	return { ...workflow, nodes };
}

/** The starter workflows, in the order of their file names. */
export async function starterWorkflows(): Promise<Workflow[]> {
	const folder = join(root, 'workflows');
	const files = (await readdir(folder)).filter((file) => file.endsWith('.json')).sort();
	return await Promise.all(
		files.map(async (file) => {
			const read = workflowSchema.safeParse(JSON.parse(await readFile(join(folder, file), 'utf8')));
			if (read.success) return read.data;
			throw new Told(`workflows/${file} is not a workflow: ${z.prettifyError(read.error)}`);
		}),
	);
}

/** In such an order that each comes after those that it names: n8n publishes no caller of an unpublished workflow. */
export function calledFirst(workflows: readonly Workflow[]): Workflow[] {
	const ordered = new Set<Workflow>();
	const begun = new Set<Workflow>();
	const visit = (workflow: Workflow) => {
		if (begun.has(workflow)) return;
		begun.add(workflow);
		const text = JSON.stringify(workflow);
		for (const other of workflows) if (text.includes(`"${other.id}"`)) visit(other);
		ordered.add(workflow);
	};
	for (const workflow of workflows) visit(workflow);
	return [...ordered];
}
