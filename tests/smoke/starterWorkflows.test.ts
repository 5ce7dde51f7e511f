import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { openFreshN8n, type FreshN8n } from '../support/freshN8n';

// The command of an operator, once from nothing: its rules are held by tests/stack, on one version.
jest.setTimeout(240_000);

let n8n: FreshN8n;
beforeAll(async () => {
	n8n = await openFreshN8n([
		{ id: 'database', name: 'Back Office', type: 'mspDatabaseApi', data: { host: '127.0.0.1' } },
		{ id: 'mail', name: 'Office Mail', type: 'mspMailApi', data: { host: '127.0.0.1' } },
	]);
}, 600_000);
afterAll(async () => await n8n.stop());

test('msp-workflows installs and publishes the starter workflows, and a repeat has nothing to do', async () => {
	const mapping = join(n8n.folder, 'credentials.json');
	await writeFile(mapping, JSON.stringify({ mspDatabaseApi: 'database', mspMailApi: 'mail' }));
	const words = ['install', '--credentials', mapping, '--without', 'stripe,paypal,invoice-ninja,ansible'];
	expect(await n8n.run(words)).toMatchObject({ code: 0, err: '' });
	const workflows = (await n8n.client.workflows()).map(({ name, active, versionId }) => ({ name, active, versionId }));
	expect(workflows.length).toBeGreaterThan(5);
	expect(workflows.filter(({ active }) => !active)).toEqual([]);
	expect(await n8n.run(words)).toMatchObject({ code: 0, err: '' });
	const status = await n8n.run(['status', '--json']);
	const { rows } = z
		.object({ rows: z.array(z.object({ edited: z.boolean(), outdated: z.boolean(), published: z.boolean() })) })
		.parse(JSON.parse(status.out));
	expect(rows).toHaveLength(workflows.length);
	expect(rows.filter(({ edited, outdated, published }) => edited || outdated || !published)).toEqual([]);
	const after = (await n8n.client.workflows()).map(({ name, active, versionId }) => ({ name, active, versionId }));
	expect(after.sort(byName)).toEqual(workflows.sort(byName));
});

const byName = (one: { readonly name: string }, other: { readonly name: string }) => one.name.localeCompare(other.name);
