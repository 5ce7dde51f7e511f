import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { INodeType } from 'n8n-workflow';
import { z } from 'zod';
import { panelKinds } from '../../core/panels';
import { attach, folderOfRunning, type AttachedStack } from '../parts/attach';
import { openChromium } from '../parts/chromium';
import { credentialFor } from '../parts/credentials';
import { reportToApprove } from '../parts/demoReport';
import { readJson, root, writeWhole } from '../parts/files';
import { importPictureNames, withImportPages } from '../parts/importPictures';
import { openPhotographer, type Photographer } from '../parts/photographer';
import { anAccount, canvasNames, dashed, pictureSubjects, shownNode, type PackNode } from '../parts/pictureSubjects';
import { readChoices } from '../parts/settings';
import { Told } from '../parts/told';
import { starterWorkflows } from '../parts/workflows';

const require = createRequire(__filename);
const folder = join(root, 'docs/pictures');

const manifest = join(folder, 'manifest.json');

/**
 * `npm run pictures`: those of the docs, of a running stack on which the demo has been played. Words choose some of
 * them. `--still-true <words>` takes none: it records that somebody has looked at these, and that they show what is
 * there although its description has changed.
 */
export async function run(args: readonly string[]): Promise<number> {
	const choices = readChoices(args, { 'still-true': { type: 'boolean' } });
	const { flags, words } = choices;
	const isChosen = (name: string) => words.length === 0 || words.some((word) => name.includes(word));
	const nodes = await nodesOfPack();
	if (flags['still-true'] === true) {
		if (words.length === 0)
			throw new Told('Name the pictures that you have looked at: a part of their names is enough.');
		await record(nodes, isChosen);
		return 0;
	}
	const stack = await attach(await folderOfRunning(choices));
	const browser = await openChromium();
	try {
		const owner = { email: stack.secrets.ownerEmail, password: stack.secrets.ownerPassword };
		const photographer = await openPhotographer(browser, stack.n8n, owner);
		await mkdir(folder, { recursive: true });
		for (const picture of await albumOf(stack, photographer, nodes)) {
			if (!isChosen(picture.name)) continue;
			await picture.take(join(folder, `${picture.name}.png`));
			await record(nodes, (name) => name === picture.name);
			console.log(`  docs/pictures/${picture.name}.png`);
		}
		if (importPictureNames.some(isChosen)) {
			await withImportPages(stack, async (pages) => {
				for (const [name, address] of pages) {
					if (!isChosen(name)) continue;
					await photographer.page(address, join(folder, `${name}.png`), 1120);
					await record(nodes, (one) => one === name);
					console.log(`  docs/pictures/${name}.png`);
				}
			});
		}
		return 0;
	} finally {
		await browser.close();
	}
}

/** Writes down what these pictures show, and forgets those that there are no more. */
async function record(nodes: readonly PackNode[], isShown: (name: string) => boolean): Promise<void> {
	const known = z
		.record(z.string(), z.string())
		.catch({})
		.parse(await readJson(manifest));
	const subjects = Object.entries(await pictureSubjects(nodes)).flatMap(([name, hash]) => {
		const value = isShown(name) ? hash : known[name];
		return value === undefined ? [] : [[name, value] as const];
	});
	await writeWhole(manifest, `${JSON.stringify(Object.fromEntries(subjects), null, '\t')}\n`);
}

interface Picture {
	readonly name: string;
	readonly take: (file: string) => Promise<void>;
}

async function albumOf(
	{ addresses }: AttachedStack,
	photographer: Photographer,
	nodes: readonly PackNode[],
): Promise<Picture[]> {
	const workflows = await starterWorkflows();
	const names = await canvasNames();
	const canvases = workflows.map(({ id }, index) => ({
		name: names[index] ?? id,
		take: async (file: string) => await photographer.canvas(id, file),
	}));

	const panels = nodes.map(({ node }) => {
		const { name, displayName } = node.description;
		const shown = shownNode(workflows, name);
		return {
			name: `node-${dashed(name)}`,
			take: async (file: string) => {
				if (shown) await photographer.panel(shown.workflow.id, shown.node.name, file);
				else await photographer.lonePanel({ type: `n8n-nodes-msp.${name}`, name: displayName }, file);
			},
		};
	});

	const panelsOfPanels = panelKinds.map((panel) => ({
		name: `node-control-panel-${panel}`,
		take: async (file: string) => {
			const { type, id, name } = credentialFor(panel);
			await photographer.lonePanel(
				{
					type: 'n8n-nodes-msp.controlPanel',
					name: 'Control Panel',
					parameters: { connectBy: 'credential', panel, ...anAccount },
					credentials: { [type]: { id, name } },
				},
				file,
			);
		},
	}));

	return [
		...canvases,
		...panels,
		...panelsOfPanels,
		{
			name: 'mail-catcher',
			take: async (file) =>
				await photographer.page(`${addresses.mails}/mail/${await welcomeMail(addresses.mails)}`, file, 1280),
		},
		{
			name: 'mail-welcome',
			take: async (file) => {
				const id = await welcomeMail(addresses.mails);
				await photographer.page(`${addresses.mails}/messages/${id}/html`, file, 720);
			},
		},
		{
			name: 'mail-drift-report',
			take: async (file) => {
				const id = await reportToApprove(addresses.mails);
				if (id === undefined)
					throw new Told(
						'No drift report with a safe fix was caught: play `npm run demo` once for each server, then `npm run demo -- --drift`.',
					);
				await photographer.page(`${addresses.mails}/messages/${id}/html`, file, 720);
			},
		},
	];
}

/** The nodes that package.json lists, from their sources. */
async function nodesOfPack(): Promise<PackNode[]> {
	const listed = z.object({ n8n: z.object({ nodes: z.array(z.string()) }) });
	const { n8n } = listed.parse(await readJson(join(root, 'package.json')));
	return n8n.nodes.map((built) => {
		const path = built.replace(/^dist\//, '').replace(/\.js$/, '.ts');
		const [Type] = Object.values(require(join(root, path)) as Record<string, new () => INodeType>);
		if (!Type) throw new Error(`${path} holds no node`);
		return { path, node: new Type() };
	});
}

/** The ID of the newest mail to a customer. */
async function welcomeMail(mails: string): Promise<string> {
	const listed = z.array(z.object({ id: z.string(), to: z.array(z.string()) }));
	const caught = listed.parse(await (await fetch(`${mails}/messages`)).json());
	const found = caught.find(({ to }) => !to.some((address) => address.startsWith('operator@')));
	if (!found) throw new Told('There is no mail to take a picture of: play `npm run demo` first.');
	return found.id;
}
