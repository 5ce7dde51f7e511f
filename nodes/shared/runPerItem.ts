import { NodeOperationError } from 'n8n-workflow';
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { asNodeError } from './nodeError';
import {
	asJson,
	JsonRows,
	ToOutput,
	ToOutputs,
	WithFiles,
	type Operation,
	type Outcome,
	type Resource,
} from './operation';

/** What a run of a node holds open, such as connections: the context of each item, and how to let go of them all. */
export interface Opened<Context> {
	readonly contextOf: (item: number) => Promise<Context>;
	/** Called once, after the last item, whatever became of the items. */
	readonly close: () => Promise<void>;
}

/**
 * Makes the `execute` of a node: it runs the chosen operation once for each item. A failed item keeps its input and
 * carries the error, so that it leaves by the error output; the items before and after it are not touched.
 *
 * @param open is called once for a run of the node. What it returns makes the context of an operation, for one item.
 */
export const runPerItem = <Context>(
	resources: ReadonlyArray<Resource<Context>>,
	open: (node: IExecuteFunctions) => Opened<Context>['contextOf'] | Opened<Context>,
) =>
	async function (this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const opened = open(this);
		if (typeof opened === 'function') return await runItems(this, resources, opened);
		try {
			return await runItems(this, resources, opened.contextOf);
		} finally {
			// What was done stays done when the other side does not take a good-bye.
			await opened.close().catch(() => undefined);
		}
	};

async function runItems<Context>(
	node: IExecuteFunctions,
	resources: ReadonlyArray<Resource<Context>>,
	open: (item: number) => Promise<Context>,
): Promise<INodeExecutionData[][]> {
	const outputs: INodeExecutionData[][] = [[]];
	const send = (output: number, ...items: INodeExecutionData[]) => (outputs[output] ??= []).push(...items);

	for (const [item, input] of node.getInputData().entries()) {
		try {
			const operation = chosenOperation(node, resources, item);
			for (let output = outputs.length; output < (operation.outputs?.length ?? 1); output++) outputs.push([]);
			const outcome = await operation.run(await open(item), (name) => readParameter(node, name, item));
			if (outcome instanceof JsonRows) {
				for (const row of outcome.rows) send(0, { json: row as IDataObject, pairedItem: { item } });
				continue;
			}
			for (const { output, results } of route(operation, outcome)) {
				send(output, ...results.map((result) => ({ ...carried(result), pairedItem: { item } })));
			}
		} catch (error) {
			const shown = asNodeError(node.getNode(), error, item);
			if (!node.continueOnFail()) throw shown;
			send(0, { json: input.json, error: shown, pairedItem: { item } });
		}
	}
	return outputs;
}

function carried(result: object): Pick<INodeExecutionData, 'json' | 'binary'> {
	return result instanceof WithFiles ? { json: asJson(result.json), binary: result.binary } : { json: asJson(result) };
}

/** The parameter's value; undefined when the editor hides it, for which n8n would throw without a fallback. */
function readParameter(node: IExecuteFunctions, name: string, item: number): unknown {
	const value: unknown = node.getNodeParameter(name, item, null);
	return value ?? undefined;
}

function chosenOperation<Context>(node: IExecuteFunctions, resources: ReadonlyArray<Resource<Context>>, item: number) {
	const resource = node.getNodeParameter('resource', item);
	const name = node.getNodeParameter('operation', item);
	const operation = resources.find((r) => r.name === resource)?.operations.find((o) => o.name === name);
	if (operation) return operation;
	throw new NodeOperationError(node.getNode(), `The operation '${name}' does not exist here`, {
		itemIndex: item,
		description: 'Choose the operation from the list of the node.',
	});
}

function route<Context>(
	{ name, outputs = [] }: Operation<Context>,
	outcome: Outcome,
): Array<{ readonly output: number; readonly results: readonly object[] }> {
	if (!(outcome instanceof ToOutput || outcome instanceof ToOutputs)) return [{ output: 0, results: [outcome].flat() }];
	const named = outcome instanceof ToOutput ? { [outcome.output]: [outcome.items].flat() } : outcome.items;
	return Object.entries(named).map(([label, results]) => {
		const output = outputs.indexOf(label);
		if (output < 0) throw new RangeError(`'${name}' has no output '${label}'`);
		return { output, results };
	});
}
