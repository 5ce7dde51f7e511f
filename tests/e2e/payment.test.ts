import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { z } from 'zod';
import { demoServers, type DemoServerCode } from '../../stack/parts/demoServers';
import { checkoutSession, payCheckout, refundPayment, signedDelivery, stripeEvent } from '../../stack/standins/stripe';
import type { HeldAccount } from '../../stack/standins/shared';
import { eventually, openScene, type Scene } from '../support/e2eScene';

/** One server of each kind of panel. */
const oneOfEach = ['web1', 'plesk1', 'da1'] as const satisfies readonly DemoServerCode[];

let scene: Scene;
beforeAll(async () => {
	scene = await openScene();
}, 180_000);
afterAll(async () => await scene.close());

const servers = () => Object.values(scene.servers);
const everywhere = () => scene.placeOn(...servers().map(({ code }) => code));

const nothing = { accounts: [], known: [] };

const paymentRow = z.object({
	outcome: z.string(),
	outcomeDetail: z.string(),
	needsAttention: z.boolean(),
	serviceStatus: z.string().nullable(),
});
/** The payment that an event is about, as soon as it is there. */
async function payment(reference: unknown, isSo: (found: z.infer<typeof paymentRow>) => boolean = () => true) {
	return await eventually(
		`the payment ${String(reference)} is applied`,
		async () =>
			await scene.stack.backOffice.store.asStaff(
				async (transaction) =>
					await transaction.row(
						paymentRow,
						`select p.outcome, p.outcome_detail as "outcomeDetail", p.needs_attention as "needsAttention", s.status as "serviceStatus"
						from msp.payment p left join msp.service s on s.id = p.service_id where p.payment_reference = $1`,
						[reference],
					),
			),
		isSo,
	);
}

async function count(sql: string, ...values: unknown[]): Promise<number> {
	const found = await scene.stack.backOffice.store.asStaff(
		async (transaction) => await transaction.row(z.object({ count: z.number() }), sql, values),
	);
	return found?.count ?? 0;
}

/** Everything that the plan promises is there, once, and the customer was told, without a password. */
async function expectSetUp(domain: string): Promise<void> {
	const task = await scene.task(domain);
	expect(task?.steps.map(({ name, status }) => [name, status])).toEqual([
		['account', 'done'],
		['dns', 'done'],
		['certificate', 'done'],
		['mailbox', 'done'],
		['database', 'done'],
		['welcome-mail', 'done'],
	]);
	const { accounts, known } = await scene.onPanels(domain);
	expect(known).toEqual([task?.serverCode]);
	expect(accounts).toMatchObject([
		{
			packageName: 'starter',
			suspended: false,
			mailboxes: [`info@${domain}`],
			databases: [{ name: expect.stringContaining('site') as unknown, users: accounts[0]?.databaseUsers }],
			texts: expect.arrayContaining(['v=spf1 a mx ~all']) as unknown,
			certificateAsked: true,
		},
	]);
	expect(accounts[0]?.databaseUsers).toHaveLength(1);

	const mails = await scene.mails(domain);
	expect(mails).toMatchObject([{ to: ['office@linden-bakery.example'] }]);
	expect(mails[0]?.text).toContain(accounts[0]?.username);
	expect(mails[0]?.text).toContain(
		passwordPages[servers().find(({ code }) => code === task?.serverCode)?.kind ?? 'whm'],
	);
	for (const password of passwordsOf(accounts)) expect(mails[0]?.text).not.toContain(password);
}

/** Where the customer of each kind of panel sets a password, as the mail names it. */
const passwordPages = { whm: ':2083/resetpass/?user=', plesk: '/get_password.php', directadmin: '/CMD_LOST_PASSWORD' };

const passwordsOf = (accounts: readonly HeldAccount[]) =>
	accounts.flatMap(({ password, otherPasswords }) => [password, ...Object.values(otherPasswords)]);

