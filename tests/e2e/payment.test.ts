import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { chosenVersion } from '../../stack/n8n/versions';
import { demoServers, type DemoServerCode } from '../../stack/parts/demoServers';
import { payCheckout, signedDelivery } from '../../stack/standins/stripe';
import { paidCheckout } from '../support/companyScene';
import { enterSharedStack, eventually, type Scene } from '../support/e2eScene';
import { expectSetUp, passwordsOf } from '../support/expectSetUp';

/** One server of each kind of panel. */
const oneOfEach = ['web1', 'plesk1', 'da1'] as const satisfies readonly DemoServerCode[];

/** Whether n8n reads bodies before the triggers do, as it does for their version 1.1: see docs/webhooks.md. */
const n8nReadsFirst = chosenVersion().environment.N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE === 'true';

let scene: Scene;
beforeAll(async () => {
	scene = await enterSharedStack();
});
afterAll(async () => await scene.close());

const servers = () => Object.values(scene.servers);
const everywhere = async () => await scene.placeOn(...servers().map(({ code }) => code));

async function api(method: 'GET' | 'POST', path: string, body?: object, key = scene.secrets.apiKey) {
	const response = await fetch(`${scene.addresses.n8n}/webhook/msp/provisioning/${path}`, {
		method,
		headers: { 'X-API-Key': key, 'content-type': 'application/json', cookie: 'session=canary-cookie' },
		...(body && { body: JSON.stringify(body) }),
	});
	const text = await response.text();
	const type = response.headers.get('content-type')?.split(';')[0];
	return { status: response.status, type, body: text.startsWith('{') ? (JSON.parse(text) as object) : text };
}

describe.each(oneOfEach)('an order on %s', (code) => {
	const server = () => scene.servers[code];
	beforeAll(async () => await scene.placeOn(code));
	afterAll(async () => {
		await server().allowDatabases(2);
		await everywhere();
	});

	test('becomes an active service: account, DNS, certificate, mailbox, database, one welcome mail', async () => {
		const domain = `paid-${code}.example`;
		expect((await scene.pay({ domain })).status).toBe(200);
		await scene.taskIs(domain, 'completed');
		await expectSetUp(scene, domain);
	});

	test('that fails for good is taken back and told of; a person retries it through the API', async () => {
		const domain = `taken-back-${code}.example`;
		await server().allowDatabases(0);
		await scene.pay({ domain });
		const task = await scene.taskIs(domain, 'failed');
		expect(task).toMatchObject({ failedStep: 'database', errorClass: 'limit', statusDetail: 'rolled back' });
		expect(await scene.onPanels(domain)).toEqual({ accounts: [], known: [] });
		// Within the minute workflow 91 mails it.
		const alert = `select count(*) from msp.alert where kind = 'task_failed' and facts->>'domain' = $1
			and facts->>'vendorMessage' = $2`;
		expect(await scene.count(alert, domain, task.vendorMessage)).toBe(1);

		await server().allowDatabases(2);
		expect(await api('POST', 'retry', { taskId: task.taskId })).toMatchObject({ status: 202 });
		await scene.taskIs(domain, 'completed');
		expect((await scene.onPanels(domain)).accounts).toMatchObject([{ certificateAsked: true }]);
	});
});

test('a checkout delivered fifty times at once gives one payment, one task, one account, one mail', async () => {
	const domain = 'fifty.example';
	const event = paidCheckout({ domain });
	const answers = await Promise.all(Array.from({ length: 50 }, async () => await scene.deliver(event)));
	expect(answers).toEqual(Array(50).fill(200));
	const task = await scene.taskIs(domain, 'completed');
	expect(await scene.deliver(event)).toBe(200);

	expect(await scene.count('select count(*) from msp.payment_event where event_id = $1', event.id)).toBe(1);
	const reference = event.data.object.payment_intent;
	expect(await scene.count('select count(*) from msp.payment where payment_reference = $1', reference)).toBe(1);
	expect(await scene.count('select count(*) from msp.task where subject_id = $1', task.subjectId)).toBe(1);
	expect((await scene.onPanels(domain)).accounts).toHaveLength(1);
	expect(await scene.mails(domain)).toHaveLength(1);
});

