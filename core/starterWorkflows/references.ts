import { z } from 'zod';
import type { StarterWorkflow, WorkflowContent, WorkflowNode } from './workflow';

const locator = z.looseObject({ value: z.string() });
const callers = new Set(['n8n-nodes-base.executeWorkflow', '@n8n/n8n-nodes-langchain.toolWorkflow']);

/** The ID of the workflow that a node calls, however the editor wrote it; undefined when it calls none by ID. */
export function calledBy(node: WorkflowNode): string | undefined {
	if (!callers.has(node.type)) return undefined;
	const { workflowId, source } = node.parameters;
	if (source !== undefined && source !== 'database') return undefined;
	if (typeof workflowId === 'string') return asId(workflowId);
	const read = locator.safeParse(workflowId);
	return read.success ? asId(read.data.value) : undefined;
}

/** An expression is decided at run time. */
const asId = (text: string) => (text === '' || text.startsWith('=') ? undefined : text);

/** The same node, calling another workflow. */
export function callingInstead(node: WorkflowNode, id: string, name: string): WorkflowNode {
	const { workflowId } = node.parameters;
	const read = locator.safeParse(workflowId);
	const kept: Record<string, unknown> = { __rl: true, mode: 'list', ...(read.success && read.data) };
	delete kept.cachedResultUrl;
	return {
		...node,
		parameters: { ...node.parameters, workflowId: { ...kept, value: id, cachedResultName: name } },
	};
}

/** The error workflow of the settings, if there is one. */
export function errorWorkflowOf({ settings }: Pick<WorkflowContent, 'settings'>): string | undefined {
	const { errorWorkflow } = settings;
	return typeof errorWorkflow === 'string' && errorWorkflow !== '' && errorWorkflow !== 'DEFAULT'
		? errorWorkflow
		: undefined;
}

/** The workflows that a workflow names: those that it calls, and the one for its errors. Disabled nodes call nobody. */
export function namedBy(workflow: WorkflowContent): string[] {
	const called = workflow.nodes.filter(({ disabled }) => disabled !== true).map(calledBy);
	return [...new Set([...called, errorWorkflowOf(workflow)].filter((id) => id !== undefined))];
}

/** Each after those that it names: n8n publishes no caller of an unpublished workflow. Circles are cut. */
export function calledFirst(workflows: readonly StarterWorkflow[]): StarterWorkflow[] {
	const byId = new Map(workflows.map((workflow) => [workflow.id, workflow]));
	const ordered = new Set<StarterWorkflow>();
	const begun = new Set<StarterWorkflow>();
	const visit = (workflow: StarterWorkflow) => {
		if (begun.has(workflow)) return;
		begun.add(workflow);
		for (const id of namedBy(workflow)) {
			const other = byId.get(id);
			if (other) visit(other);
		}
		ordered.add(workflow);
	};
	for (const workflow of workflows) visit(workflow);
	return [...ordered];
}
