import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { z } from 'zod';
import { checkoutSession, payCheckout, refundPayment, signedDelivery, stripeEvent } from '../../stack/standins/stripe';
import type { WhmState } from '../../stack/standins/whm/state';
import { eventually, openScene, type Controlled, type Scene } from '../support/e2eScene';

let scene: Scene;
beforeAll(async () => {
	scene = await openScene();
}, 180_000);
afterAll(async () => await scene.close());
afterEach(async () => {
	await Promise.all([scene.web1.clearFaults(), scene.web2.clearFaults()]);
});

const servers = () => [scene.web1, scene.web2];
const onBoth = async (act: (server: Controlled) => Promise<unknown>) => await Promise.all(servers().map(act));

/** What the panels hold for a domain, over both servers. */
async function onPanels(domain: string) {
	const states = await Promise.all(servers().map(async (server) => await server.state()));
	return {
		accounts: states.flatMap((state) => Object.values(state.accounts).filter((account) => account.domain === domain)),
		zones: states.flatMap((state) => (state.zones[domain] ? [state.zones[domain]] : [])),
	};
}

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

describe('a paid checkout', () => {
	test('becomes an active service: account, DNS, certificate, mailbox, database, one welcome mail', async () => {
		const domain = 'bakery.example';
		expect((await scene.pay({ domain })).status).toBe(200);
		const task = await scene.taskIs(domain, 'completed');
		expect(task).toMatchObject({ serviceStatus: 'active', customerCode: 'linden-bakery', failedStep: null });
		expect(task.steps.map(({ name, status }) => [name, status])).toEqual([
			['account', 'done'],
			['dns', 'done'],
			['certificate', 'done'],
			['mailbox', 'done'],
			['database', 'done'],
			['welcome-mail', 'done'],
		]);

		const { accounts, zones } = await onPanels(domain);
		expect(accounts).toHaveLength(1);
		const [account] = accounts;
		expect(account).toMatchObject({ plan: 'starter', email: 'office@linden-bakery.example', suspended: false });
		expect(Object.keys(account?.mailboxes ?? {})).toEqual([`info@${domain}`]);
		expect(account?.databases).toEqual([`${account?.user}_site`]);
		expect(Object.values(account?.databaseUsers ?? {})).toMatchObject([{ databases: account?.databases }]);
		expect(zones[0]?.lines).toContainEqual(
			expect.objectContaining({ type: 'TXT', data: ['v=spf1 a mx ~all'] }) as unknown,
		);

		const mails = await scene.mails(domain);
		expect(mails).toHaveLength(1);
		expect(mails[0]).toMatchObject({ to: ['office@linden-bakery.example'] });
		expect(mails[0]?.text).toContain(account?.user);
		expect(mails[0]?.text).not.toContain(account?.password);
	});

	test('delivered fifty times at once gives one payment, one task, one account, one mail', async () => {
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
		expect(await count('select count(*) from msp.provisioning_task where service_id = $1', task.serviceId)).toBe(1);
		expect((await onPanels(domain)).accounts).toHaveLength(1);
		expect(await scene.mails(domain)).toHaveLength(1);
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
		expect((await onPanels(domain)).accounts).toHaveLength(1);
		expect(await scene.mails(domain)).toHaveLength(1);
	});
});

