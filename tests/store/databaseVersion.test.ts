import { z } from 'zod';
import { lookForNews, noteFailedRun, storeNewsTold, type OutageMemory } from '../../core/alerts';
import { DatabaseVersionError } from '../../core/db';
import { InputError } from '../../core/kernel/errors';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

const remedy = 'Run `npx --package n8n-nodes-msp msp-database migrate`, then retry.';

let database: TestDatabase;
beforeEach(async () => {
	database = await createTestDatabase();
});
afterEach(async () => await database.drop());

const asStaff = async (sql: string) =>
	await database.store
		.asStaff(async (transaction) => await transaction.rows(z.unknown(), sql))
		.catch((error: unknown) => error);

/** The database is as before a migration of the pack: its tables lack what the migration brings, and it is not recorded. */
async function goBack(name: string, sql: string): Promise<void> {
	await database.owner.query(sql);
	await database.owner.query(`delete from msp_migrations.applied where name = $1`, [name]);
}

const goOn = async (name: string, sql: string) => {
	await database.owner.query(sql);
	await database.owner.query(`insert into msp_migrations.applied (name, run_on) values ($1, now())`, [name]);
};

const dropAlerts = 'alter table msp.alert rename to alert_hidden';
const bringAlerts = 'alter table msp.alert_hidden rename to alert';

test.each([
	['a table', 'alter table msp.plan rename to hidden', 'select plan_code from msp.plan'],
	['a column', 'alter table msp.plan drop column plan_code cascade', 'select plan_code from msp.plan'],
	['a function', 'drop function msp.in_staff_scope cascade', 'select msp.in_staff_scope()'],
	['a schema', 'alter schema msp rename to hidden', 'select 1 from msp.plan'],
])('a pack that is newer names the migrations that are missing: %s', async (_, sql, statement) => {
	await goBack('0020_approvals_of_failed_checks', sql);
	await goBack('0019_services_by_playbook', 'select');
	const error = await asStaff(statement);
	expect(error).toBeInstanceOf(DatabaseVersionError);
	expect(error).toMatchObject({
		// Tried again later, and not rolled back.
		errorClass: 'busy',
		transient: true,
		outcomeUnknown: false,
		message: 'The database lacks the migrations 0019_services_by_playbook, 0020_approvals_of_failed_checks',
		remedy,
	});
});

test('a value that the rule of an older table refuses is told as what it is', async () => {
	const broken = `insert into msp.api_refusal (route, code, count) values ('x', 'y', 0)`;
	const before = await asStaff(broken);
	expect(before).not.toBeInstanceOf(DatabaseVersionError);
	await goBack('0020_approvals_of_failed_checks', 'select');
	expect(await asStaff(broken)).toBeInstanceOf(DatabaseVersionError);
});

test('a row that lacks what the pack reads is told as what it is', async () => {
	const read = async () =>
		await database.store
			.asStaff(async (transaction) => await transaction.row(z.object({ added: z.string() }), 'select 1 as id'))
			.catch((error: unknown) => error);
	expect(await read()).toBeInstanceOf(z.ZodError);
	await goBack('0020_approvals_of_failed_checks', 'select');
	expect(await read()).toBeInstanceOf(DatabaseVersionError);
});

// zulip 13236: who installed an older version again reads that a column does not exist.
test('a database that is newer says which migration this pack does not know', async () => {
	await goOn('0099_from_tomorrow', 'alter table msp.plan rename column name to title');
	const error = await asStaff('select name from msp.plan');
	expect(error).toMatchObject({
		message: 'The database has the migration 0099_from_tomorrow, which this n8n-nodes-msp does not know',
		remedy: expect.stringMatching(/^Update n8n-nodes-msp in every n8n process.*or restore the backup/),
	});
	// What the pack knows of is still told as it is.
	const taken = `insert into msp.customer (customer_code, name, email, language, currency) values ('A B', '', '', 'xx', 'nothing')`;
	expect(await asStaff(taken)).toBeInstanceOf(InputError);
});

test('both at once, as after a branch: what is missing and what is not known', async () => {
	await goBack('0020_approvals_of_failed_checks', 'select');
	await goOn('0099_from_tomorrow', 'select');
	expect(await asStaff('select 1 from msp.nothing')).toMatchObject({
		message:
			'The database lacks the migration 0020_approvals_of_failed_checks, and has the migration 0099_from_tomorrow, which this n8n-nodes-msp does not know',
	});
});

