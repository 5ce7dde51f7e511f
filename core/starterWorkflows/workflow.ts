import { z } from 'zod';

/** One node of a workflow; what is not named here is carried along as it is. */
export const workflowNode = z.looseObject({
	id: z.string().optional(),
	name: z.string(),
	type: z.string(),
	typeVersion: z.number().optional(),
	position: z.array(z.number()).optional(),
	webhookId: z.string().optional(),
	disabled: z.boolean().optional(),
	parameters: z.record(z.string(), z.unknown()).default({}),
	credentials: z
		.record(z.string(), z.looseObject({ id: z.string().nullish(), name: z.string().optional() }))
		.optional(),
});
export type WorkflowNode = z.infer<typeof workflowNode>;

/** What somebody draws on a canvas: the same at n8n and in a file. */
export const workflowContent = z.looseObject({
	name: z.string().min(1),
	nodes: z.array(workflowNode),
	connections: z.record(z.string(), z.unknown()).default({}),
	settings: z
		.record(z.string(), z.unknown())
		.nullish()
		.transform((settings) => settings ?? {}),
	pinData: z.record(z.string(), z.unknown()).nullish(),
});
export type WorkflowContent = z.infer<typeof workflowContent>;

const starterWorkflow = workflowContent.extend({ id: z.string().regex(/^msp-\d+-[a-z0-9-]+$/) });
type Parsed = z.infer<typeof starterWorkflow>;

/** A workflow of the package. Its ID is its name for good; an n8n may know it by another. */
export interface StarterWorkflow extends Parsed {
	/** The number that people call it by: `10`. */
	readonly number: string;
}

/** @throws ZodError when the value is no starter workflow. */
export function starterWorkflowOf(value: unknown): StarterWorkflow {
	const read = starterWorkflow.parse(value);
	return { ...read, number: numberOf(read.id) };
}

const numberOf = (id: string) => /^msp-(\d+)-/.exec(id)?.[1] ?? id;

export const stickyNote = 'n8n-nodes-base.stickyNote';

export interface Edge {
	readonly from: string;
	readonly kind: string;
	readonly output: number;
	readonly to: string;
	readonly input: number;
}

const outputs = z.record(
	z.string(),
	z.record(
		z.string(),
		z.array(z.array(z.object({ node: z.string(), index: z.number().default(0) })).nullable()).catch([]),
	),
);

/** The connections one by one. What is no connection is left out. */
export function edgesOf(connections: unknown): Edge[] {
	const read = outputs.safeParse(connections);
	if (!read.success) return [];
	return Object.entries(read.data).flatMap(([from, kinds]) =>
		Object.entries(kinds).flatMap(([kind, lists]) =>
			lists.flatMap((targets, output) =>
				(targets ?? []).map(({ node, index }) => ({ from, kind, output, to: node, input: index })),
			),
		),
	);
}