test('the provisioning API answers at its addresses, and to nobody without the key', async () => {
	expect(await api('GET', 'statistics', undefined, 'wrong')).toMatchObject({
		status: 401,
		body: { code: 'unknown_key' },
	});
	expect(await api('GET', 'statistics?days=1')).toMatchObject({ status: 200, body: { days: 1 } });
	expect(await api('GET', 'task?taskId=nonsense')).toMatchObject({
		status: 422,
		type: 'application/problem+json',
		body: { code: 'invalid', field: 'taskId', detail: "'taskId' must be a task ID" },
	});
	const nobody = '00000000-0000-4000-8000-000000000000';
	expect(await api('GET', `task?taskId=${nobody}`)).toMatchObject({ status: 404, body: { code: 'not_found' } });
	expect(await api('POST', 'task', { taskId: nobody })).toMatchObject({ status: 405, body: { code: 'wrong_method' } });
	expect(await api('POST', 'clear-failed', [nobody])).toMatchObject({ status: 422, body: { code: 'not_an_object' } });
	const large = { taskId: 'x'.repeat(100_000) };
	expect(await api('POST', 'retry', large)).toMatchObject({ status: 413, body: { code: 'too_large' } });
	const address = `${scene.addresses.n8n}/webhook/msp/provisioning/clear-failed`;
	for (const [type, body, status] of [
		['application/json', '{"taskIds": [', n8nReadsFirst ? 422 : 400],
		['text/plain', '{"all": true}', 415],
		['multipart/form-data; boundary=x', '--x--', n8nReadsFirst ? 400 : 415],
	] as const) {
		const headers = {
			authorization: `Bearer ${scene.secrets.apiKey}`,
			'content-type': type,
			cookie: 'session=canary-cookie',
		};
		expect((await fetch(address, { method: 'POST', headers, body })).status).toBe(status);
	}
});

test('a flood of forged deliveries: none stored, none started, a few rows; a real one passes', async () => {
	const address = `${scene.addresses.n8n}/webhook`;
	const signed = signedDelivery(payCheckout({ domain: 'forged.example', amount: 1, currency: 'EUR' }), ['whsec_wrong']);
	const header = fc.stringMatching(/^[\x20-\x7e]{0,80}$/);
	const marker = `forged-${Date.now()}`;
	const form = `--x\r\ncontent-disposition: form-data; name="a"; filename="a.txt"\r\n\r\n${marker}\r\n--x--\r\n`;
	const delivery = fc.record({
		path: fc.constantFrom('msp-stripe/payments', 'msp-paypal/payments'),
		body: fc.oneof(
			fc.string({ maxLength: 500 }),
			fc.json(),
			fc.constant(form),
			fc.constant(signed.body),
			fc.uint8Array({ maxLength: 300 }),
		),
		headers: fc.record(
			{
				'content-type': fc.constantFrom(
					'application/json',
					'text/plain',
					'application/x-www-form-urlencoded',
					'multipart/form-data; boundary=x',
					// n8n never comes back from some XML that it reads.
					...(n8nReadsFirst ? [] : ['application/xml']),
				),
				'stripe-signature': fc.oneof(header, fc.constant(signed.headers['stripe-signature'] ?? '')),
				'paypal-transmission-id': header,
				'paypal-transmission-time': fc.oneof(header, fc.constant(new Date().toISOString())),
				'paypal-transmission-sig': fc.base64String(),
				'paypal-cert-url': fc.oneof(header, fc.webUrl()),
				'paypal-auth-algo': fc.constantFrom('SHA256withRSA', 'none'),
			},
			{ requiredKeys: [] },
		),
	});
	const counts = async () => ({
		stored: await scene.count('select count(*) from msp.payment_event'),
		refused: await scene.count('select coalesce(sum(count), 0)::bigint as count from msp.payment_event_rejection'),
		alerts: await scene.count(`select count(*) from msp.alert where kind = 'deliveries_refused'`),
	});
	const before = await counts();
	const started = async () =>
		(await scene.n8n.executions({ workflowId: 'msp-10-payment-received', limit: 250 })).length;
	const ran = await started();
	const samples = fc.sample(delivery, 500);
	// Making them takes so long that n8n has closed idle connections; this process has to hear of it before it uses one.
	await wait(100);
	const statuses: number[] = [];
	const flood = Array.from({ length: 100 }, async (_, one) => {
		for (const { path, body, headers } of samples.slice(one * 5, one * 5 + 5)) {
			const response = await fetch(`${address}/${path}`, { method: 'POST', headers, body });
			await response.arrayBuffer();
			statuses.push(response.status);
		}
	});
	await wait(300);
	const real = paidCheckout({ domain: 'in-a-flood.example' });
	expect(await scene.deliver(real)).toBe(200);
	await Promise.all(flood);

	expect(statuses.filter((status) => status !== 400 && !(n8nReadsFirst && status === 422))).toEqual([]);
	const refused = before.refused + statuses.length;
	// What n8n refuses by itself is not counted.
	const least = n8nReadsFirst ? before.refused + 100 : refused;
	const after = await eventually('they are counted', counts, (seen) => seen.refused >= least);
	expect(after.refused).toBeLessThanOrEqual(refused);
	expect(after.stored).toBe(before.stored + 1);
	expect(after.alerts).toBeLessThanOrEqual(before.alerts + 6);
	expect(await scene.count('select count(*) from msp.payment_event_rejection')).toBeLessThanOrEqual(20);
	expect(await started()).toBeLessThanOrEqual(ran + 2);
	await scene.taskIs('in-a-flood.example', 'completed');
	expect(await left(marker)).toEqual([]);
});

