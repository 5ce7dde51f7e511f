import { z } from 'zod';
import { demoCredentialsWith, eventually, openScene, type Mail, type Scene } from '../support/e2eScene';
import type { PlayedServer } from '../support/playedServer';

/** Workflow 11 step by step: the change that it asks the panel for. */
const steps = [
	{ step: 'account', change: 'createAccount' },
	{ step: 'dns', change: 'editZone' },
	{ step: 'certificate', change: 'requestCertificate' },
	{ step: 'mailbox', change: 'createMailbox' },
	{ step: 'database', change: 'createDatabase' },
] as const;
const mailStep = 'welcome-mail';
const all = [...steps.map(({ step }) => step), mailStep];

jest.setTimeout(240_000);

let scene: Scene;
/** A server of each kind of panel. */
let fleet: readonly PlayedServer[];
beforeAll(async () => {
	// Each statement that is held keeps its connection.
	scene = await openScene({ credentials: demoCredentialsWith({ mspDatabaseApi: { maxConnections: 60 } }) });
	const { web1, plesk1, da1 } = scene.servers;
	fleet = [web1, plesk1, da1];
	// So that a fault meets the order that it is meant for.
	await scene.sellOnEach();
	await scene.stack.backOffice.store.asStaff(async (transaction) => {
		await transaction.run('update msp.server set max_concurrency = 10');
	});
	// Stops a statement on a step in its tracks, so that n8n can be killed right there.
	await scene.admin.query(`
		create table public.held_step (domain text, step text, status text, primary key (domain, step, status));
		create function public.hold_step() returns trigger language plpgsql security definer as $$
		begin
			if exists (select from public.held_step h join msp.service s on s.domain = h.domain
				join msp.task t on t.subject_id = s.id
				where t.id = new.task_id and h.step = new.name and h.status = new.status
					and (tg_op = 'INSERT' or old.status is distinct from new.status)) then
				perform pg_sleep(60);
			end if;
			return new;
		end $$;
		create trigger hold before insert or update on msp.task_step for each row execute function public.hold_step();
	`);
}, 180_000);
afterAll(async () => await scene.close());

/** One order, and the server that it goes to. */
interface Order {
	readonly server: PlayedServer;
	readonly domain: string;
}

/** The same order on a server of each kind. */
const onEach = (name: string): Order[] => fleet.map((server) => ({ server, domain: `${name}-${server.kind}.example` }));

const pay = async ({ server, domain }: Order) => await scene.pay({ domain, plan: server.code });

/** As a power cut: n8n is gone at once, and its database sessions with it. */
async function cut(): Promise<void> {
	await scene.stack.killN8n();
	await scene.admin.query('delete from public.held_step');
	await scene.admin.query(
		`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'msp_app' and wait_event = 'PgSleep'`,
	);
	await Promise.all(
		fleet.map(async (server) => {
			await server.clearFaults();
			await server.release();
		}),
	);
}

/** The power is back, and time passes: the reconciler takes up what was in flight. */
async function comeBack(orders: readonly Order[], becomes = 'completed'): Promise<void> {
	await scene.stack.restartN8n();
	await scene.timePasses();
	for (const { domain } of orders) await scene.taskIs(domain, becomes);
}

async function expectExactlyOne({ server, domain }: Order, mails: (found: readonly Mail[]) => void): Promise<void> {
	const accounts = (await server.accounts()).filter((account) => account.domain === domain);
	expect({ domain, accounts: accounts.length }).toEqual({ domain, accounts: 1 });
	const [account] = accounts;
	const spf = account?.texts.filter((text) => text === 'v=spf1 a mx ~all');
	expect({ ...account, spf }).toMatchObject({
		domain,
		packageName: 'starter',
		suspended: false,
		mailboxes: [`info@${domain}`],
		databases: [{ name: expect.stringContaining('site') as unknown, users: account?.databaseUsers }],
		spf: ['v=spf1 a mx ~all'],
		certificateAsked: true,
	});
	expect(account?.databaseUsers).toHaveLength(1);
	mails(await scene.mails(domain));
}

const oneMail = (found: readonly unknown[]) => expect(found).toHaveLength(1);
/** It cannot be known whether the server took it: a repeat is the same mail by its Message-ID. */
const sameMail = (found: ReadonlyArray<{ messageId: string }>) => {
	expect(found.length).toBeGreaterThanOrEqual(1);
	expect(new Set(found.map(({ messageId }) => messageId)).size).toBe(1);
};

