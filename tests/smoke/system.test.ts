import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { z } from 'zod';
import { chosenVersion, runsOn } from '../../stack/n8n/versions';
import { findChromium, openChromium } from '../../stack/parts/chromium';
import { openPhotographer, type Photographer } from '../../stack/parts/photographer';
import { starterWorkflows } from '../../stack/parts/workflows';
import { eventually } from '../support/e2eScene';
import { expectSetUp } from '../support/expectSetUp';
import { nodesOfPack, pack } from '../support/repository';
import { describeWith } from '../support/requirement';
import { advisedVariables, openWatchedStack } from '../support/smokeScene';

// The whole of the system once, on whichever n8n was chosen: quick enough to be run on each that the stack knows.
jest.setTimeout(300_000);

const n8n = chosenVersion();
const loopback = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/;

let scene: Awaited<ReturnType<typeof openWatchedStack>>;
beforeAll(async () => {
	scene = await openWatchedStack();
}, 600_000);
afterAll(async () => await scene.close());

test('it is the n8n that was chosen, on a Node.js that it is made for', async () => {
	const told = z
		.object({ data: z.object({ versionCli: z.string() }) })
		.parse(await scene.n8n.call('GET', '/rest/settings'));
	expect(told.data.versionCli).toBe(n8n.version);
	expect(scene.stack.versions).toMatchObject({ n8n: n8n.version });
	expect(runsOn(n8n, scene.stack.versions.node ?? '')).toBe(true);
});

test('n8n knows every node and every credential of the pack', async () => {
	const known = await scene.knownTypes();
	const nodes = (await nodesOfPack()).map(({ node }) => `${pack.name}.${node.description.name}`);
	const credentials = pack.n8n.credentials.map((path) =>
		path.replace(/^.*\/(\w)(\w+)\..*$/, (_, first: string, rest: string) => first.toLowerCase() + rest),
	);
	expect(nodes.filter((name) => !known.nodes.includes(name))).toEqual([]);
	expect(credentials.filter((name) => !known.credentials.includes(name))).toEqual([]);
	expect([nodes.length, credentials.length]).toEqual([pack.n8n.nodes.length, pack.n8n.credentials.length]);
});

test('every starter workflow is imported and published', async () => {
	const published = (await scene.n8n.workflows()).filter(({ active }) => active).map(({ id }) => id);
	const starters = (await starterWorkflows()).map(({ id }) => id);
	expect(published.sort()).toEqual(starters.sort());
});

describe('the demos', () => {
	test.each([
		[[], /service active/],
		[['--drift'], /Orphan account/],
		[['--invoice-ninja'], /service active/],
		[['--import'], /rows were not imported/],
		[['--billing'], /service reactivated/],
	])('%j runs to its end', async (flags, words) => {
		const { code, said } = await scene.demo(...flags);
		expect({ code, said }).toEqual({ code: 0, said: expect.stringMatching(words) as unknown });
	});
});

test('an n8n that is killed in the middle of a task comes back, and what was paid is set up once', async () => {
	const server = scene.servers.web1;
	const domain = 'killed.example';
	await scene.placeOn('web1');
	await server.addFault({ path: server.changes.createAccount, kind: 'hold_after' });
	await scene.pay({ domain });
	await eventually(
		'the panel holds the new account',
		async () => await server.requests(),
		(asked) => asked.some(({ fault }) => fault === 'hold_after'),
	);
	await scene.stack.killN8n();
	await server.clearFaults();
	await server.release();
	await scene.stack.restartN8n();
	await scene.timePasses();
	await scene.taskIs(domain, 'completed');
	await expectSetUp(scene, domain);
});

describeWith('a browser', findChromium() ? undefined : 'Chromium is not installed', () => {
	let browser: Browser;
	let photographer: Photographer;
	const asked: string[] = [];
	const page = () => {
		const [found] = browser.contexts().flatMap((context) => context.pages());
		if (!found) throw new Error('The photographer has no page.');
		return found;
	};
	/** What n8n says in the corner, such as that something could not be loaded. */
	const complaints = async () => {
		const toasts = await page()
			.locator('.el-notification, .el-message, [data-test-id="node-view-error"]')
			.allInnerTexts();
		return toasts.filter((text) => /error|problem|fail|could ?n.t|could not|wrong|unknown|lost/i.test(text));
	};
	beforeAll(async () => {
		browser = await openChromium();
		const { ownerEmail: email, ownerPassword: password } = scene.secrets;
		photographer = await openPhotographer(browser, scene.n8n, { email, password });
		page().on('request', (request) => asked.push(new URL(request.url()).hostname));
	});
	afterAll(async () => await browser.close());

	const provisioning = 'msp-11-provision-hosting-account';

	test('shows the canvas of a workflow with all of its nodes, and complains of nothing', async () => {
		const file = join(scene.watched, 'canvas.png');
		await photographer.canvas(provisioning, file);
		const workflow = (await starterWorkflows()).find(({ id }) => id === provisioning);
		const nodes = workflow?.nodes.filter(({ type }) => type !== 'n8n-nodes-base.stickyNote').map(({ name }) => name);
		const drawn = await page().locator('[data-test-id="canvas-node"]').all();
		const shown = await Promise.all(drawn.map(async (one) => await one.getAttribute('data-node-name')));
		expect(nodes?.filter((name) => !shown.includes(name))).toEqual([]);
		expect(await page().locator('[data-test-id="node-issues"]').count()).toBe(0);
		expect(await complaints()).toEqual([]);
		expect((await stat(file)).size).toBeGreaterThan(50_000);
	});

	test('shows the panel of a node with its operation, and complains of nothing', async () => {
		const file = join(scene.watched, 'panel.png');
		await photographer.panel(provisioning, 'Create Account', file);
		const fields = await page().locator('[data-test-id="node-parameters"], .ndv-wrapper').first().innerText();
		expect(fields).toContain('Durable Step');
		expect(await complaints()).toEqual([]);
		expect((await stat(file)).size).toBeGreaterThan(50_000);
	});

	test('asks no host but this one', () => {
		expect(asked.length).toBeGreaterThan(10);
		expect(asked.filter((host) => host !== '' && !loopback.test(host))).toEqual([]);
	});
});

test('n8n asks no outside host', async () => {
	const hosts = await scene.hosts();
	// It is really watched: its nodes call the database and the stand-ins.
	expect(hosts).toContain('127.0.0.1');
	expect(hosts.filter((host) => !loopback.test(host))).toEqual([]);
});

test('n8n advises to change no setting of the stack', async () => {
	const log = await scene.log();
	expect(log).toContain('Editor is now accessible');
	expect(advisedVariables(log)).toEqual([]);
});
