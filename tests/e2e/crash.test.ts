import { z } from 'zod';
import { eventually, openScene, type Scene } from '../support/e2eScene';

/** Workflow 11 step by step: the change that it asks the panel for, by its function. */
const steps = [
	{ step: 'account', call: '^createacct' },
	{ step: 'dns', call: '^mass_edit_dns_zone' },
	{ step: 'certificate', call: '^start_autossl_check_for_one_user|SSL::start_autossl_check' },
	{ step: 'mailbox', call: 'Email::add_pop' },
	{ step: 'database', call: 'Mysql::create_database' },
] as const;
const mailStep = 'welcome-mail';

jest.setTimeout(180_000);

let scene: Scene;
beforeAll(async () => {
	scene = await openScene();
	const { backOffice } = scene.stack;
	// One server, so that a fault meets the order that it is meant for.
	await backOffice.store.asStaff(async (transaction) => {
		await transaction.run(`update msp.server set accepts_new = false where server_code = 'web2'`);
	});
	// Stops a statement on a step in its tracks, so that n8n can be killed right there.
	await scene.admin.query(`
		create table public.held_step (domain text, step text, status text, primary key (domain, step, status));
		create function public.hold_step() returns trigger language plpgsql security definer as $$
		begin
			if exists (select from public.held_step h join msp.service s on s.domain = h.domain
				join msp.provisioning_task t on t.service_id = s.id
				where t.id = new.task_id and h.step = new.name and h.status = new.status
					and (tg_op = 'INSERT' or old.status is distinct from new.status)) then
				perform pg_sleep(60);
			end if;
			return new;
		end $$;
		create trigger hold before insert or update on msp.provisioning_step for each row execute function public.hold_step();
	`);
}, 180_000);
afterAll(async () => await scene.close());

/** As a power cut: n8n is gone at once, and its database sessions with it. */
async function cut(): Promise<void> {
	await scene.stack.killN8n();
	await scene.admin.query('delete from public.held_step');
	await scene.admin.query(
		`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'msp_app' and wait_event = 'PgSleep'`,
	);
	await Promise.all([scene.web1.clearFaults(), scene.web1.release()]);
}

/** The power is back, and time passes: the reconciler takes up what was in flight. */
async function comeBack(domains: readonly string[]): Promise<void> {
	await scene.stack.restartN8n();
	await scene.timePasses();
	for (const domain of domains) await scene.taskIs(domain, 'completed');
}

async function expectExactlyOne(
	domain: string,
	mails: (found: Awaited<ReturnType<Scene['mails']>>) => void,
): Promise<void> {
	const state = await scene.web1.state();
	const accounts = Object.values(state.accounts).filter((account) => account.domain === domain);
	expect({ domain, accounts: accounts.length }).toEqual({ domain, accounts: 1 });
	const [account] = accounts;
	expect(Object.keys(account?.mailboxes ?? {})).toEqual([`info@${domain}`]);
	expect(account?.databases).toEqual([`${account?.user}_site`]);
	expect(Object.values(account?.databaseUsers ?? {})).toMatchObject([{ databases: [`${account?.user}_site`] }]);
	const records = state.zones[domain]?.lines.filter(({ data }) => data[0] === 'v=spf1 a mx ~all');
	expect({ domain, records: records?.length }).toEqual({ domain, records: 1 });
	mails(await scene.mails(domain));
}

const oneMail = (found: readonly unknown[]) => expect(found).toHaveLength(1);
/** It cannot be known whether the server took it: a repeat is the same mail by its Message-ID. */
const sameMail = (found: ReadonlyArray<{ messageId: string }>) => {
	expect(found.length).toBeGreaterThanOrEqual(1);
	expect(new Set(found.map(({ messageId }) => messageId)).size).toBe(1);
};

