import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';
import type { N8nClient, Owner } from './n8nClient';

const made = z.object({ data: z.object({ id: z.string() }) });

/** Takes pictures of a running n8n, logged in as its owner. */
export interface Photographer {
	/** The whole canvas of a workflow. */
	canvas(workflowId: string, file: string): Promise<void>;
	/** The panel of one node of a workflow. */
	panel(workflowId: string, nodeName: string, file: string): Promise<void>;
	/** The panel of a node of its own, with what is given filled in. */
	lonePanel(node: LoneNode, file: string): Promise<void>;
	/** A whole page in a window of this width. */
	page(url: string, file: string, width: number): Promise<void>;
}

export interface LoneNode {
	readonly type: string;
	readonly name: string;
	readonly parameters?: Readonly<Record<string, unknown>>;
	/** By their types. */
	readonly credentials?: Readonly<Record<string, { readonly id: string; readonly name: string }>>;
}

/** Twice the size in which they are shown, for sharp screens. */
const deviceScaleFactor = 2;

export async function openPhotographer(browser: Browser, n8n: N8nClient, owner: Owner): Promise<Photographer> {
	const context = await browser.newContext({ viewport: { width: 1600, height: 900 }, deviceScaleFactor });
	const page = await context.newPage();
	await page.request.post(`${n8n.url}/rest/login`, {
		data: { emailOrLdapLoginId: owner.email, password: owner.password },
	});

	const openWorkflow = async (workflowId: string) => {
		await page.goto(`${n8n.url}/workflow/${workflowId}`);
		await page.locator('[data-test-id="canvas-node"]').first().waitFor({ timeout: 60_000 });
		// Newer editors lay a list of advice over the canvas.
		await page.keyboard.press('Escape');
	};
	const panel = async (workflowId: string, nodeName: string, file: string) => {
		await page.setViewportSize({ width: 1440, height: 1000 });
		await openWorkflow(workflowId);
		const node = page.locator(`[data-test-id="canvas-node"][data-node-name="${nodeName}"]`);
		await node.dblclick();
		const shown = page
			.locator('[data-test-id="node-parameters"], [data-test-id="ndv-parameters"], .ndv-wrapper')
			.first();
		await shown.waitFor({ timeout: 20_000 });
		await settled(page);
		await page.screenshot({ path: file });
	};
	return {
		canvas: async (workflowId, file) => {
			await page.setViewportSize({ width: 1900, height: 900 });
			await openWorkflow(workflowId);
			await page
				.locator('.vue-flow')
				.first()
				.click({ position: { x: 5, y: 5 } });
			await page.keyboard.press('1');
			await page.addStyleTag({ content: onlyTheFlow });
			await settled(page);
			await page.screenshot({ path: file, clip: await aroundNodes(page) });
		},
		panel,
		lonePanel: async ({ name, ...more }, file) => {
			const node = { id: '1', name, typeVersion: 1, position: [0, 0], parameters: {}, ...more };
			const workflow = { name: `Picture of ${name}`, nodes: [node], connections: {}, settings: {} };
			const { id } = made.parse(await n8n.call('POST', '/rest/workflows', workflow)).data;
			try {
				await panel(id, name, file);
			} finally {
				await n8n.call('POST', `/rest/workflows/${id}/archive`);
				await n8n.call('DELETE', `/rest/workflows/${id}`);
			}
		},
		page: async (url, file, width) => {
			await page.setViewportSize({ width, height: 860 });
			await page.goto(url);
			await settled(page);
			await page.screenshot({ path: file, fullPage: true });
		},
	};
}

/** The buttons that float above the canvas. */
const floating = ['.vue-flow__panel', '[data-test-id="canvas-controls"]', '[data-test-id="canvas-minimap"]'];
const buttons = [
	'canvas-execution-buttons',
	'execute-workflow-button',
	'node-creator-plus-button',
	'tab-bar-container',
];
const onlyTheFlow = `${[...floating, ...buttons.map((id) => `[data-test-id="${id}"]`)].join(', ')},
	[class*="executionButtons"], [class*="nodeButtonsWrapper"], [class*="tabs-container"] { display: none !important; }`;

/** The part of the page that the nodes and the notes take, with some room. */
async function aroundNodes(page: Page) {
	const boxes = await Promise.all(
		(await page.locator('.vue-flow__node').all()).map(async (node) => await node.boundingBox()),
	);
	const known = boxes.flatMap((box) => (box ? [box] : []));
	const room = 32;
	const left = Math.min(...known.map(({ x }) => x)) - room;
	const top = Math.min(...known.map(({ y }) => y)) - room;
	// The plus behind a node without a next one, and the name below a node, are outside of its box.
	const right = Math.max(...known.map(({ x, width }) => x + width)) + room + 16;
	const bottom = Math.max(...known.map(({ y, height }) => y + height)) + room + 16;
	return { x: Math.max(left, 0), y: Math.max(top, 0), width: right - left, height: bottom - top };
}

/** Canvas and panels glide into place. */
async function settled(page: Page): Promise<void> {
	await page.evaluate(
		async () =>
			await (globalThis as unknown as { document: { fonts: { ready: Promise<unknown> } } }).document.fonts.ready,
	);
	await page.waitForTimeout(1500);
}
