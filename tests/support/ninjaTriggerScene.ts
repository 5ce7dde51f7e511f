import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IDataObject, INode } from 'n8n-workflow';
import { MspDatabaseApi } from '../../credentials/MspDatabaseApi.credentials';
import { MspInvoiceNinjaApi } from '../../credentials/MspInvoiceNinjaApi.credentials';
import { InvoiceNinjaV5 } from '../../nodes/InvoiceNinja/InvoiceNinjaV5.node';
import { InvoiceNinjaV5Trigger } from '../../nodes/InvoiceNinjaV5Trigger/InvoiceNinjaV5Trigger.node';
import type { Change } from '../../core/feeds';
import { createHarness, type WorkflowJson } from './inProcessN8n';
import { openNinjaScene } from './ninjaScene';
import { createTestDatabase, databaseCredential } from './testDatabase';

const type = 'n8n-nodes-msp.invoiceNinjaV5Trigger';
const ninjaType = 'n8n-nodes-msp.invoiceNinjaV5';

/** What n8n does with what comes to it. `down`: it is not reached. `starting`: it answers 404 for every address. */
type Life = 'up' | 'down' | 'starting';

/** An Invoice Ninja Trigger in n8n's engine, a played Invoice Ninja that delivers to it over HTTP, and a database. */
export async function openNinjaTriggerScene() {
	const [database, ninja] = await Promise.all([createTestDatabase(), openNinjaScene()]);
	const encryptionKey = randomBytes(32);
	const items: Change[] = [];
	const busy = new Set<Promise<unknown>>();
	let life: Life = 'up';
	let published: WorkflowJson = flow();

	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			if (life !== 'up') {
				if (life === 'down') response.destroy();
				else response.writeHead(404, { 'content-type': 'application/json' }).end('{"code":404}');
				return;
			}
			const headers = Object.fromEntries(
				Object.entries(request.headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
			);
			const work = harness().webhook(published, 'Trigger', {
				headers,
				rawBody: Buffer.concat(chunks),
				test: request.url?.startsWith('/webhook-test/') ?? false,
				answered: ({ statusCode, body }) => {
					response.writeHead(statusCode, { 'content-type': 'application/json' }).end(JSON.stringify(body));
				},
			});
			const done = work.then(({ execution }) => void items.push(...changesIn(execution?.output('Trigger'))));
			busy.add(done);
			void done.catch(() => undefined).finally(() => busy.delete(done));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

	const harness = (changes: { readonly ninja?: object; readonly database?: object } = {}) =>
		createHarness({
			nodes: { [type]: InvoiceNinjaV5Trigger, [ninjaType]: InvoiceNinjaV5 },
			credentialTypes: { MspDatabaseApi, MspInvoiceNinjaApi },
			credentials: {
				mspDatabaseApi: { ...databaseCredential(database, encryptionKey), ...changes.database },
				mspInvoiceNinjaApi: { baseUrl: ninja.url, token: ninja.token, companyCode: 'main', ...changes.ninja },
			},
			baseUrl,
		});

	/** Runs an operation of the Invoice Ninja node. */
	const ask = async (resource: string, operation: string, parameters: IDataObject = {}) => {
		const run = await harness().node(ninjaType, { resource, operation, ...parameters }, [{}]);
		if (run.error) throw Object.assign(new Error(run.error.message), run.error);
		return run.output('N');
	};

	return {
		database,
		ninja,
		harness,
		address: `${baseUrl}/webhook/w/invoice-ninja`,
		testAddress: `${baseUrl}/webhook-test/w/invoice-ninja`,

		/** Publishes the workflow: n8n asks whether the webhooks are there, and has them made if not. */
		publish: async (json: WorkflowJson = flow(), more: object = {}) => {
			published = json;
			const run = harness();
			const { result } = await run.webhookMethod(json, 'Trigger', 'checkExists', {}, more);
			if (!result) await run.webhookMethod(json, 'Trigger', 'create', {}, more);
			return result;
		},
		unpublish: async (json: WorkflowJson = published, more: object = {}) =>
			await harness().webhookMethod(json, 'Trigger', 'delete', {}, { activation: 'update', ...more }),

		markHandled: async (changeId: string) => await ask('change', 'markHandled', { changeId }),
		keep: async () => await ask('webhook', 'keep'),
		/** Runs Catch Up as the reader of the workflow. */
		catchUp: async (parameters: IDataObject = {}) =>
			changesIn(await ask('change', 'catchUp', { reader: 'wf', ...parameters })),

		/** The webhooks at Invoice Ninja that are not deleted. */
		webhooks: async () =>
			(await ninja.list('webhooks', 'status=active,archived,deleted&per_page=5000')).filter(
				({ is_deleted }) => is_deleted !== true,
			),

		setLife: (to: Life) => (life = to),

		/** What the workflow was started with, once all deliveries are done. */
		given: async () => {
			while (busy.size > 0) await Promise.allSettled(busy);
			return items.splice(0);
		},

		clear: async () => {
			life = 'up';
			items.splice(0);
			const company = ninja.company();
			for (const rows of Object.values(company.rows))
				for (const id of Object.keys(rows)) Reflect.deleteProperty(rows, id);
			ninja.standin.clear();
			ninja.standin.state().deliveries = [];
			company.blindFor = [];
			await database.owner.query('truncate msp.feed_entry, msp.feed_cursor, msp.feed_registration');
			await database.owner.query('delete from msp.alert');
		},

		close: async () => {
			await new Promise((resolve) => server.close(resolve));
			await Promise.all([database.drop(), ninja.close()]);
		},
	};
}
export type NinjaTriggerScene = Awaited<ReturnType<typeof openNinjaTriggerScene>>;

/** A workflow of the trigger alone. */
export function flow(parameters: INode['parameters'] = {}, more: Partial<INode> = {}): WorkflowJson {
	const credentials = Object.fromEntries(
		['mspDatabaseApi', 'mspInvoiceNinjaApi'].map((name) => [name, { id: name, name }]),
	);
	const node: INode = {
		id: 'T',
		name: 'Trigger',
		type,
		typeVersion: 1,
		position: [0, 0],
		parameters: { events: ['create_payment', 'update_invoice'], ...parameters },
		credentials,
		webhookId: 'w',
		...more,
	};
	return { id: 'wf', nodes: [node], connections: {} };
}

const changesIn = (items: readonly IDataObject[] = []) => items as unknown as Change[];
