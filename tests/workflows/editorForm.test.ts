import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NodeHelpers } from 'n8n-workflow';
import type { INode } from 'n8n-workflow';
import { impliedIn, withoutImplied } from '../../core/starterWorkflows/editorForm';
import { fingerprintOfContent, starterWorkflowOf, type WorkflowNode } from '../../core/starterWorkflows';
import { nodeClassesFor } from '../support/inProcess/installedNodes';
import { nodeTypesOf } from '../support/inProcess/nodeTypes';
import type { WorkflowJson } from '../support/inProcess/run';
import { root, textOf } from '../support/repository';
import { starterWorkflows } from '../support/starterWorkflows';

const list = 'core/starterWorkflows/impliedParameters.json';
const flows = starterWorkflows().map(({ flow }) => flow);

/** Node by node as n8n's editor writes it, which leaves out every parameter that has its default. */
async function savedByEditor(): Promise<Map<string, WorkflowNode[]>> {
	const types = nodeTypesOf(await nodeClassesFor(flows as unknown as WorkflowJson[]));
	const saved = (node: WorkflowNode): WorkflowNode => {
		const { description } = types.getByNameAndVersion(node.type, node.typeVersion);
		const { properties } = description;
		const parameters = NodeHelpers.getNodeParameters(
			properties,
			node.parameters as INode['parameters'],
			false,
			false,
			node as unknown as INode,
			description,
		);
		return { ...node, parameters: parameters ?? {} };
	};
	return new Map(flows.map((flow) => [flow.id, starterWorkflowOf(flow).nodes.map(saved)]));
}

test(`${list} tells of every parameter that the editor leaves out (UPDATE=1 writes it)`, async () => {
	const saved = await savedByEditor();
	const implied = Object.fromEntries(
		flows.map((flow) => {
			const after = new Map((saved.get(flow.id) ?? []).map((node) => [node.name, node]));
			const entries = starterWorkflowOf(flow).nodes.flatMap((node) => {
				const found = impliedIn(node.parameters, after.get(node.name)?.parameters ?? {});
				return Object.keys(found).length === 0 ? [] : [[node.name, found] as const];
			});
			return [flow.id, Object.fromEntries(entries)];
		}),
	);
	const text = `${JSON.stringify(implied, null, '\t')}\n`;
	if (process.env.UPDATE === '1') writeFileSync(join(root, list), text);
	expect(JSON.parse(textOf(list))).toEqual(implied);
});

test('without them a workflow is the same before and after the editor saves it', async () => {
	const saved = await savedByEditor();
	for (const flow of flows) {
		const starter = starterWorkflowOf(flow);
		const bare = withoutImplied(starter);
		const after = { ...bare, nodes: saved.get(flow.id) ?? [] };
		expect([flow.id, fingerprintOfContent(bare)]).toEqual([flow.id, fingerprintOfContent(after)]);
		// And the list is needed: the full form is another text.
		if (flow.nodes.length > 3) expect(fingerprintOfContent(starter)).not.toBe(fingerprintOfContent(after));
	}
});
