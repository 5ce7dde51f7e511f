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
	/** The panel of a node with nothing filled in. */
	emptyPanel(type: string, nodeName: string, file: string): Promise<void>;
	/** Any page; only the part that the selector names, where one is given. */
	page(url: string, file: string, selector?: string): Promise<void>;
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
			await settled(page);
			await page.locator('.vue-flow').first().screenshot({ path: file });
		},
		panel,
		emptyPanel: async (type, name, file) => {
			const node = { id: '1', name, type, typeVersion: 1, position: [0, 0], parameters: {} };
			const workflow = { name: `Picture of ${name}`, nodes: [node], connections: {}, settings: {} };
			const { id } = made.parse(await n8n.call('POST', '/rest/workflows', workflow)).data;
			try {
				await panel(id, name, file);
			} finally {
				await n8n.call('POST', `/rest/workflows/${id}/archive`);
				await n8n.call('DELETE', `/rest/workflows/${id}`);
			}
		},
		page: async (url, file, selector) => {
			await page.setViewportSize({ width: 1280, height: 860 });
			await page.goto(url);
			await settled(page);
			if (selector === undefined) await page.screenshot({ path: file });
			else await page.locator(selector).screenshot({ path: file });
		},
	};
}

/** Canvas and panels glide into place. */
async function settled(page: Page): Promise<void> {
	await page.waitForLoadState('networkidle').catch(() => undefined);
	await page.waitForTimeout(1200);
}