describe('a paid checkout', () => {
	test('becomes an active service: account, DNS, certificate, mailbox, database, one welcome mail', async () => {
		const domain = 'bakery.example';
		expect((await scene.pay({ domain })).status).toBe(200);
		const task = await scene.taskIs(domain, 'completed');
		expect(task).toMatchObject({ serviceStatus: 'active', customerCode: 'linden-bakery', failedStep: null });
		await expectSetUp(domain);
	});

	test('one plan on a mixed fleet: the orders spread over all servers, and each panel gets the whole account', async () => {
		const used = async () =>
			await scene.stack.backOffice.store.asStaff(
				async (transaction) =>
					await transaction.rows(
						z.object({ serverCode: z.string(), used: z.number() }),
						`select v.server_code as "serverCode", count(s.id) as used from msp.server v
						left join msp.service s on s.server_id = v.id group by v.server_code order by v.server_code`,
					),
			);
		const before = await used();
		const fleet = servers();
		// The first order has its place: with these, each server has one more than it.
		const domains = Array.from({ length: 2 * fleet.length - 1 }, (_, index) => `mixed-${index}.example`);
		for (const domain of domains) {
			await scene.pay({ domain });
			await eventually(`${domain} has a place`, async () => (await scene.task(domain))?.serverCode, Boolean);
		}
		for (const domain of domains) {
			await scene.taskIs(domain, 'completed');
			await expectSetUp(domain);
		}
		expect(before.reduce((sum, one) => sum + one.used, 0)).toBe(1);
		expect((await used()).map((one) => one.used)).toEqual(fleet.map(() => 2));
	});

	test('delivered fifty times at once gives one payment, one task, one account, one mail', async () => {
		await scene.placeOn('web1', 'web2');
		const domain = 'fifty.example';
		const event = payCheckout({
			order: 'order-fifty',
			customer: 'linden-bakery',
			plan: 'starter',
			domain,
			amount: 990,
			currency: 'EUR',
		});
		const answers = await Promise.all(Array.from({ length: 50 }, async () => await scene.deliver(event)));
		expect(answers).toEqual(Array(50).fill(200));
		const task = await scene.taskIs(domain, 'completed');
		expect(await scene.deliver(event)).toBe(200);

		expect(await count('select count(*) from msp.payment_event where event_id = $1', event.id)).toBe(1);
		const reference = event.data.object.payment_intent;
		expect(await count('select count(*) from msp.payment where payment_reference = $1', reference)).toBe(1);
		expect(await count('select count(*) from msp.task where subject_id = $1', task.subjectId)).toBe(1);
		expect((await scene.onPanels(domain)).accounts).toHaveLength(1);
		expect(await scene.mails(domain)).toHaveLength(1);
		await everywhere();
	});

	test('whose run never begins is taken up by the reconciler', async () => {
		const domain = 'unseen.example';
		await scene.stack.n8n.unpublish('msp-13-resume-interrupted-work');
		const { event } = await scene.pay({ domain });
		await scene.taskIs(domain, 'completed');
		// As if the run had died before its mark: the event is processed again, and changes nothing.
		await scene.stack.backOffice.store.asStaff(async (transaction) => {
			await transaction.run(`update msp.payment_event set processed_at = null, outcome = null where event_id = $1`, [
				event.id,
			]);
		});
		await scene.timePasses();
		await scene.stack.n8n.publish('msp-13-resume-interrupted-work');
		await eventually(
			'the event is processed again',
			async () =>
				await count(
					'select count(*) from msp.payment_event where event_id = $1 and processed_at is not null',
					event.id,
				),
			(processed) => processed === 1,
		);
		expect((await scene.onPanels(domain)).accounts).toHaveLength(1);
		expect(await scene.mails(domain)).toHaveLength(1);
	});
});

