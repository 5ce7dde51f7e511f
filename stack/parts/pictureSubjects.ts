import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NodeHelpers, type INode, type INodeProperties, type INodeType } from 'n8n-workflow';
import { renderMessage } from '../../core/messages';
import { panelKinds } from '../../core/panels';
import { hashOf, root } from './files';
import { importPictureNames } from './importPictures';
import { formatWorkflow } from './workflowFormat';
import { starterWorkflows, type Workflow } from './workflows';

/** A node of the pack, made, and the path of its source. */
export interface PackNode {
	readonly path: string;
	readonly node: INodeType;
}

type NodeParameters = INode['parameters'];

/** What Control Panel is shown to make. */
export const anAccount: NodeParameters = {
	domain: 'shop.example',
	packageName: { __rl: true, mode: 'id', value: 'starter' },
	contactEmail: 'owner@shop.example',
};

/** The node of a starter workflow that a node's picture shows; undefined when no workflow has one. */
export function shownNode(workflows: readonly Workflow[], name: string) {
	return workflows
		.flatMap((workflow) => workflow.nodes.map((node) => ({ workflow, node })))
		.find(({ node }) => node.type === `n8n-nodes-msp.${name}`);
}

/** `msp-message` for `mspMessage`: how pages and pictures are named. */
export const dashed = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The names of the canvases' pictures, in the order of the starter workflows. */
export async function canvasNames(): Promise<string[]> {
	const files = await readdir(join(root, 'workflows'));
	return files
		.filter((file) => file.endsWith('.json'))
		.sort()
		.map((file) => file.replace('.json', ''));
}

/**
 * A hash of what each picture of docs/pictures shows, by the picture's name. docs/pictures/manifest.json keeps those of
 * the day on which each was taken: a picture whose hash differs is older than what it shows.
 */
export async function pictureSubjects(nodes: readonly PackNode[]): Promise<Record<string, string>> {
	const workflows = await starterWorkflows();
	const names = await canvasNames();
	const canvases = workflows.map(({ nodes: drawn, connections }, index) => [
		names[index],
		formatWorkflow({ nodes: drawn, connections }),
	]);

	const panels = await Promise.all(
		nodes.map(async (one) => {
			const { name } = one.node.description;
			const shown = shownNode(workflows, name)?.node;
			return [`node-${dashed(name)}`, await panelOf(one, shown?.name, shown?.parameters as NodeParameters | undefined)];
		}),
	);
	const controlPanel = nodes.find(({ node }) => node.description.name === 'controlPanel');
	const panelsOfPanels = await Promise.all(
		panelKinds.map(async (panel) => [
			`node-control-panel-${panel}`,
			controlPanel && (await panelOf(controlPanel, undefined, { connectBy: 'credential', panel, ...anAccount })),
		]),
	);

	const welcome = renderMessage({ template: 'welcome', language: 'en', data: aWelcome }).html;
	const report = renderMessage({ template: 'driftReport', language: 'en', data: aDriftReport }).html;
	const catcher = await textsOf('stack/mailCatcher', ['page.ts', 'style.ts']);
	const pages = await importPagesShown();
	const mails = [
		['mail-catcher', [catcher, welcome]],
		['mail-welcome', welcome],
		['mail-drift-report', report],
	];
	const all = [...canvases, ...panels, ...panelsOfPanels, ...mails, ...pages] as Array<[string, unknown]>;
	return Object.fromEntries(all.map(([name, shows]): [string, string] => [name, hashOf(shows)]).sort());
}

/** The pages of the import: what draws them, and the words in their language. */
async function importPagesShown(): Promise<Array<[string, unknown]>> {
	const drawn = [
		await textsOf('core/pages', ['forms.ts', 'page.ts', 'style.ts', 'table.ts']),
		await textsOf('core/importDesk/views', ['lookPage.ts', 'lookSections.ts', 'resultPage.ts', 'uploadPage.ts']),
	];
	return importPictureNames.map((name) => [name, drawn]);
}

/** What the panel of a node shows with these parameters: its fields, without those that are hidden or folded away. */
async function panelOf({ path, node: { description } }: PackNode, title?: string, given: NodeParameters = {}) {
	const one = { parameters: given, typeVersion: 1 } as unknown as INode;
	const parameters = NodeHelpers.getNodeParameters(description.properties, given, true, false, one, description) ?? {};
	const icons = (await readdir(join(root, path, '..'))).filter((file) => file.endsWith('.svg')).sort();
	return {
		title: title ?? description.displayName,
		icons: await textsOf(join(path, '..'), icons),
		credentials: description.credentials,
		fields: description.properties
			.filter((field) => NodeHelpers.displayParameter(parameters, field, one, description))
			.map((field) => [visibleOf(field, parameters[field.name]), given[field.name]]),
	};
}

/** Of a list only the chosen entry is seen, of a collection only its button. */
function visibleOf(
	{ displayOptions: _shown, description: _tooltip, options = [], ...field }: INodeProperties,
	value: unknown,
) {
	const chosen = options.flatMap((option) => ('value' in option && option.value === value ? [option.name] : []));
	return { ...field, chosen };
}

async function textsOf(folder: string, files: readonly string[]): Promise<string[]> {
	return await Promise.all(files.map(async (file) => await readFile(join(root, folder, file), 'utf8')));
}

const aWelcome = {
	customerName: 'Linden Bakery',
	domain: 'shop.example',
	username: 'shop',
	serverName: 'web1.example',
	nameservers: ['ns1.example', 'ns2.example'],
	accountUrl: 'https://web1.example:2083/',
	linkKind: 'set_password',
};

const aDriftReport = {
	report: {
		runId: '0d3b2f4e-6a0c-4f3e-9b57-0d6b1f5f3a10',
		accounts: 4,
		services: 4,
		findings: 1,
		newFindings: 1,
		fixable: 1,
		forPerson: 0,
		ignored: 0,
		byKind: [{ kind: 'paid_but_suspended', count: 1 }],
		servers: [{ serverCode: 'web1', complete: true, accounts: 4, services: 4, findings: 1 }],
		shown: [
			{
				kind: 'paid_but_suspended',
				severity: 'error',
				serverCode: 'web1',
				customerCode: 'linden',
				domain: 'shop.example',
				username: 'shop',
				billing: { status: 'active', standing: 'paid' },
				panel: { suspended: true, suspensionReason: 'overdue' },
				fix: 'unsuspend',
				isNew: true,
				firstSeenOn: '2026-02-27T04:30:12Z',
				failure: null,
			},
		],
	},
	approvalUrl: 'https://n8n.example/webhook/msp/drift',
	approvalUntil: '2026-03-03T04:30:00Z',
	timeZone: 'Europe/Brussels',
};
