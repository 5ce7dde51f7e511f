import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NodeHelpers } from 'n8n-workflow';
import type { INode, INodeCredentialDescription, INodeProperties, INodeTypeDescription } from 'n8n-workflow';
import { z } from 'zod';
import { chosenVersion } from '../../stack/n8n/versions';
import { filesIn, nodesOfPack, pack, textOf } from './repository';

const node = z.strictObject({
	id: z.string().min(1),
	name: z.string().min(1),
	type: z.string(),
	typeVersion: z.number(),
	position: z.tuple([z.number(), z.number()]),
	parameters: z.record(z.string(), z.unknown()),
	/** Only a pointer: the data of a credential never stands in a workflow. */
	credentials: z.record(z.string(), z.strictObject({ id: z.string().min(1), name: z.string().min(1) })).optional(),
	webhookId: z.string().min(1).optional(),
	disabled: z.boolean().optional(),
	notes: z.string().optional(),
	notesInFlow: z.boolean().optional(),
	onError: z.enum(['continueErrorOutput', 'continueRegularOutput', 'stopWorkflow']).optional(),
	retryOnFail: z.boolean().optional(),
	maxTries: z.number().optional(),
	waitBetweenTries: z.number().optional(),
	alwaysOutputData: z.boolean().optional(),
	executeOnce: z.boolean().optional(),
});

const target = z.strictObject({ node: z.string(), type: z.literal('main'), index: z.number() });

const workflow = z.object({
	id: z.string().min(1),
	name: z.string().min(1),
	active: z.literal(false).optional(),
	nodes: z.array(node).min(2),
	connections: z.record(z.string(), z.object({ main: z.array(z.array(target).nullable()) })),
	settings: z.looseObject({ executionOrder: z.literal('v1'), errorWorkflow: z.string().optional() }),
	pinData: z.record(z.string(), z.array(z.looseObject({ json: z.record(z.string(), z.unknown()) }))).optional(),
});

export type StarterWorkflow = z.infer<typeof workflow>;
export type StarterNode = z.infer<typeof node>;

/** The starter workflows by their paths. */
export function starterWorkflows(): Array<{ path: string; flow: StarterWorkflow }> {
	return filesIn(['workflows'], /\.json$/).map((path) => ({ path, flow: workflow.parse(JSON.parse(textOf(path))) }));
}

export interface Connection {
	readonly from: StarterNode;
	readonly to: StarterNode;
}

/** Every connection whose two ends exist, and the names of the ends that do not. */
export function connectionsOf({ nodes, connections }: StarterWorkflow): { found: Connection[]; missing: string[] } {
	const byName = new Map(nodes.map((one) => [one.name, one]));
	const found: Connection[] = [];
	const missing: string[] = [];
	for (const [source, { main }] of Object.entries(connections)) {
		for (const { node: name } of main.flatMap((output) => output ?? [])) {
			const from = byName.get(source);
			const to = byName.get(name);
			if (from && to) found.push({ from, to });
			else missing.push(from ? name : source);
		}
	}
	return { found, missing };
}

export type DescriptionOf = (type: string, version: number) => INodeTypeDescription | undefined;

const baseFile = join(chosenVersion().folder, 'node_modules/n8n-nodes-base/dist/types/nodes.json');

/** What is missing where n8n's own nodes cannot be looked up. */
export const baseNodesLacking = existsSync(baseFile) ? undefined : `n8n ${chosenVersion().version} is not installed`;

/** Looks up node types: the pack's own, and those of n8n where it is installed. */
export async function nodeDescriptions(): Promise<DescriptionOf> {
	const own = (await nodesOfPack()).map((one) => ({
		...one.node.description,
		name: `${pack.name}.${one.node.description.name}`,
	}));
	const base = (JSON.parse(readFileSync(baseFile, 'utf8')) as INodeTypeDescription[]).map((description) => ({
		...description,
		name: `n8n-nodes-base.${description.name}`,
	}));
	const known = [...own, ...base];
	return (type, version) =>
		known.find((description) => description.name === type && [description.version].flat().includes(version));
}

/** What n8n would complain of when the workflow is published: a required value that is empty, a choice that is none. */
export function issuesOf(one: StarterNode, description: INodeTypeDescription): string[] {
	const { credentials = {}, parameters } = one;
	const asNode = { ...one, onError: undefined } as unknown as INode;
	const filled = NodeHelpers.getNodeParameters(
		description.properties,
		asNode.parameters,
		true,
		false,
		asNode,
		description,
	);
	const complete: INode = { ...asNode, parameters: filled ?? {} };
	const issues = NodeHelpers.getNodeParametersIssues(description.properties, complete, description);
	const shown = (part: INodeProperties | INodeCredentialDescription) =>
		NodeHelpers.displayParameter(complete.parameters, part, complete, description);
	const names = new Set(description.properties.map(({ name }) => name));
	const wanted = (description.credentials ?? []).filter(
		(credential) => credential.required === true && shown(credential),
	);
	return [
		...Object.values(issues?.parameters ?? {}).flat(),
		...Object.keys(parameters).flatMap((name) => (names.has(name) ? [] : [`there is no parameter '${name}'`])),
		...description.properties
			.filter(shown)
			.flatMap((property) => strangeChoice(property, complete.parameters[property.name])),
		...wanted.flatMap(({ name }) => (name in credentials ? [] : [`no credential of type '${name}'`])),
	];
}

function strangeChoice({ name, type, options = [], typeOptions }: INodeProperties, value: unknown): string[] {
	if (type !== 'options' || typeOptions?.loadOptionsMethod) return [];
	if (typeof value === 'string' && value.startsWith('=')) return [];
	return options.some((option) => 'value' in option && option.value === value) ? [] : [`'${name}' cannot be chosen so`];
}
