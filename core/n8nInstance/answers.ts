import { z } from 'zod';
import { canonicalJson } from '../kernel/canonicalJson';
import { workflowContent, type KeptWorkflow, type WorkflowContent } from '../starterWorkflows';

const version = z.looseObject({ nodes: workflowContent.shape.nodes, connections: workflowContent.shape.connections });

/** A workflow as the public API and the command line give it. */
const listed = workflowContent.extend({
	id: z.union([z.string(), z.number()]).transform(String),
	active: z.boolean().default(false),
	versionId: z.string().nullish(),
	activeVersionId: z.string().nullish(),
	activeVersion: version.nullish().catch(null),
	isArchived: z.boolean().nullish(),
	createdAt: z.string().catch(''),
});

/** @throws ZodError when it is no workflow. */
export function keptWorkflowOf(raw: unknown): KeptWorkflow {
	const { active, versionId, activeVersionId, activeVersion, isArchived, ...content } = listed.parse(raw);
	// A node that was only moved is no change that somebody has to publish.
	const isOlder =
		activeVersion && activeVersionId && activeVersionId !== versionId && formOf(activeVersion) !== formOf(content);
	return {
		...content,
		published: active || (activeVersionId ?? null) !== null,
		...(isOlder && { publishedContent: activeVersion }),
		archived: isArchived === true,
		raw,
	};
}

/** All of it but the places of the nodes, and which of them was drawn first. */
function formOf({ nodes, connections }: Pick<WorkflowContent, 'nodes' | 'connections'>): string {
	const placeless = nodes.map(({ position: _, ...node }) => canonicalJson(node)).sort();
	return canonicalJson({ nodes: placeless, connections });
}

export const listedCredential = z.object({
	id: z.union([z.string(), z.number()]).transform(String),
	name: z.string(),
	type: z.string(),
});