describe('when the panel fails', () => {
	test('an account whose answer was lost is read back and adopted: no duplicate, no failure', async () => {
		const domain = 'lost-answer.example';
		await onBoth(async (server) => await server.addFault({ path: '^createacct', kind: 'drop_after' }));
		await scene.pay({ domain });
		const task = await scene.taskIs(domain, 'completed', 'failed', 'retry');
		expect(task).toMatchObject({ status: 'completed', attempt: 0, errorClass: null });
		expect((await onPanels(domain)).accounts).toHaveLength(1);
	});

	test('a domain of somebody else is a lasting conflict: theirs is not touched, a person is told', async () => {
		const domain = 'theirs.example';
		const theirs = await Promise.all(
			servers().map(async (server) => {
				const state = await server.state();
				await server.setState(withAccountOfOthers(state, domain));
				return (await server.state()).accounts.others;
			}),
		);
		await scene.pay({ domain });
		const task = await scene.taskIs(domain, 'failed');
		expect(task).toMatchObject({ failedStep: 'account', errorClass: 'exists', serviceStatus: 'provisioning_failed' });
		expect(task.vendorMessage).toContain("'others'");
		const after = await Promise.all(servers().map(async (server) => (await server.state()).accounts.others));
		expect(after).toEqual(theirs);
		const [alert] = await eventually(
			'a person is told',
			async () => await scene.mails(domain),
			(mails) => mails.length > 0,
		);
		expect(alert?.subject).toContain(`Provisioning of ${domain} failed`);
		expect(alert?.text).toContain("'others'");
	});

	test('a step that fails for good: what the task made is taken back in reverse, and nothing else', async () => {
		const domain = 'no-database.example';
		const refusal = 'You have reached your maximum allotment of databases.';
		await onBoth(
			async (server) =>
				await server.addFault({
					path: 'Mysql::create_database',
					kind: 'answer',
					body: {
						metadata: { version: 1, command: 'uapi_cpanel', result: 1, reason: 'OK' },
						data: { uapi: { status: 0, data: null, errors: [refusal], messages: null, warnings: null } },
					},
				}),
		);
		const before = await onPanels('bakery.example');
		await scene.pay({ domain });
		const task = await scene.taskIs(domain, 'failed');
		expect(task).toMatchObject({ failedStep: 'database', errorClass: 'limit', statusDetail: 'rolled back' });
		expect(task.vendorMessage).toContain(refusal);
		expect(task.steps.map(({ name, status }) => [name, status])).toEqual([
			['account', 'undone'],
			['dns', 'undone'],
			['certificate', 'undone'],
			['mailbox', 'undone'],
			['database', 'undone'],
			['rolled-back-alert-5', 'done'],
		]);
		expect(await onPanels(domain)).toEqual({ accounts: [], zones: [] });
		expect(await onPanels('bakery.example')).toEqual(before);

		const undone = (await Promise.all(servers().map(async (server) => await server.requests())))
			.flat()
			.filter(({ body, name }) => /delete_pop|removeacct/.test(name) && isAbout(body, task.steps[0]?.intent));
		expect(undone.map(({ name }) => name.replace('uapi_cpanel ', ''))).toEqual(['Email::delete_pop', 'removeacct']);
		const [alert] = await scene.mails(domain);
		expect(alert?.text).toContain(refusal);

		// The cause is mended, and a person retries.
		await onBoth(async (server) => await server.clearFaults());
		const answer = await api('POST', 'retry', { taskId: task.taskId });
		expect(answer.status).toBe(202);
		await scene.taskIs(domain, 'completed');
		const [anew] = (await onPanels(domain)).accounts;
		expect(anew?.certificateLooks).not.toBeNull();
	});

	test('a panel that is busy is asked again later', async () => {
		const domain = 'busy.example';
		await onBoth(async (server) => await server.addFault({ path: '^createacct', kind: 'drop_before' }));
		await scene.pay({ domain });
		expect(await scene.taskIs(domain, 'retry')).toMatchObject({
			attempt: 1,
			errorClass: 'transport',
			failedStep: 'account',
		});
		await onBoth(async (server) => await server.clearFaults());
		await scene.timePasses();
		await scene.taskIs(domain, 'completed');
		expect((await onPanels(domain)).accounts).toHaveLength(1);
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
		expect((await onPanels(domain)).accounts).toEqual([]);
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

	test('refunded before it is set up: nothing stays on the panel', async () => {
		const domain = 'refunded.example';
		await onBoth(async (server) => await server.addFault({ path: 'Email::add_pop', kind: 'hold_before' }));
		const { event } = await scene.pay({ domain });
		await eventually(
			'the mailbox is being made',
			async () => (await Promise.all(servers().map(async (server) => await server.requests()))).flat(),
			(requests) => requests.some(({ name, fault }) => name.includes('add_pop') && fault === 'hold_before'),
		);
		const reference = String(event.data.object.payment_intent);
		expect(await scene.deliver(refundPayment(reference, 990, 990, 'EUR'))).toBe(200);
		await payment(reference, ({ outcome }) => outcome === 'refunded');
		await onBoth(async (server) => await server.release());
		expect(await scene.taskIs(domain, 'cancelled')).toMatchObject({ serviceStatus: 'cancelled' });
		expect(await onPanels(domain)).toEqual({ accounts: [], zones: [] });
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
	expect((await onPanels(waiting?.domain ?? '')).accounts).toEqual([]);
	await eventually(
		'a person is told',
		async () => await scene.mails(`No server has room for ${waiting?.domain}`),
		(mails) => mails.length === 1,
	);

	await store.asStaff(async (transaction) => {
		await transaction.run(`update msp.server set max_accounts = max_accounts + 1 where server_code = 'web2'`);
	});
	await scene.timePasses();
	await scene.taskIs(waiting?.domain ?? '', 'completed');
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
		expect(await api('GET', 'statistics?days=1')).toMatchObject({ status: 200, body: { days: 1, failed: 1 } });
		expect(await api('GET', 'failed')).toMatchObject({
			body: { tasks: [{ domain: 'theirs.example', errorClass: 'exists' }] },
		});
		expect(await api('POST', 'clear-failed', {})).toMatchObject({ status: 200, body: { cleared: 1 } });
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
	const states = await Promise.all(servers().map(async (server) => await server.state()));
	const accounts = states.flatMap((state) => Object.values(state.accounts));
	const passwords = accounts.flatMap((account) => [
		account.password,
		...Object.values(account.mailboxes).map(({ password }) => password),
		...Object.values(account.databaseUsers).map(({ password }) => password),
	]);
	const canaries = [
		secrets.whmToken1,
		secrets.whmToken2,
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
	const leaks = [...tables, ...files].flatMap(({ where, text }) =>
		canaries.filter((canary) => text.includes(canary)).map((canary) => `${where} holds ${canary}`),
	);
	expect(leaks).toEqual([]);
}, 60_000);

function withAccountOfOthers(state: WhmState, domain: string): WhmState {
	const others = {
		user: 'others',
		domain,
		plan: 'starter',
		email: 'others@example.org',
		owner: 'root',
		password: 'of-somebody-else',
		suspended: false,
		suspendReason: '',
		createdAt: 1_700_000_000,
		certificateLooks: null,
		mailboxes: {},
		databases: [],
		databaseUsers: {},
	};
	return {
		...state,
		accounts: { ...state.accounts, others },
		zones: { ...state.zones, [domain]: { serial: 1, lines: [] } },
	};
}

function isAbout(body: string, intent: unknown): boolean {
	const { username } = z.object({ username: z.string() }).parse(intent);
	return new URLSearchParams(body).getAll('username').includes(username) || body.includes(`cpanel.user=${username}`);
}
