import type { Mail } from '../support/companyScene';
import { demoCredentialsWith, eventually, openOwnStack } from '../support/e2eScene';
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
/** It changes nothing on these panels, which have the plans' packages: only its record can be cut off. */
const packageStep = 'package';
/** The steps on panels come first, so that a step meets another kind of panel at each moment. */
const all = [...steps.map(({ step }) => step), packageStep, mailStep];

jest.setTimeout(240_000);

let scene: Awaited<ReturnType<typeof openOwnStack>>;
/** A server of each kind of panel. */
let fleet: readonly PlayedServer[];
beforeAll(async () => {
	// Each statement that is held keeps its connection.
	scene = await openOwnStack({ credentials: demoCredentialsWith({ mspDatabaseApi: { maxConnections: 60 } }) });
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
				perform pg_sleep(300);
			end if;
			return new;
		end $$;
		create trigger hold before insert or update on msp.task_step for each row execute function public.hold_step();
	`);
}, 600_000);
afterAll(async () => await scene.close());

/** One order, and the server that it goes to. */
interface Order {
	readonly server: PlayedServer;
	readonly domain: string;
}

/**
 * An order for each step, on the kinds of panel in turn: the protocol of a step knows no panel, and what each panel's
 * steps make of a lost answer is held by tests/contract. Over the four moments each step meets every kind.
 */
const inTurn = <Step extends string>(moment: keyof typeof moments, names: readonly Step[]) =>
	names.map((step, index) => {
		const server = fleet[(index + moments[moment]) % fleet.length] ?? scene.servers.web1;
		return { server, step, domain: `${moment}-${step}.example` };
	});
/** When n8n is killed, and with which kind of panel the first step begins. */
const moments = { before: 0, asked: 1, acted: 2, answered: 1 } as const;

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
async function comeBack(): Promise<void> {
	await scene.stack.restartN8n();
	await scene.timePasses();
}

async function expectExactlyOne({ server, domain }: Order, mails: (found: readonly Mail[]) => void): Promise<void> {
	await scene.taskIs(domain, 'completed');
	const accounts = (await server.accounts()).filter((account) => account.domain === domain);
	expect({ domain, accounts: accounts.length }).toEqual({ domain, accounts: 1 });
	const [account] = accounts;
	const spf = account?.texts.filter((text) => text.startsWith('v=spf1')).length;
	const dmarc = account?.texts.filter((text) => text.startsWith('v=DMARC1'));
	expect({ ...account, spf, dmarc }).toMatchObject({
		domain,
		packageName: 'starter',
		suspended: false,
		mailboxes: [`info@${domain}`],
		databases: [{ name: expect.stringContaining('site') as unknown, users: account?.databaseUsers }],
		spf: 1,
		dmarc: ['v=DMARC1; p=none'],
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

const heldAt = async (server: PlayedServer, call: string, kind: string) =>
	(await server.requests()).filter(({ name, fault }) => fault === kind && new RegExp(call).test(name));

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

describe('n8n is killed while panels work', () => {
	type Held = Order & { readonly call: string };
	let asked: Held[];
	let acted: Held[];
	let rollingBack: Order[];

	beforeAll(async () => {
		const changeOf = (one: string) => steps.find(({ step }) => step === one)?.change ?? 'createAccount';
		const withCall = (moment: 'asked' | 'acted') =>
			inTurn(
				moment,
				steps.map(({ step }) => step),
			).map((order) => ({ ...order, call: order.server.changes[changeOf(order.step)] }));
		[asked, acted, rollingBack] = [withCall('asked'), withCall('acted'), onEach('rolling-back')];
		await Promise.all(
			fleet.map(async (server) => {
				const held = async (order: Order, call: string, kind: string) => {
					const known = (await heldAt(server, call, kind)).length;
					await server.addFault({ path: call, kind });
					await pay(order);
					await eventually(
						`${server.code} holds ${call}`,
						async () => await heldAt(server, call, kind),
						(found) => found.length > known,
					);
				};
				// One after the other: each order takes the fault that is meant for it.
				await server.allowDatabases(0);
				for (const order of rollingBack.filter((one) => one.server === server)) {
					await held(order, server.changes.terminateAccount, 'hold_after');
				}
				await server.allowDatabases(2);
				for (const order of asked.filter((one) => one.server === server)) await held(order, order.call, 'hold_before');
				for (const order of acted.filter((one) => one.server === server)) await held(order, order.call, 'hold_after');
			}),
		);
		// On a slow machine the first calls of a server may have been given up meanwhile; the last one is under way.
		for (const server of fleet) {
			const domains = [...asked, ...acted].filter((one) => one.server === server).map(({ domain }) => domain);
			const tasks = await Promise.all(domains.map(async (domain) => await scene.task(domain)));
			expect(tasks.map((task) => task?.status)).toContain('running');
		}
		await cut();
		await comeBack();
	});

	test('before the panel has acted', async () => {
		for (const order of asked) await expectExactlyOne(order, oneMail);
	});

	test('after the panel has acted, before its answer', async () => {
		for (const order of acted) await expectExactlyOne(order, oneMail);
	});

	test('while it rolls back: the rollback goes on and takes back all of it', async () => {
		for (const { server, domain } of rollingBack) {
			const task = await scene.taskIs(domain, 'failed');
			expect(task).toMatchObject({ failedStep: 'database', statusDetail: 'rolled back' });
			expect({ domain, known: await server.knows(domain) }).toEqual({ domain, known: false });
			const alerts = `select count(*) from msp.alert where kind = 'task_failed' and facts->>'domain' = $1`;
			expect({ domain, alerts: await scene.count(alerts, domain) }).toEqual({ domain, alerts: 1 });
		}
	});
});

describe('n8n is killed while it records', () => {
	let before: Array<Order & { step: string }>;
	let answered: Array<Order & { step: string }>;
	let events: Array<Order & { readonly eventId: string }>;

	beforeAll(async () => {
		[before, answered] = [inTurn('before', all), inTurn('answered', all)];
		const orders = [
			...before.map((order) => ({ ...order, status: 'started' })),
			...answered.map((order) => ({ ...order, status: 'done' })),
		];
		await Promise.all(
			orders.map(async (order) => {
				await scene.admin.query('insert into public.held_step values ($1, $2, $3)', [
					order.domain,
					order.step,
					order.status,
				]);
				await pay(order);
			}),
		);
		await areHeldInStore(orders.length);
		events = await Promise.all(
			onEach('answered-event').map(async (order) => {
				const { event, status } = await pay(order);
				expect(status).toBe(200);
				return { ...order, eventId: event.id };
			}),
		);
		await cut();
		await comeBack();
	});

	test('before the step is recorded', async () => {
		for (const order of before) await expectExactlyOne(order, oneMail);
	});

	test('after the answer, before the record', async () => {
		for (const order of answered) await expectExactlyOne(order, order.step === mailStep ? sameMail : oneMail);
	});

	test('right after the provider was answered: the event is processed all the same', async () => {
		for (const order of events) await expectExactlyOne(order, sameMail);
		const processed = `select count(*) from msp.payment_event where event_id = any($1) and processed_at is not null`;
		expect(
			await scene.count(
				processed,
				events.map(({ eventId }) => eventId),
			),
		).toBe(events.length);
	});
});