async function isHeldAtPanel(call: string, kind: string, count: number): Promise<void> {
	await eventually(
		`the panel holds ${call}`,
		async () =>
			(await scene.web1.requests()).filter(({ name, fault }) => fault === kind && new RegExp(call).test(name)),
		(held) => held.length >= count,
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

const all = [...steps.map(({ step }) => step), mailStep];

describe('n8n is killed, once with an order at every step,', () => {
	test('before the step is recorded', async () => {
		const domains = all.map((step) => `before-${step}.example`);
		for (const [index, domain] of domains.entries()) {
			await scene.admin.query('insert into public.held_step values ($1, $2, $3)', [domain, all[index], 'started']);
			await scene.pay({ domain });
		}
		await areHeldInStore(all.length);
		await cut();
		await comeBack(domains);
		for (const domain of domains) await expectExactlyOne(domain, oneMail);
	});

	test.each([
		['before the panel has acted', 'hold_before'],
		['after the panel has acted, before its answer', 'hold_after'],
	])('while the call is under way: %s', async (_when, kind) => {
		const domains = steps.map(({ step }) => `${kind.replace('_', '-')}-${step}.example`);
		const before = (await scene.web1.requests()).filter(({ fault }) => fault === kind);
		expect(before).toEqual([]);
		// One after the other: each order takes the fault that is meant for it.
		for (const [index, { call }] of steps.entries()) {
			await scene.web1.addFault({ path: call, kind });
			await scene.pay({ domain: domains[index] ?? '' });
			await isHeldAtPanel(call, kind, 1);
		}
		await cut();
		await comeBack(domains);
		for (const domain of domains) await expectExactlyOne(domain, oneMail);
	});

	test('after the answer, before the record', async () => {
		const domains = all.map((step) => `answered-${step}.example`);
		for (const [index, domain] of domains.entries()) {
			await scene.admin.query('insert into public.held_step values ($1, $2, $3)', [domain, all[index], 'done']);
			await scene.pay({ domain });
		}
		await areHeldInStore(all.length);
		await cut();
		await comeBack(domains);
		for (const [index, domain] of domains.entries()) {
			await expectExactlyOne(domain, all[index] === mailStep ? sameMail : oneMail);
		}
	});
});

test('killed right after the provider was answered, the event is processed all the same', async () => {
	const domain = 'answered-event.example';
	const { event, status } = await scene.pay({ domain });
	expect(status).toBe(200);
	await cut();
	await comeBack([domain]);
	await expectExactlyOne(domain, sameMail);
	const found = await scene.stack.backOffice.store.asStaff(
		async (transaction) =>
			await transaction.row(
				z.object({ count: z.number() }),
				`select count(*) from msp.payment_event where event_id = $1 and processed_at is not null`,
				[event.id],
			),
	);
	expect(found).toEqual({ count: 1 });
});

test('killed while it rolls back: the rollback goes on and takes back all of it', async () => {
	const domain = 'rolling-back.example';
	const refused = {
		status: 0,
		data: null,
		errors: ['You have reached your maximum allotment of databases.'],
		messages: null,
	};
	await scene.web1.addFault({
		path: 'Mysql::create_database',
		kind: 'answer',
		body: { metadata: { version: 1, command: 'uapi_cpanel', result: 1, reason: 'OK' }, data: { uapi: refused } },
	});
	await scene.web1.addFault({ path: '^removeacct', kind: 'hold_after' });
	await scene.pay({ domain });
	await isHeldAtPanel('^removeacct', 'hold_after', 1);
	await cut();
	await scene.stack.restartN8n();
	await scene.timePasses();
	expect(await scene.taskIs(domain, 'failed')).toMatchObject({ failedStep: 'database', statusDetail: 'rolled back' });
	const state = await scene.web1.state();
	expect(Object.values(state.accounts).filter((account) => account.domain === domain)).toEqual([]);
	expect(state.zones[domain]).toBeUndefined();
	const alerts = (await scene.mails(domain)).filter(({ subject }) => subject.includes('failed'));
	sameMail(alerts);
});
