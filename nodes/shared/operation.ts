import { NodeConnectionTypes } from 'n8n-workflow';
import type { IDataObject, INodeProperties, INodeTypeDescription } from 'n8n-workflow';
import { z } from 'zod';
import { controlsOf, type Fields, type ParametersOf } from './field';

export type ReadParameter = (name: string) => unknown;

/** What an operation gives for one item: an item, some or none; or an item for a named output. */
export type Outcome = object | readonly object[] | ToOutput;

/** Sends what an operation gives to one of its outputs. */
export class ToOutput {
	constructor(
		readonly output: string,
		readonly items: object | readonly object[],
	) {}
}

/** One line of the operation list of a node: what the editor shows, and what happens for one item. */
export interface Operation<Context> {
	readonly name: string;
	readonly label: string;
	readonly action: string;
	readonly description: string;
	/** Named outputs in their order, where there is more than the one. */
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

/** Each field is declared once: its control, its check and its type all follow from that. */
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

/** The editor's properties for a node: the resource list, each resource's operations, each operation's fields. */
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

/** What n8n carries between nodes: the same values, with dates as ISO text and without what is undefined. */
export function asJson(value: object): IDataObject {
	return JSON.parse(JSON.stringify(value)) as IDataObject;
}