describe('who tells it at night', () => {
	const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 3, minute));
	const look = async (memory: OutageMemory, minute: number) =>
		await lookForNews(async () => await Promise.resolve({ store: database.store }), memory, 20, at(minute));

	test('staff are told although the table of the alerts is what is missing, once, and once more when it is over', async () => {
		await goBack('0011_alerts', dropAlerts);
		const memory: OutageMemory = {};
		expect(await look(memory, 0)).toEqual({ store: undefined, alerts: [] });
		const { store: news } = await look(memory, 1);
		expect(news).toMatchObject({
			phase: 'problem',
			severity: 'error',
			title: 'The database of the back office is older than n8n-nodes-msp',
			vendorMessage: 'The database lacks the migration 0011_alerts',
			remedy,
			firstSeenAt: at(0).toISOString(),
		});
		// The mail server took it only later.
		expect((await look(memory, 2)).store).toMatchObject({ phase: 'problem' });
		storeNewsTold(memory, at(2), 'problem');
		expect(await look(memory, 3)).toEqual({ store: undefined, alerts: [] });

		await goOn('0011_alerts', bringAlerts);
		const { store: over } = await look(memory, 60);
		expect(over).toMatchObject({ phase: 'done', severity: 'done', message: expect.stringContaining('60 minutes') });
		storeNewsTold(memory, at(60), 'done');
		expect(await look(memory, 61)).toEqual({ store: undefined, alerts: [] });
		expect(memory).toEqual({});
	});

	test('an outage is told by itself while the version is told already', async () => {
		await goBack('0020_approvals_of_failed_checks', 'select');
		const memory: OutageMemory = {};
		await look(memory, 0);
		expect((await look(memory, 1)).store?.title).toContain('older than n8n-nodes-msp');
		storeNewsTold(memory, at(1), 'problem');
		const down = async (minute: number) =>
			await lookForNews(() => Promise.reject(new InputError('host', 'is gone', 'Bring it.')), memory, 20, at(minute));
		await down(2);
		expect((await down(3)).store?.title).toBe('The back office cannot use its database');
		storeNewsTold(memory, at(3), 'problem');
		expect((await look(memory, 4)).store?.title).toBe('The back office can use its database again');
		storeNewsTold(memory, at(4), 'done');
		await goOn('0020_approvals_of_failed_checks', 'select');
		expect((await look(memory, 5)).store?.title).toContain('fits n8n-nodes-msp again');
	});

	test('alerts are told while something else is missing', async () => {
		await goBack('0020_approvals_of_failed_checks', 'select');
		const memory: OutageMemory = { version: { downSince: at(0).toISOString(), toldAt: at(1).toISOString() } };
		await noteFailedRun({ store: database.store }, failedRun('Something else.'));
		await database.owner.query(`update msp.alert set tell_at = now()`);
		expect((await look(memory, 2)).alerts).toMatchObject([{ kind: 'run_failed' }]);
	});

	test('an update that goes its way is no news: the database is newer for some minutes', async () => {
		await goOn('0099_from_tomorrow', 'select');
		const memory: OutageMemory = {};
		for (const minute of [0, 1, 15, 29]) expect((await look(memory, minute)).store).toBeUndefined();
		expect((await look(memory, 31)).store).toMatchObject({
			severity: 'warning',
			title: expect.stringContaining('newer'),
		});
	});

	test('the error workflow carries the sentence, or says that nothing can be kept', async () => {
		await goBack('0019_services_by_playbook', 'select');
		const words = 'The database lacks the migration 0019_services_by_playbook';
		await noteFailedRun({ store: database.store }, { ...failedRun(words), remedy, errorClass: 'busy' });
		const { rows } = await database.owner.query('select facts, remedy from msp.alert');
		expect(rows).toMatchObject([{ facts: { vendorMessage: words }, remedy }]);
		await goBack('0011_alerts', dropAlerts);
		expect(await noteFailedRun({ store: database.store }, { ...failedRun(words), executionId: '2' })).toMatchObject({
			told: 'nothing',
			why: 'store_down',
			words: 'The database lacks the migrations 0011_alerts, 0019_services_by_playbook',
		});
	});
});

const failedRun = (message: string) => ({
	instanceId: 'i',
	workflowId: 'w',
	executionId: '1',
	workflowName: 'W',
	node: 'N',
	message,
	remedy: undefined,
	errorClass: undefined,
	detailsUrl: undefined,
	actor: 'a',
	resumes: false,
});