/** Files in the folder for temporary files that hold a text and nothing else. */
async function left(text: string): Promise<string[]> {
	const entries = await readdir(tmpdir(), { withFileTypes: true });
	const texts = entries
		.filter((entry) => entry.isFile())
		.map(async ({ name }) => ({ name, text: await readFile(join(tmpdir(), name), 'utf8').catch(() => '') }));
	return (await Promise.all(texts)).filter((file) => file.text === text).map(({ name }) => name);
}

test("no secret is in n8n's database, its logs, the mails or the back office in the open", async () => {
	const { folder, secrets } = scene;
	const passwords = passwordsOf((await Promise.all(servers().map(async (server) => await server.accounts()))).flat());
	const canaries = [
		...demoServers.map(({ token }) => secrets[token]),
		secrets.stripeSecretKey,
		secrets.stripeSigningSecret,
		secrets.invoiceNinjaToken,
		secrets.vaultKey,
		// Of the API: it was in the header of each call above.
		secrets.apiKey.slice(13),
		...passwords,
		'canary-cookie',
	];
	expect(passwords.length).toBeGreaterThan(20);
	expect(canaries.every((canary) => canary.length >= 8)).toBe(true);

	const { rows } = await scene.admin.query<{ name: string }>(
		`select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'msp'`,
	);
	const tables = await Promise.all(
		rows.map(async ({ name }) => {
			const found = await scene.admin.query<{ row: string }>(`select t::text as row from ${name} t`);
			return { where: name, text: found.rows.map(({ row }) => row).join('\n') };
		}),
	);
	const files = await Promise.all(
		(await readdir(folder, { recursive: true, withFileTypes: true }))
			.filter((entry) => entry.isFile())
			.map((entry) => join(entry.parentPath, entry.name))
			// What the stand-ins know, and where the demo keeps its own log-ins, is not the pack's.
			.filter((path) => /(logs|mails|n8n[/\\]\.n8n[/\\][^/\\]*)/.test(path) && !/node_modules|standins/.test(path))
			.map(async (path) => ({ where: path, text: (await readFile(path)).toString('latin1') })),
	);
	expect(files.some(({ where }) => where.includes('database.sqlite'))).toBe(true);
	expect(files.some(({ where }) => where.includes('mails'))).toBe(true);
	expect(files.some(({ where }) => where.endsWith('.log'))).toBe(true);
	// An address is written into the logs of whatever is on the way.
	const asked = (await Promise.all(servers().map(async (server) => await server.requests()))).flat();
	expect(asked.length).toBeGreaterThan(100);
	const addresses = { where: 'an address', text: asked.map(({ path }) => decodeURIComponent(path)).join('\n') };
	const leaks = [...tables, ...files, addresses].flatMap(({ where, text }) =>
		canaries.filter((canary) => text.includes(canary)).map((canary) => `${where} holds ${canary}`),
	);
	expect(leaks).toEqual([]);
});
