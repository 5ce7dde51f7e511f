import type { IDataObject, INode } from 'n8n-workflow';
import { MspDatabaseApi } from '../../credentials/MspDatabaseApi.credentials';
import { MspInvoiceNinjaApi } from '../../credentials/MspInvoiceNinjaApi.credentials';
import { InvoiceImport } from '../../nodes/InvoiceImport/InvoiceImport.node';
import { InvoiceNinjaV5 } from '../../nodes/InvoiceNinja/InvoiceNinjaV5.node';
import { importTabs, invoice, payment } from '../support/importScene';
import { createHarness } from '../support/inProcessN8n';
import { databaseCredentialOf } from '../support/ninjaNode';
import { openNinjaScene, type NinjaScene } from '../support/ninjaScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

const types = { importer: 'n8n-nodes-msp.invoiceImport', ninja: 'n8n-nodes-msp.invoiceNinjaV5' } as const;

let database: TestDatabase;
let ninja: NinjaScene;
let run: (node: keyof typeof types, parameters: INode['parameters'], more?: Partial<INode>) => Promise<IDataObject[]>;
beforeAll(async () => {
	database = await createTestDatabase();
	ninja = await openNinjaScene();
	const company = { companyCode: 'main', certificateAuthority: '', certificateFingerprint: '' };
	const harness = createHarness({
		nodes: { [types.importer]: InvoiceImport, [types.ninja]: InvoiceNinjaV5 },
		credentialTypes: { MspInvoiceNinjaApi, MspDatabaseApi },
		credentials: {
			mspInvoiceNinjaApi: { baseUrl: ninja.url, token: ninja.token, ...company },
			mspDatabaseApi: databaseCredentialOf(database),
		},
	});
	run = async (node, parameters, more) => {
		const result = await harness.node(types[node], parameters, [{}], more);
		if (result.error) throw new Error([result.error.message, result.error.description ?? ''].join(' | '));
		return result.output('N');
	};
});
afterAll(async () => {
	await ninja.close();
	await database.drop();
});

const held = (...names: string[]) => ({
	credentials: Object.fromEntries(names.map((name) => [name, { id: name, name }])),
});
const both = held('mspDatabaseApi', 'mspInvoiceNinjaApi');
const send = (batchId: string, options: INode['parameters'] = {}) => ({
	...{ resource: 'batch', operation: 'sendToNinja', batchId, options },
});
const migrate = (operation: string, parameters: IDataObject) => ({
	...{ resource: 'sproutMigration', operation, options: {}, ...parameters },
});

test('an import goes on to Invoice Ninja in parts, and back', async () => {
	const { batchId } = await importTabs(database.store, {
		invoices: [
			invoice({ number: 'N-1', netMinor: 10_000, taxMinor: 2_100 }),
			invoice({ number: 'N-2', status: 'paid' }),
		],
		payments: [payment({ number: 'N-1', amountMinor: 2_100 })],
	});
	const [planned] = await run('importer', send(batchId, { taxName: 'BTW', keyField: 2 }), both);
	expect(planned).toMatchObject({ importBatchId: batchId, status: 'planned', total: 5, differenceCount: 1 });
	expect(planned?.differences).toMatchObject([
		{ key: 'N-2', field: 'paid', backOffice: '121.00', ninja: 'a payment of 121.00 on 2026-01-05' },
	]);
	expect(await run('importer', send(batchId, { taxName: 'BTW', keyField: 2 }), both)).toMatchObject([
		{ batchId: planned?.batchId, isNew: false },
	]);
	const migration = planned?.batchId;
	expect(await run('ninja', migrate('run', { batchId: migration, rows: 2 }), both)).toMatchObject([
		{ worked: 2, status: 'running' },
	]);
	expect(await run('ninja', migrate('run', { batchId: migration, rows: 500 }), both)).toMatchObject([
		{ worked: 3, status: 'finished', rest: 0, states: { done: 5 } },
	]);
	expect(await ninja.list('invoices')).toMatchObject([
		{ number: 'N-1', amount: 121, balance: 100, tax_name1: 'BTW' },
		{ number: 'N-2', amount: 121, balance: 0 },
	]);
	const [got] = await run('ninja', migrate('get', { batchId: migration }), both);
	expect(got).toMatchObject({ source: 'import', differences: [{ backOffice: '121.00' }] });
	await expect(run('importer', { resource: 'batch', operation: 'undo', batchId }, both)).rejects.toThrow(
		'is in Invoice Ninja',
	);
	expect(await run('ninja', migrate('undo', { batchId: migration, rows: 500 }), both)).toMatchObject([
		{ status: 'undone', rest: 0 },
	]);
	expect(await ninja.list('invoices')).toEqual([]);
	expect(await run('importer', { resource: 'batch', operation: 'undo', batchId }, both)).toMatchObject([
		{ invoicesRemoved: 2, paymentsRemoved: 1 },
	]);
});

test.each([
	[
		'without the credential',
		'mspDatabaseApi',
		send('5f0c6c9e-3c1b-4b7e-9a57-0d6b1f5f3a10'),
		/Choose the MSP Invoice Ninja/,
	],
	['a batch that is none', 'mspInvoiceNinjaApi', send('5f0c6c9e-3c1b-4b7e-9a57-0d6b1f5f3a10'), /no import has the ID/],
	[
		'a key field that is none',
		'mspInvoiceNinjaApi',
		send('5f0c6c9e-3c1b-4b7e-9a57-0d6b1f5f3a10', { keyField: 5 }),
		/keyField/,
	],
])('%s is one clear error', async (_, name, parameters, words) => {
	await expect(run('importer', parameters, held('mspDatabaseApi', name))).rejects.toThrow(words);
});