describe.each(oneOfEach)('when the panel fails: %s', (code) => {
	const server = () => scene.servers[code];
	beforeAll(async () => await scene.placeOn(code));
	afterEach(async () => {
		await server().clearFaults();
		await server().allowDatabases(2);
	});
	afterAll(async () => await everywhere());

	test('an account whose answer was lost is read back and adopted: no duplicate, no failure', async () => {
		const domain = `lost-answer-${code}.example`;
		await server().addFault({ path: server().changes.createAccount, kind: 'drop_after' });
		await scene.pay({ domain });
		const task = await scene.taskIs(domain, 'completed', 'failed', 'retry');
		expect(task).toMatchObject({ status: 'completed', attempt: 0, errorClass: null });
		expect((await scene.onPanels(domain)).accounts).toHaveLength(1);
	});

	test('a domain of somebody else is a lasting conflict: theirs is not touched, a person is told', async () => {
		const domain = `theirs-${code}.example`;
		await server().panel.createAccount({
			username: 'others',
			domain,
			packageName: 'business',
			contactEmail: 'others@example.org',
			password: server().panel.generatePassword(),
		});
		const theirs = await scene.onPanels(domain);
		expect(theirs.accounts).toHaveLength(1);
		await scene.pay({ domain });
		const task = await scene.taskIs(domain, 'failed');
		expect(task).toMatchObject({ failedStep: 'account', errorClass: 'exists', serviceStatus: 'provisioning_failed' });
		expect(task.vendorMessage).toContain("'others'");
		expect(await scene.onPanels(domain)).toEqual(theirs);
		const [alert] = await eventually(
			'a person is told',
			async () => await scene.mails(domain),
			(mails) => mails.length > 0,
		);
		expect(alert?.subject).toContain(`Provisioning of ${domain} failed`);
		expect(alert?.text).toContain("'others'");
	});

	test('a step that fails for good: what the task made is taken back in reverse, and nothing else', async () => {
		const domain = `no-database-${code}.example`;
		await server().allowDatabases(0);
		const before = await server().accounts();
		const asked = (await server().requests()).length;
		await scene.pay({ domain });
		const task = await scene.taskIs(domain, 'failed');
		expect(task).toMatchObject({ failedStep: 'database', errorClass: 'limit', statusDetail: 'rolled back' });
		expect(task.vendorMessage).toMatch(/maximum|limit|allot/i);
		expect(task.steps.map(({ name, status }) => [name, status])).toEqual([
			['account', 'undone'],
			['dns', 'undone'],
			['certificate', 'undone'],
			['mailbox', 'undone'],
			['database', 'undone'],
			['rolled-back-alert-5', 'done'],
		]);
		expect(await scene.onPanels(domain)).toEqual(nothing);
		expect(await server().accounts()).toEqual(before);

		const { deleteMailbox, terminateAccount } = server().changes;
		const since = (await server().requests()).slice(asked).map(({ name }) => name);
		const undone = since.flatMap((name) => [
			...(new RegExp(deleteMailbox).test(name) ? ['mailbox'] : []),
			...(new RegExp(terminateAccount).test(name) ? ['account'] : []),
		]);
		expect(undone).toEqual(['mailbox', 'account']);
		const [alert] = await scene.mails(domain);
		expect(alert?.text).toContain(task.vendorMessage);

		// The cause is mended, and a person retries.
		await server().allowDatabases(2);
		const answer = await api('POST', 'retry', { taskId: task.taskId });
		expect(answer.status).toBe(202);
		await scene.taskIs(domain, 'completed');
		expect((await scene.onPanels(domain)).accounts).toMatchObject([{ certificateAsked: true }]);
	});

	test('a panel that is busy is asked again later', async () => {
		const domain = `busy-${code}.example`;
		await server().addFault({ path: server().changes.createAccount, kind: 'drop_before' });
		await scene.pay({ domain });
		expect(await scene.taskIs(domain, 'retry')).toMatchObject({
			attempt: 1,
			errorClass: 'transport',
			failedStep: 'account',
		});
		await scene.timePasses();
		await scene.taskIs(domain, 'completed');
		expect((await scene.onPanels(domain)).accounts).toHaveLength(1);
	});

	test('refunded before it is set up: nothing stays on the panel', async () => {
		const domain = `refunded-${code}.example`;
		const { createMailbox } = server().changes;
		await server().addFault({ path: createMailbox, kind: 'hold_before' });
		const { event } = await scene.pay({ domain });
		await eventually(
			'the mailbox is being made',
			async () => await server().requests(),
			(requests) => requests.some(({ name, fault }) => new RegExp(createMailbox).test(name) && fault === 'hold_before'),
		);
		const reference = String(event.data.object.payment_intent);
		expect(await scene.deliver(refundPayment(reference, 990, 990, 'EUR'))).toBe(200);
		await payment(reference, ({ outcome }) => outcome === 'refunded');
		await server().release();
		expect(await scene.taskIs(domain, 'cancelled')).toMatchObject({ serviceStatus: 'cancelled' });
		expect(await scene.onPanels(domain)).toEqual(nothing);
	});
});

