import { mkdir, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { z } from 'zod';
import { panelKinds } from '../../core/panels';
import { attach, type AttachedStack } from '../parts/attach';
import { openChromium } from '../parts/chromium';
import { credentialFor } from '../parts/credentials';
import { reportMail } from '../parts/demoDrift';
import { readJson, root } from '../parts/files';
import { openPhotographer, type Photographer } from '../parts/photographer';
import { readChoices } from '../parts/settings';
import { Told } from '../parts/told';
import { starterWorkflows } from '../parts/workflows';

const require = createRequire(__filename);
const folder = join(root, 'docs/pictures');

/** `npm run pictures`: those of the docs, of a running stack on which the demo has been played. */
export async function run(args: readonly string[]): Promise<number> {
	const { folder: data, words } = readChoices(args);
	const stack = await attach(data);
	const browser = await openChromium();
	try {
		const owner = { email: stack.secrets.ownerEmail, password: stack.secrets.ownerPassword };
		const photographer = await openPhotographer(browser, stack.n8n, owner);
		await mkdir(folder, { recursive: true });
		for (const picture of await albumOf(stack, photographer)) {
			if (words.length > 0 && !words.some((word) => picture.name.includes(word))) continue;
			await picture.take(join(folder, `${picture.name}.png`));
			console.log(`  docs/pictures/${picture.name}.png`);
		}
		return 0;
	} finally {
		await browser.close();
	}
}

/** What Control Panel is shown to make. */
const anAccount = {
	domain: 'shop.example',
	packageName: { __rl: true, mode: 'id', value: 'starter' },
	contactEmail: 'owner@shop.example',
};

interface Picture {
	readonly name: string;
	readonly take: (file: string) => Promise<void>;
}

async function albumOf({ addresses }: AttachedStack, photographer: Photographer): Promise<Picture[]> {
	const workflows = await starterWorkflows();
	const files = (await readdir(join(root, 'workflows'))).filter((file) => file.endsWith('.json')).sort();
	const canvases = workflows.map(({ id }, index) => ({
		name: (files[index] ?? id).replace('.json', ''),
		take: async (file: string) => await photographer.canvas(id, file),
	}));

	const panels = (await nodesOfPack()).map(({ name, displayName }) => {
		const type = `n8n-nodes-msp.${name}`;
		const used = workflows.flatMap((workflow) =>
			workflow.nodes.flatMap((node) => (node.type === type ? [{ workflow, node }] : [])),
		);
		const [shown] = used;
		return {
			name: `node-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
			take: async (file: string) => {
				if (shown) await photographer.panel(shown.workflow.id, shown.node.name, file);
				else await photographer.lonePanel({ type, name: displayName }, file);
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
				const id = await reportMail(addresses.mails);
				if (id === undefined) throw new Told('There is no drift report yet: play `npm run demo -- --drift` first.');
				await photographer.page(`${addresses.mails}/messages/${id}/html`, file, 720);
			},
		},
	];
}

const descriptionSchema = z.object({ description: z.object({ name: z.string(), displayName: z.string() }) });

/** The nodes that package.json lists, from their sources. */
async function nodesOfPack(): Promise<Array<{ name: string; displayName: string }>> {
	const listed = z.object({ n8n: z.object({ nodes: z.array(z.string()) }) });
	const { n8n } = listed.parse(await readJson(join(root, 'package.json')));
	return n8n.nodes.map((path) => {
		const source = join(root, path.replace(/^dist\//, '').replace(/\.js$/, '.ts'));
		const [type] = Object.values(require(source) as Record<string, new () => unknown>);
		if (!type) throw new Error(`${source} holds no node`);
		return descriptionSchema.parse(new type()).description;
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
