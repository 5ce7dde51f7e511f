import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { z } from 'zod';
import { openFreshN8n, type FreshN8n } from '../support/freshN8n';
import { root, textOf } from '../support/repository';

jest.setTimeout(240_000);

const listed = z.object({
	data: z.array(
		z.looseObject({
			id: z.string(),
			name: z.string(),
			active: z.boolean(),
			versionId: z.string(),
			settings: z.record(z.string(), z.unknown()),
			nodes: z.array(
				z.looseObject({
					name: z.string(),
					type: z.string(),
					position: z.array(z.number()),
					parameters: z.record(z.string(), z.unknown()),
					credentials: z.record(z.string(), z.object({ id: z.string() })).optional(),
				}),
			),
			connections: z.record(z.string(), z.unknown()),
		}),
	),
});
type Listed = z.infer<typeof listed>['data'][number];

const drawn = z.looseObject({ nodes: z.array(z.looseObject({ webhookId: z.string().optional() })) });

let n8n: FreshN8n;
/** The choices of an office that sells by hand, on one panel. */
const without = ['--without', 'stripe,paypal,invoice-ninja,ansible'];
let mapping: string;

beforeAll(async () => {
	const credential = (id: string, name: string, type: string) => ({ id, name, type, data: { host: '127.0.0.1' } });
	n8n = await openFreshN8n([
		credential('database-one', 'Back Office', 'mspDatabaseApi'),
		credential('database-two', 'Try-Out', 'mspDatabaseApi'),
		credential('mail-one', 'Office Mail', 'mspMailApi'),
	]);
	mapping = join(n8n.folder, 'credentials.json');
	await writeFile(mapping, JSON.stringify({ mspDatabaseApi: 'Back Office', mspMailApi: 'mail-one' }));
}, 600_000);
afterAll(async () => await n8n.stop());

const workflows = async (): Promise<Listed[]> => listed.parse(await n8n.api('GET', '/workflows?limit=250')).data;
async function named(name: string): Promise<Listed> {
	const found = (await workflows()).filter((one) => one.name === name);
	expect([name, found.length]).toEqual([name, 1]);
	return found[0] as Listed;
}
const install = async (...more: string[]) => await n8n.run(['install', '--credentials', mapping, ...without, ...more]);

/** As the editor saves it. */
async function save(
	workflow: Listed,
	change: (node: Listed['nodes'][number]) => Listed['nodes'][number],
): Promise<void> {
	const { id, versionId, name, nodes, connections, settings } = workflow;
	await n8n.client.call('PATCH', `/rest/workflows/${id}`, {
		...{ name, connections, settings, versionId },
		nodes: nodes.map(change),
	});
}

test('says what stands in the way, and changes nothing', async () => {
	const wrong = await n8n.run(['status'], { environment: { N8N_API_KEY: 'wrong' } });
	expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining('(401)')]);
	expect(wrong.err).toContain('Settings → n8n API');
	expect(wrong.err).not.toContain('wrong\n');
	const stranger = createServer((_request, response) => response.end('<html>a printer</html>')).listen(0, '127.0.0.1');
	await new Promise((resolve) => stranger.once('listening', resolve));
	const { port } = z.object({ port: z.number() }).parse(stranger.address());
	const printer = await n8n.run(['status', '--url', `http://127.0.0.1:${port}`]);
	expect([printer.code, printer.err]).toEqual([1, expect.stringContaining('it is no n8n')]);
	stranger.closeAllConnections();
	await new Promise((resolve) => stranger.close(resolve));
	expect((await n8n.run(['install', '--without', 'paypall'])).err).toContain('names no provider: paypall');
	expect((await n8n.run(['status', '--nonsense'])).code).toBe(2);
	// Two databases, and nobody to ask.
	const unclear = await n8n.run(['install', '--only', '90', '--no-publish']);
	expect([unclear.code, unclear.err]).toEqual([0, expect.stringContaining("'Try-Out' (database-two)")]);
	await n8n.run(['remove', '--yes']);
	expect(await workflows()).toEqual([]);
});