describe('money that is not as it should be', () => {
	test.each([
		['underpaid', { amount: 500 }, 'pending_payment'],
		['wrong_currency', { currency: 'USD' }, 'pending_payment'],
		['unknown_plan', { plan: 'no-such-plan' }, null],
		['unknown_customer', { customer: 'nobody' }, null],
	])('%s: an outcome in a list, and nothing is set up', async (outcome, change, serviceStatus) => {
		const domain = `${outcome.replace('_', '-')}.example`;
		const { event, status } = await scene.pay({ domain, ...change });
		expect(status).toBe(200);
		const found = await payment(event.data.object.payment_intent);
		expect(found).toMatchObject({ outcome, needsAttention: true, serviceStatus });
		expect(found.outcomeDetail).not.toBe('');
		expect(await scene.task(domain)).toBeUndefined();
		expect((await scene.onPanels(domain)).accounts).toEqual([]);
		await eventually(
			'a person is told',
			async () => await scene.mails(String(event.data.object.payment_intent)),
			(mails) => mails.length === 1,
		);
	});

	test('overpaid: set up, and listed for a person', async () => {
		const domain = 'overpaid.example';
		const { event } = await scene.pay({ domain, amount: 1200 });
		expect(await payment(event.data.object.payment_intent)).toMatchObject({
			outcome: 'overpaid',
			needsAttention: true,
		});
		await scene.taskIs(domain, 'completed');
	});

	test('a checkout that is not paid yet is no payment', async () => {
		const domain = 'unpaid.example';
		const order = {
			order: 'order-unpaid',
			customer: 'linden-bakery',
			plan: 'starter',
			domain,
			amount: 990,
			currency: 'EUR',
		};
		const unpaid = checkoutSession(order, { status: 'complete', payment_intent: 'pi_unpaid' });
		const event = stripeEvent('checkout.session.completed', unpaid);
		expect(await scene.deliver(event)).toBe(200);
		await eventually(
			'the event is processed',
			async () =>
				await count(
					'select count(*) from msp.payment_event where event_id = $1 and processed_at is not null',
					event.id,
				),
			(processed) => processed === 1,
		);
		expect(
			await count('select count(*) from msp.payment where payment_reference = $1', event.data.object.payment_intent),
		).toBe(0);
		expect(await scene.task(domain)).toBeUndefined();
	});
});

test('two orders at once for the last free place: one gets it, the other waits and goes on when there is room', async () => {
	const { store } = scene.stack.backOffice;
	await store.asStaff(async (transaction) => {
		await transaction.run(
			`insert into msp.plan (plan_code, name, price_minor, currency, package_name, server_group)
			values ('tiny', 'Tiny', 990, 'EUR', 'starter', 'tiny')`,
		);
		await transaction.run(`update msp.server set server_group = 'tiny', max_accounts =
			(select count(*) + 1 from msp.service where server_id = server.id) where server_code = 'web2'`);
	});
	const domains = ['last-one.example', 'last-two.example'];
	await Promise.all(domains.map(async (domain) => await scene.pay({ domain, plan: 'tiny' })));
	const ended = await Promise.all(domains.map(async (domain) => await scene.taskIs(domain, 'completed', 'waiting')));
	expect(ended.map(({ status }) => status).sort()).toEqual(['completed', 'waiting']);
	const waiting = ended.find(({ status }) => status === 'waiting');
	expect(waiting?.statusDetail).toContain("no server of the group 'tiny' has room");
	expect((await scene.onPanels(String(waiting?.domain))).accounts).toEqual([]);
	await eventually(
		'a person is told',
		async () => await scene.mails(`No server has room for ${String(waiting?.domain)}`),
		(mails) => mails.length === 1,
	);

	await store.asStaff(async (transaction) => {
		await transaction.run(`update msp.server set max_accounts = max_accounts + 1 where server_code = 'web2'`);
	});
	await scene.timePasses();
	await scene.taskIs(String(waiting?.domain), 'completed');
	await store.asStaff(async (transaction) => {
		await transaction.run(
			`update msp.server set server_group = 'default', max_accounts = 50 where server_code = 'web2'`,
		);
	});
});

async function api(method: 'GET' | 'POST', path: string, body?: object, key = scene.stack.secrets.provisioningApiKey) {
	const response = await fetch(`${scene.stack.addresses.n8n}/webhook/msp/provisioning/${path}`, {
		method,
		headers: { 'X-API-Key': key, 'content-type': 'application/json' },
		...(body && { body: JSON.stringify(body) }),
	});
	const text = await response.text();
	return { status: response.status, body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : text };
}

