import { NodeConnectionTypes } from 'n8n-workflow';
import type { IBinaryKeyData, IDataObject, INodeProperties, INodeTypeDescription } from 'n8n-workflow';
import { z } from 'zod';
import { controlsOf, type Fields, type ParametersOf } from './field';

export type ReadParameter = (name: string) => unknown;

/** What an operation returns for one item: an item, several or none; an item with files; rows as they are; or items for named outputs. */
export type Outcome = object | readonly object[] | JsonRows | WithFiles | ToOutput | ToOutputs;

/** Rows that are JSON already: a long list is not copied once more. */
export class JsonRows {
	constructor(readonly rows: readonly object[]) {}
}

/** An item that carries files along. */
export class WithFiles {
	constructor(
		readonly json: object,
		readonly binary: IBinaryKeyData,
	) {}
}

/** Sends what an operation returns to one of its outputs. */
export class ToOutput {
	constructor(
		readonly output: string,
		readonly items: object | readonly object[],
	) {}
}

/** Sends what an operation returns to several of its outputs, each under its name. */
export class ToOutputs {
	constructor(readonly items: Readonly<Record<string, readonly object[]>>) {}
}

/** One line of the operation list of a node: what the editor shows, and what happens for one item. */
export interface Operation<Context> {
	readonly name: string;
	readonly label: string;
	readonly action: string;
	readonly description: string;
	/** The names of the outputs in their order, when there are several. */
	readonly outputs?: readonly string[];
	readonly controls: readonly INodeProperties[];
	run(context: Context, read: ReadParameter): Promise<Outcome>;
}

interface OperationDefinition<Context, F extends Fields> extends Pick<
	Operation<Context>,
	'name' | 'label' | 'action' | 'description' | 'outputs'
> {
	readonly fields: F;
	run(context: Context, parameters: ParametersOf<F>): Promise<Outcome>;
}

/** Makes an operation. The control, the check and the type of a parameter all follow from its one field. */
export function operation<Context, F extends Fields>({
	fields,
	run,
	...shown
}: OperationDefinition<Context, F>): Operation<Context> {
	const schema = z.object(Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.schema])));
	return {
		...shown,
		controls: controlsOf(fields),
		run: async (context, read) => {
			const given = Object.fromEntries(Object.keys(fields).map((name) => [name, read(name)]));
			return await run(context, schema.parse(given) as ParametersOf<F>);
		},
	};
}

export interface Resource<Context> {
	readonly name: string;
	readonly label: string;
	readonly operations: ReadonlyArray<Operation<Context>>;
}

/** The `properties` of a node: the list of resources, the operations of each, and the fields of each operation. */
export function propertiesOf<Context>(resources: ReadonlyArray<Resource<Context>>): INodeProperties[] {
	return [
		selector('Resource', 'resource', resources),
		...resources.flatMap(({ name: resource, operations }) => [
			{ ...selector('Operation', 'operation', operations), displayOptions: { show: { resource: [resource] } } },
			...operations.flatMap(({ name: operation, controls }) =>
				controls.map((control) => ({
					...control,
					displayOptions: {
						...control.displayOptions,
						show: { resource: [resource], operation: [operation], ...control.displayOptions?.show },
					},
				})),
			),
		]),
	];
}

/** The `outputs` of a node: an expression that the editor and the engine evaluate when an operation names its own. */
export function outputsOf<Context>(resources: ReadonlyArray<Resource<Context>>): INodeTypeDescription['outputs'] {
	const named = resources.flatMap(({ name: resource, operations }) =>
		operations.flatMap(({ name: operation, outputs }) =>
			outputs ? [[`${resource}.${operation}`, outputs.map((displayName) => ({ type: 'main', displayName }))]] : [],
		),
	);
	if (named.length === 0) return [NodeConnectionTypes.Main];
	const table = JSON.stringify(Object.fromEntries(named));
	return `={{ (${table})[$parameter.resource + "." + $parameter.operation] ?? [{"type":"main"}] }}`;
}

function selector(
	displayName: string,
	name: string,
	from: ReadonlyArray<{ name: string; label: string; action?: string; description?: string }>,
): INodeProperties {
	return {
		displayName,
		name,
		type: 'options',
		noDataExpression: true,
		default: from[0]?.name ?? '',
		options: from
			.map(({ name: value, label, action, description }) => ({ name: label, value, action, description }))
			.sort((one, other) => one.name.localeCompare(other.name)),
	};
}

/** Makes what n8n carries between nodes: the same values, with dates as ISO text and without undefined values. */
export function asJson(value: object): IDataObject {
	return JSON.parse(JSON.stringify(value)) as IDataObject;
}