test('takes over what was imported by hand only when it is told to, and leaves no second one', async () => {
	const { name, nodes, connections } = z
		.looseObject({ name: z.string(), nodes: z.array(z.looseObject({})), connections: z.looseObject({}) })
		.parse(JSON.parse(textOf('workflows/91-stack-health.json')));
	// The editor drops credentials and the error workflow.
	const bare = nodes.map(({ credentials: _, ...node }) => node);
	await n8n.api('POST', '/workflows', { name, nodes: bare, connections, settings: { executionOrder: 'v1' } });
	const refused = await install();
	expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('--adopt')]);
	expect((await workflows()).map((one) => one.name)).toEqual([name]);
});

test('survives being killed at any moment: each workflow is there once, published, with its picks', async () => {
	for (const kill of [500, 700, 900, 1_200, 1_600])
		await n8n.run(['install', '--adopt', '--credentials', mapping, ...without], { kill });
	const done = await install('--adopt');
	expect([done.code, done.err]).toEqual([0, '']);
	const all = await workflows();
	expect(all.map(({ name, active }) => [name, active]).sort()).toEqual(
		[
			...['10 Payment received', '11 Provision hosting account', '13 Resume interrupted work', '14 Provisioning API'],
			...['20 Recurring billing', '21 Dunning', '22 Reactivate on payment', '23 Certificates', '25 Drift audit'],
			...['26 Reconciliation', '28 Simulate dunning', '29 Pay open invoices', '50 Upload invoices'],
			...['53 Holiday rental', '54 Watched folder', '90 Error handler', '91 Stack health'],
		].map((name) => [name, true]),
	);
	const ids = new Map(all.map(({ name, id }) => [name, id]));
	for (const { name, settings, nodes } of all) {
		if (name !== '90 Error handler')
			expect([name, settings.errorWorkflow]).toEqual([name, ids.get('90 Error handler')]);
		const picks = nodes.flatMap(({ credentials = {} }) =>
			Object.entries(credentials).map(([type, { id }]) => `${type} ${id}`),
		);
		expect(
			[...new Set(picks)].filter((pick) => !/^(mspDatabaseApi database-one|mspMailApi mail-one)$/.test(pick)),
		).toEqual([]);
	}
	const caller = (await named('10 Payment received')).nodes.find(({ name }) => name === 'Provision');
	expect(caller?.parameters.workflowId).toMatchObject({ value: ids.get('11 Provision hosting account') });
});

test('a repeat changes nothing, and a lost record does no harm', async () => {
	const before = (await workflows()).map(({ id, versionId }) => `${id} ${versionId}`).sort();
	await rm(join(n8n.folder, 'config'), { recursive: true });
	const status = await n8n.run(['status', '--json']);
	const { rows } = z
		.object({ rows: z.array(z.object({ edited: z.boolean(), outdated: z.boolean(), published: z.boolean() })) })
		.parse(JSON.parse(status.out));
	expect([status.code, rows.length, new Set(rows.map((row) => JSON.stringify(row))).size]).toEqual([0, 17, 1]);
	expect(rows[0]).toEqual({ edited: false, outdated: false, published: true });
	// Nor does it ask again: the workflows themselves say what was left out and picked.
	expect(await n8n.run(['install', '--only', '10,11,13,14,20,21,22,23,25,26,28,29,50,53,54,90,91'])).toMatchObject({
		code: 0,
		err: '',
	});
	expect((await workflows()).map(({ id, versionId }) => `${id} ${versionId}`).sort()).toEqual(before);
});

test('publishes none beside a workflow that answers at the same address', async () => {
	const { id } = await named('50 Upload invoices');
	await n8n.client.unpublish(id);
	const node = {
		name: 'Page',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		position: [0, 0],
		id: 'a',
		webhookId: 'b',
	};
	const rival = z.object({ id: z.string() }).parse(
		await n8n.api('POST', '/workflows', {
			name: 'Somebody else',
			nodes: [{ ...node, parameters: { path: 'msp/import' } }],
			connections: {},
			settings: {},
		}),
	);
	await n8n.api('POST', `/workflows/${rival.id}/activate`, {});
	const refused = await install();
	expect([refused.code, refused.err]).toEqual([
		3,
		expect.stringContaining("'Somebody else' is published and answers at GET msp/import"),
	]);
	expect((await named('50 Upload invoices')).active).toBe(false);
	await n8n.api('POST', `/workflows/${rival.id}/deactivate`, {});
	await n8n.api('DELETE', `/workflows/${rival.id}`);
	expect((await install()).code).toBe(0);
	expect((await named('50 Upload invoices')).active).toBe(true);
});