describe('the provisioning API', () => {
	test('refuses a call without the key', async () => {
		expect((await api('GET', 'statistics', undefined, 'wrong')).status).toBe(403);
	});

	test('starts by hand, shows, lists, counts and clears', async () => {
		const order = {
			customerCode: 'linden-bakery',
			planCode: 'starter',
			domain: 'by-hand.example',
			reference: 't-1',
			reason: 'a gift',
		};
		const started = await api('POST', 'manual', order);
		expect(started).toMatchObject({ status: 202, body: { created: true } });
		const again = await api('POST', 'manual', order);
		expect(again).toMatchObject({ status: 202, body: { created: false } });
		const task = await scene.taskIs('by-hand.example', 'completed');

		expect(await api('GET', `task?taskId=${task.taskId}`)).toMatchObject({
			status: 200,
			body: { domain: 'by-hand.example', status: 'completed' },
		});
		const list = await api('GET', 'tasks?status=completed&limit=5');
		expect(list).toMatchObject({ status: 200, body: { tasks: [{ status: 'completed' }, {}, {}, {}, {}] } });
		expect(await api('GET', 'statistics?days=1')).toMatchObject({
			status: 200,
			body: { days: 1, failed: oneOfEach.length },
		});
		expect(await api('GET', 'failed')).toMatchObject({
			body: { tasks: oneOfEach.map(() => ({ errorClass: 'exists' })) },
		});
		expect(await api('POST', 'clear-failed', {})).toMatchObject({ status: 200, body: { cleared: oneOfEach.length } });
		expect(await api('GET', 'failed')).toEqual({ status: 200, body: { tasks: [] } });
	});

	test('refuses with the field and the reason', async () => {
		expect(await api('GET', 'task?taskId=nonsense')).toEqual({
			status: 422,
			body: { error: "'taskId' must be a task ID [item 0]" },
		});
		const paid = await scene.task('bakery.example');
		expect(await api('POST', 'start', { serviceId: paid?.serviceId })).toMatchObject({
			status: 202,
			body: { created: false },
		});
	});
});

test('a thousand forged bodies and headers: each refused, none stored, nothing fails', async () => {
	const address = `${scene.stack.addresses.n8n}/webhook`;
	const before = await count('select count(*) from msp.payment_event');
	const signed = signedDelivery(payCheckout({ domain: 'forged.example', amount: 1, currency: 'EUR' }), ['whsec_wrong']);
	const header = fc.stringMatching(/^[\x20-\x7e]{0,80}$/);
	const delivery = fc.record({
		path: fc.constantFrom('msp-stripe/payments', 'msp-paypal/payments'),
		body: fc.oneof(
			fc.string({ maxLength: 500 }),
			fc.json(),
			fc.constant(signed.body),
			fc.uint8Array({ maxLength: 300 }),
		),
		headers: fc.record(
			{
				'content-type': fc.constantFrom(
					'application/json',
					'text/plain',
					'application/x-www-form-urlencoded',
					'multipart/form-data',
					'application/xml',
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
	const statuses = new Map<number, number>();
	const samples = fc.sample(delivery, 1000);
	for (let start = 0; start < samples.length; start += 20) {
		await Promise.all(
			samples.slice(start, start + 20).map(async ({ path, body, headers }) => {
				const response = await fetch(`${address}/${path}`, { method: 'POST', headers, body });
				await response.arrayBuffer();
				statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
			}),
		);
	}
	expect(Object.fromEntries(statuses)).toEqual({ 400: 1000 });
	expect(await count('select count(*) from msp.payment_event')).toBe(before);
	expect((await fetch(`${scene.stack.addresses.n8n}/healthz`)).status).toBe(200);
	await eventually(
		'they are counted',
		async () => await count('select coalesce(sum(count), 0)::bigint as count from msp.payment_event_rejection'),
		(counted) => counted >= 1000,
	);
}, 120_000);

test("no secret is in n8n's database, its logs, the mails or the back office in the open", async () => {
	const { folder, secrets } = scene.stack;
	const passwords = passwordsOf((await Promise.all(servers().map(async (server) => await server.accounts()))).flat());
	const canaries = [
		...demoServers.map(({ token }) => secrets[token]),
		secrets.stripeSecretKey,
		secrets.stripeSigningSecret,
		secrets.vaultKey,
		...passwords,
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
}, 60_000);
