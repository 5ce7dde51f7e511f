import type { IDataObject, INode } from 'n8n-workflow';
import { z } from 'zod';
import { storeOn } from '../../core/db';
import { savePolicy, type PolicySettings } from '../../core/policies';
import { MspBilling } from '../../nodes/MspBilling/MspBilling.node';
import { createHarness } from '../support/inProcessN8n';
import { createTestDatabase, databaseCredential, type TestDatabase } from '../support/testDatabase';

const type = 'n8n-nodes-msp.mspBilling';
/** The outputs of Evaluate. */
const [summary, notices, suspensions, needsApproval, retryCharges, evaluateErrors] = [0, 1, 2, 3, 4, 5];
/** The outputs of Reactivate. */
const [toRun, calledOff, left] = [0, 1, 2];

let database: TestDatabase;
let harness: ReturnType<typeof createHarness>;

const live: PolicySettings = {
	dunning: 'live',
	mostSuspensions: 1,
	mostSuspendedPercent: 100,
	suspensionHours: { days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', until: '24:00' },
};

beforeAll(async () => {
	database = await createTestDatabase();
	harness = createHarness({
		nodes: { [type]: MspBilling },
		credentials: { mspDatabaseApi: databaseCredential(database) },
	});
	await savePolicy({ store: storeOn(() => database.pool(), 'a test') }, { scope: 'default' }, live);
	await database.owner.query(
		`with
		p as (insert into msp.plan (plan_code, name, price_minor, currency, package_name)
			values ('basic', 'Basic', 1000, 'EUR', 'starter') returning id),
		v as (insert into msp.server (server_code, panel, base_url, username, sealed_token, max_accounts)
			values ('web1', 'whm', 'https://panel.example:2087', 'root', 'sealed', 100) returning id),
		c as (insert into msp.customer (customer_code, name, email)
			select code, code, code || '@customer.example' from unnest('{acme,bravo,calm}'::text[]) code returning id, customer_code),
		s as (insert into msp.service (customer_id, plan_id, server_id, order_reference, domain, username, status, activated_at)
			select c.id, p.id, v.id, 'order-' || customer_code, customer_code || '.example', customer_code, 'active', now()
			from c, p, v returning id, customer_id)
		insert into msp.invoice (customer_id, service_id, number, currency, total_minor, balance_minor, due_on, period_number)
		select c.id, s.id, 'I-' || customer_code, 'EUR', 1250, 1250,
			$1::date + case when customer_code = 'calm' then 20 else -5 end, 2
		from c join s on s.customer_id = c.id`,
		[new Date().toISOString().slice(0, 10)],
	);
});
afterAll(async () => await database.drop());

async function call(operation: string, parameters: INode['parameters'] = {}, items: IDataObject[] = [{}]) {
	return await harness.node(type, { resource: 'dunning', operation, ...parameters }, items, {
		onError: 'continueErrorOutput',
	});
}

const rows = async (sql: string): Promise<unknown[]> => (await database.owner.query<object>(sql)).rows;

/** The warning of each customer was sent the day before yesterday. */
async function warnedBefore(): Promise<void> {
	await database.owner.query(
		`update msp.dunning_attempt set status = 'sent', planned_on = planned_on - 2, sent_on = planned_on - 2`,
	);
}

const approval = { approvalPage: 'https://n8n.example.com/webhook/msp/dunning', language: 'nl', linkHours: 48 };

test('evaluate says in a dry run what it would do, and live makes a task of each letter, once', async () => {
	const dry = await call('evaluate', { dryRun: true, limit: 50 });
	expect(dry.error).toBeUndefined();
	expect(dry.output('N', summary)).toMatchObject([{ mode: 'dry_run', status: 'finished', counts: { notices: 2 } }]);
	expect(dry.output('N', notices)).toMatchObject([{ taskId: null }, { taskId: null }]);
	expect(await rows('select 1 from msp.task')).toEqual([]);

	const one = await call('evaluate', { limit: 1 });
	expect(one.output('N', summary)).toMatchObject([{ mode: 'live', counts: { notices: 2, suspensions: 0 } }]);
	expect(one.output('N', notices)).toMatchObject([{ action: 'warn_suspension', taskId: expect.any(String) }]);
	for (const nothing of [suspensions, needsApproval, retryCharges, evaluateErrors]) {
		expect(one.output('N', nothing)).toEqual([]);
	}
	expect((await call('evaluate', { limit: 50 })).output('N', notices)).toEqual([]);
	expect(await rows(`select kind, count(*)::int from msp.task group by 1`)).toEqual([
		{ kind: 'dunning_notice', count: 2 },
	]);
	const refused = await call('evaluate', { limit: 50, approvalPage: 'javascript:alert(1)' });
	expect(refused.output('N', summary)).toHaveLength(1);
});

test('state says how an account stands and why, and refuses a customer who is not there', async () => {
	const { output } = await call('state', { customerCode: '={{ $json.code }}' }, [
		{ code: 'acme' },
		{ code: 'calm' },
		{ code: 'nobody' },
	]);
	expect(output('N')).toMatchObject([
		{ customerCode: 'acme', state: 'warning', mode: 'live', why: [expect.stringContaining('12.50 EUR')] },
		{ customerCode: 'calm', state: 'current', why: [] },
	]);
	expect(output('N', 1)).toMatchObject([{ error: expect.stringContaining('nobody') }]);
});

test('record notes a letter once, and refuses a task of another kind', async () => {
	const [task] = z
		.array(z.object({ id: z.uuid() }))
		.parse(await rows(`select id from msp.task where kind = 'dunning_notice' order by id`));
	const first = await call('record', { taskId: task?.id ?? '' });
	expect(first.output('N')).toMatchObject([{ taskId: task?.id, stages: 1 }]);
	expect((await call('record', { taskId: task?.id ?? '' })).output('N')).toMatchObject([{ stages: 0 }]);
	expect(
		await rows(
			`select status, count(*)::int from msp.dunning_attempt where action = 'warn_suspension' group by 1 order by 1`,
		),
	).toEqual([
		{ status: 'planned', count: 1 },
		{ status: 'sent', count: 1 },
	]);
	const unknown = await call('record', { taskId: '00000000-0000-4000-8000-000000000001' });
	expect(unknown.output('N', 1)).toHaveLength(1);
});

test('a run that would suspend too many stops, and a person approves it on the page of its link', async () => {
	await warnedBefore();
	const run = await call('evaluate', { limit: 50, ...approval });
	expect(run.output('N', summary)).toMatchObject([
		{ status: 'stopped', counts: { suspensions: 2, mostSuspensions: 1 } },
	]);
	expect(run.output('N', suspensions)).toMatchObject([{ taskId: null }, { taskId: null }]);
	const [asked] = run.output('N', needsApproval);
	expect(asked).toMatchObject({ stopped: true, detail: expect.stringContaining('2 of 3 active services') });
	const ticket = new URL(z.string().parse(asked?.approvalUrl)).searchParams.get('ticket') ?? '';

	const page = await call('showApproval', { ticket });
	expect(page.output('N')).toMatchObject([{ statusCode: 200 }]);
	const html = z.string().parse(page.output('N')[0]?.html);
	for (const part of ['lang="nl"', 'acme.example', 'bravo.example', '12.50 EUR', 'method="post"'])
		expect(html).toContain(part);
	expect((await call('showApproval', { ticket: ticket.slice(1) })).output('N')).toMatchObject([{ statusCode: 403 }]);
	expect(await rows(`select 1 from msp.task where kind = 'suspend'`)).toEqual([]);

	const values = [...html.matchAll(/name="service" value="([^"]+)"/g)].map(([, value = '']) => value);
	const form = { ticket, by: '={{ $json.by }}', services: '={{ $json.service }}' };
	const nameless = await call('acceptApproval', form, [{ by: '', service: values }]);
	expect(nameless.output('N')).toMatchObject([{ statusCode: 400, approved: [] }]);
	// A browser posts one ticked box as a text, several as a list, and none as nothing.
	const answers = await call('acceptApproval', form, [
		{ by: 'Ann', service: '' },
		{ by: 'Ann', service: values[0] ?? '' },
		{ by: 'Ann', service: values },
	]);
	expect(answers.output('N').map(({ approved }) => z.array(z.unknown()).parse(approved).length)).toEqual([0, 1, 1]);
	expect(
		await rows(`select input->>'approvedBy' as by, count(*)::int from msp.task where kind = 'suspend' group by 1`),
	).toEqual([{ by: 'Ann', count: 2 }]);
});

test('state tells a suspension that waits for its time apart from one that was made', async () => {
	const [waiting] = z.array(z.object({ at: z.date() })).parse(
		await rows(`update msp.task t set not_before = now() + interval '6 hours' from msp.service s
			where t.subject_id = s.id and t.kind = 'suspend' and s.domain = 'acme.example' returning t.not_before as at`),
	);
	await database.owner.query(`with s as (update msp.service set status = 'suspended', suspended_by = 'system',
			suspension_reason = 'overdue', suspended_at = now() where domain = 'bravo.example' returning id)
		update msp.task t set status = 'completed', completed_at = now() from s where t.subject_id = s.id and t.kind = 'suspend'`);
	const { output } = await call('state', { customerCode: '={{ $json.code }}' }, [{ code: 'acme' }, { code: 'bravo' }]);
	expect(output('N')).toMatchObject([
		{ state: 'suspension_planned', nextSuspensionAt: waiting?.at.toISOString(), services: [{ status: 'active' }] },
		{ state: 'suspended', nextSuspensionAt: null, services: [{ status: 'suspended' }] },
	]);
});

// The suspension of one was made, and that of the other one waits.
test('reactivate calls off what has not begun, gives a task for what has, and a repeat does nothing', async () => {
	await database.owner.query(`update msp.invoice set status = 'paid', balance_minor = 0`);
	const listed = (await call('listReactivations')).output('N');
	expect(listed.map(({ domain, what }) => [domain, what]).sort()).toEqual([
		['acme.example', 'call_off'],
		['bravo.example', 'unsuspend'],
	]);
	const done = await call('reactivate');
	expect(done.output('N', toRun)).toMatchObject([{ domain: 'bravo.example', done: true, taskId: expect.any(String) }]);
	expect(done.output('N', calledOff)).toMatchObject([{ domain: 'acme.example', done: true }]);
	expect(done.output('N', left)).toEqual([]);
	const again = await call('reactivate');
	expect([again.output('N', toRun), again.output('N', calledOff)]).toEqual([[], []]);
	expect(await rows(`select kind, status from msp.task where kind <> 'dunning_notice' order by 1, 2`)).toEqual([
		{ kind: 'suspend', status: 'cancelled' },
		{ kind: 'suspend', status: 'completed' },
		{ kind: 'unsuspend', status: 'pending' },
	]);
});