test('an upgrade replaces what nobody edited, and lays the new one beside what somebody did', async () => {
	const newer = join(n8n.folder, 'newer');
	await cp(join(root, 'workflows'), join(newer, 'workflows'), { recursive: true });
	await writeFile(join(newer, 'package.json'), JSON.stringify({ name: 'n8n-nodes-msp', version: '9.9.9' }));
	for (const file of ['25-drift-audit.json', '50-upload-invoices.json']) {
		const path = join(newer, 'workflows', file);
		const read = drawn.parse(JSON.parse(await readFile(path, 'utf8')));
		const nodes = read.nodes.map((node) =>
			node.webhookId !== undefined ? { ...node, onError: 'continueRegularOutput' } : node,
		);
		await writeFile(path, JSON.stringify({ ...read, nodes }));
	}
	// Moved about by hand, with the database of another company in one node: neither is an edit.
	const moved = await named('50 Upload invoices');
	await save(moved, (node) => ({
		...node,
		position: node.position.map((at) => at + 16),
		...(node.name === 'Show Page' && { credentials: { mspDatabaseApi: { id: 'database-two', name: 'Try-Out' } } }),
	}));
	await n8n.client.publish(moved.id);
	const edited = await named('25 Drift audit');
	await save(edited, (node) =>
		node.name === 'Every Night'
			? { ...node, parameters: { rule: { interval: [{ field: 'cronExpression', expression: '0 3 * * *' }] } } }
			: node,
	);
	await n8n.client.publish(edited.id);
	const mine = await named('25 Drift audit');

	const done = await n8n.run(['upgrade', '--from', newer]);
	expect([done.code, done.err]).toEqual([0, expect.stringContaining('9.9.9')]);
	expect(done.out).toContain('50 Upload invoices: 0.1.0 → 9.9.9, replaced and published.');
	expect(done.out).toContain("The new version is '25 Drift audit (9.9.9)', not published.");
	expect(done.out).toContain('parameters changed: Every Night: rule.interval.0');
	expect(done.out).toContain('node changed: Link Opened: what happens on an error');
	const replaced = await named('50 Upload invoices');
	expect([replaced.id, replaced.active]).toEqual([moved.id, true]);
	const page = replaced.nodes.find(({ name }) => name === 'Show Page');
	expect(page?.credentials?.mspDatabaseApi?.id).toBe('database-two');
	expect(await named('25 Drift audit')).toMatchObject({ versionId: mine.versionId, active: true });
	expect((await named('25 Drift audit (9.9.9)')).active).toBe(false);

	const count = (await workflows()).length;
	expect((await n8n.run(['upgrade', '--from', newer])).code).toBe(0);
	expect((await workflows()).length).toBe(count);
	const told = await n8n.run(['diff', '25', '--from', newer]);
	expect(told.out).toContain('Changed since it was installed:');
	expect(told.out).toContain('The pack now has it with:');
});

test('removal keeps what was edited and what that calls, and saves all of it first', async () => {
	const refused = await n8n.run(['remove']);
	expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('--yes')]);
	const done = await n8n.run(['remove', '--yes']);
	expect(done.out).toContain('25 Drift audit: stays, since you edited it');
	expect((await workflows()).map(({ name }) => name).sort()).toEqual(['25 Drift audit', '90 Error handler']);
	const place = join(n8n.folder, 'config/n8n-nodes-msp');
	const [folder = ''] = (await readdir(place)).filter((name) => !name.endsWith('.json'));
	const saved = await readdir(join(place, folder, 'backups'));
	expect(saved.filter((name) => name.includes('Upload-invoices')).length).toBeGreaterThanOrEqual(2);
	expect((await n8n.run(['remove', '--yes', '--edited'])).code).toBe(0);
	expect(await workflows()).toEqual([]);
});