async function isHeldAtPanel(server: PlayedServer, call: string, kind: string): Promise<void> {
	await eventually(
		`${server.code} holds ${call}`,
		async () => (await server.requests()).filter(({ name, fault }) => fault === kind && new RegExp(call).test(name)),
		(held) => held.length >= 1,
	);
}

async function areHeldInStore(count: number): Promise<void> {
	await eventually(
		`${count} statements are held`,
		async () => {
			const { rows } = await scene.admin.query<{ pid: number }>(
				`select pid from pg_stat_activity where usename = 'msp_app' and wait_event = 'PgSleep'`,
			);
			return rows.length;
		},
		(held) => held >= count,
	);
}

describe('n8n is killed, once with an order at every step on every kind of panel,', () => {
	/** Pays for them all, and kills n8n when each is held as its step gets the status. */
	async function heldInStore(name: string, status: string): Promise<Array<Order & { step: string }>> {
		const orders = all.flatMap((step) => onEach(`${name}-${step}`).map((order) => ({ ...order, step })));
		await Promise.all(
			orders.map(async (order) => {
				await scene.admin.query('insert into public.held_step values ($1, $2, $3)', [order.domain, order.step, status]);
				await pay(order);
			}),
		);
		await areHeldInStore(orders.length);
		await cut();
		return orders;
	}

	test('before the step is recorded', async () => {
		const orders = await heldInStore('before', 'started');
		await comeBack(orders);
		for (const order of orders) await expectExactlyOne(order, oneMail);
	});

	test.each([
		['before the panel has acted', 'hold_before'],
		['after the panel has acted, before its answer', 'hold_after'],
	])('while the call is under way: %s', async (_when, kind) => {
		const orders = steps.flatMap(({ step, change }) =>
			onEach(`${kind.replace('_', '-')}-${step}`).map((order) => ({ ...order, call: order.server.changes[change] })),
		);
		await Promise.all(
			fleet.map(async (server) => {
				expect((await server.requests()).filter(({ fault }) => fault === kind)).toEqual([]);
				// One after the other: each order takes the fault that is meant for it.
				for (const order of orders.filter((one) => one.server === server)) {
					await server.addFault({ path: order.call, kind });
					await pay(order);
					await isHeldAtPanel(server, order.call, kind);
				}
			}),
		);
		await cut();
		await comeBack(orders);
		for (const order of orders) await expectExactlyOne(order, oneMail);
	});

	test('after the answer, before the record', async () => {
		const orders = await heldInStore('answered', 'done');
		await comeBack(orders);
		for (const order of orders) await expectExactlyOne(order, order.step === mailStep ? sameMail : oneMail);
	});
});

test('killed right after the provider was answered, the event is processed all the same', async () => {
	const orders = onEach('answered-event');
	const paid = await Promise.all(orders.map(pay));
	expect(paid.map(({ status }) => status)).toEqual(orders.map(() => 200));
	await cut();
	await comeBack(orders);
	for (const order of orders) await expectExactlyOne(order, sameMail);
	const found = await scene.stack.backOffice.store.asStaff(
		async (transaction) =>
			await transaction.row(
				z.object({ count: z.number() }),
				`select count(*) from msp.payment_event where event_id = any($1) and processed_at is not null`,
				[paid.map(({ event }) => event.id)],
			),
	);
	expect(found).toEqual({ count: orders.length });
});

test('killed while it rolls back: the rollback goes on and takes back all of it', async () => {
	const orders = onEach('rolling-back');
	await Promise.all(
		orders.map(async (order) => {
			const { server } = order;
			await server.allowDatabases(0);
			await server.addFault({ path: server.changes.terminateAccount, kind: 'hold_after' });
			await pay(order);
			await isHeldAtPanel(server, server.changes.terminateAccount, 'hold_after');
		}),
	);
	await cut();
	await comeBack(orders, 'failed');
	for (const { server, domain } of orders) {
		expect(await scene.task(domain)).toMatchObject({ failedStep: 'database', statusDetail: 'rolled back' });
		expect({ domain, known: await server.knows(domain) }).toEqual({ domain, known: false });
		sameMail((await scene.mails(domain)).filter(({ subject }) => subject.includes('failed')));
	}
});
