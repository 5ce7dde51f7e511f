import { z } from 'zod';
import { workflowContent, type KeptWorkflow } from '../starterWorkflows';

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
	const isOlder = activeVersion && activeVersionId && activeVersionId !== versionId;
	return {
		...content,
		published: active || (activeVersionId ?? null) !== null,
		...(isOlder && { publishedContent: activeVersion }),
		archived: isArchived === true,
		raw,
	};
}

export const listedCredential = z.object({
	id: z.union([z.string(), z.number()]).transform(String),
	name: z.string(),
	type: z.string(),
});
