import { NodeOperationError } from 'n8n-workflow';
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { asNodeError } from './nodeError';
import { asJson, JsonRows, ToOutput, WithFiles, type Operation, type Outcome, type Resource } from './operation';

/**
 * Makes the `execute` of a node: it runs the chosen operation once for each item. A failed item keeps its input and
 * carries the error, so that it leaves by the error output; the items before and after it are not touched.
 *
 * @param open is called once for a run of the node. What it returns makes the context of an operation, for one item.
 */
export const runPerItem = <Context>(
	resources: ReadonlyArray<Resource<Context>>,
	open: (node: IExecuteFunctions) => (item: number) => Promise<Context>,
) =>
	async function (this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runItems(this, resources, open(this));
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
			const { output, results } = route(operation, outcome);
			send(output, ...results.map((result) => ({ ...carried(result), pairedItem: { item } })));
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

function route<Context>(operation: Operation<Context>, outcome: Outcome): { output: number; results: object[] } {
	if (!(outcome instanceof ToOutput)) return { output: 0, results: [outcome].flat() };
	const output = operation.outputs?.indexOf(outcome.output) ?? -1;
	if (output < 0) throw new RangeError(`'${operation.name}' has no output '${outcome.output}'`);
	return { output, results: [outcome.items].flat() };
}
