import { DatabaseError } from 'pg';
import { z } from 'zod';
import { ExternalError, InputError } from '../../core/kernel/errors';
import { asKnownError } from '../../core/db';
import { packRules, valueRules } from '../../core/db/constraintWords';
import { seedEverything } from '../support/everyTable';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let customerId: string;

beforeAll(async () => {
	database = await createTestDatabase();
	customerId = await seedEverything(database, 'taken');
	await database.owner.query(`update msp.customer set stripe_customer_id = 'cus_taken', paypal_payer_id = 'PAYER'`);
	await database.owner.query(`update msp.service set status = 'active'`);
});
afterAll(async () => await database.drop());

/** What PostgreSQL writes about its tables and rules. */
const internals =
	/constraint|relation|violat|duplicate key|index row|btree|_key\b|_check|_fkey|syntax|column "|type (uuid|json)|msp\.|ERROR/i;

/** The error of a statement, whose sentence holds nothing of PostgreSQL's own words. */
async function told(sql: string, values: readonly unknown[] = []): Promise<ExternalError | InputError> {
	const error = await database.store
		.asStaff(async (transaction) => await transaction.run(sql, values))
		.catch((failed: unknown) => failed);
	if (!(error instanceof ExternalError || error instanceof InputError)) throw new Error(`not told: ${String(error)}`);
	expect(`${error.message} ${error.remedy}`).not.toMatch(internals);
	expect(error.remedy).toMatch(/^[A-Z].*\.$/);
	expect(error.cause).toBeInstanceOf(DatabaseError);
	return error;
}

test('every rule of the migrated tables has words: add yours to core/db/constraintWords.ts', async () => {
	const { rows } = await database.owner.query<{ name: string }>(
		`select conname as name from pg_constraint where connamespace = 'msp'::regnamespace and contype <> 'n'
		union select i.relname from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
			where t.relnamespace = 'msp'::regnamespace and x.indisunique order by 1`,
	);
	expect(rows.length).toBeGreaterThan(90);
	const silent = rows.filter(({ name }) => !(name in valueRules) && !(name in packRules));
	expect(silent.map(({ name }) => name)).toEqual([]);
	for (const { complaint, remedy } of Object.values(valueRules)) {
		expect(complaint).toMatch(/^(is|are|has|does) /);
		expect(remedy).toMatch(/^[A-Z].*\.$/);
	}
	for (const words of Object.values(packRules)) expect(words).toMatch(/^(a|an|the) .*[^.]$/);
});

const plan = (columns: string, written: string) =>
	`insert into msp.plan (plan_code, name, price_minor, currency, package_name${columns}) values (${written})`;
const service = (order: string, domain: string, status = 'pending_payment') =>
	`insert into msp.service (customer_id, plan_id, order_reference, domain, status)
	select c.id, p.id, '${order}', '${domain}', '${status}' from msp.customer c, msp.plan p where c.customer_code = 'taken' and p.plan_code = 'taken'`;
const customer = (column: string, value: string) =>
	`insert into msp.customer (customer_code, name, email${column}) values ('new', 'n', 'n@x.example'${value})`;

test.each<[string, string, string]>([
	[
		`insert into msp.customer (customer_code, name, email) values ('taken', 'n', 'n@x.example')`,
		'customerCode',
		'is taken',
	],
	[customer(', stripe_customer_id', `, 'cus_taken'`), 'stripeCustomerId', 'another customer has'],
	[customer(', paypal_payer_id', `, 'PAYER'`), 'paypalPayerId', 'another customer has'],
	[customer(', language', `, 'EN'`), 'language', 'is not a language'],
	[plan('', `'taken', 'n', 1, 'EUR', 'p'`), 'planCode', 'is taken'],
	[plan('', `'neg', 'n', -1, 'EUR', 'p'`), 'price', 'below zero'],
	[plan('', `'long', 'n', 1, 'EURO', 'p'`), 'input', 'too long'],
	[plan('', `'none', null, 1, 'EUR', 'p'`), 'name', 'is missing'],
	[plan('', `'huge', 'n', 99999999999999999999, 'EUR', 'p'`), 'input', 'too large'],
	[service('new', 'taken.example', 'active'), 'domain', 'served already'],
	[service('taken', 'new.example'), 'orderReference', 'another order has it'],
	[`select 'x'::uuid`, 'input', 'in a form'],
	[`select '2026-13-41'::date`, 'input', 'date'],
])('%s: the field and the complaint', async (sql, field, complaint) => {
	const error = await told(sql);
	expect(error).toBeInstanceOf(InputError);
	expect(error).toMatchObject({ field, complaint: expect.stringContaining(complaint) });
});

test('a task on a subject of nobody names the subject, whose rule is a trigger', async () => {
	const sql = `insert into msp.task (customer_id, subject_type, subject_id, kind, task_key, correlation_id)
		values ($1, 'service', gen_random_uuid(), 'provision', 'k', 'k')`;
	expect(await told(sql, [customerId])).toMatchObject({ field: 'subjectId' });
});

test.each([
	[
		'a rule that only the pack can break',
		`update msp.task set status = 'resting'`,
		'invalid',
		'a task with an unknown status',
	],
	[
		'a row that another run wrote',
		`insert into msp.payment_event (provider, event_id, kind, names, occurred_at, raw) values ('stripe', 'taken', 'x', '{x}', now(), '{}')`,
		'exists',
		'the same payment event a second time',
	],
	['a right that is missing', `update msp.audit_log set actor = 'x'`, 'permission', 'lacks a right'],
	['a table that is missing', 'select 1 from msp.nothing', 'invalid', 'although all migrations have run'],
	['a column that is missing', 'select nothing from msp.plan', 'invalid', 'although all migrations have run'],
	['a statement that takes too long', `set local statement_timeout = 10; select pg_sleep(1)`, 'busy', 'took longer'],
	[
		'a lock that is held',
		`set local lock_timeout = 10; select pg_sleep(0); do $$ begin raise lock_not_available; end $$`,
		'busy',
		'holds what this one needs',
	],
	['a full disk', `do $$ begin raise disk_full; end $$`, 'busy', 'disk of the database is full'],
	['a standby', `set transaction read only; update msp.plan set name = 'x'`, 'busy', 'read-only'],
	['a fault of PostgreSQL', `do $$ begin raise internal_error; end $$`, 'unknown', 'a fault of its own'],
	['something of tomorrow', `do $$ begin raise sqlstate 'ZZ123'; end $$`, 'unknown', 'SQLSTATE ZZ123'],
])('%s', async (_, sql, errorClass, words) => {
	const error = await told(sql);
	expect(error).toMatchObject({ errorClass, vendorMessage: expect.stringContaining(words) });
});

describe('a text that is too long for its column or for an index', () => {
	/** PostgreSQL compresses what repeats. */
	const long = Array.from({ length: 4_000 }, (_, index) => (index * 7_919).toString(36)).join('');
	const text = z.object({ id: z.uuid() });

	test.each([
		[
			`insert into msp.customer (customer_code, name, email, stripe_customer_id) values ('long', coalesce($1, 'n', ''), $2, $3)`,
			['n', 'n@x.example', long],
			'stripeCustomerId',
		],
		[`update msp.customer set updated_at = now(), paypal_payer_id = $2 where id = $1`, ['', long], 'paypalPayerId'],
		[
			`insert into msp.invoice (customer_id, number, currency, total_minor, balance_minor, due_on)
			select $1, $2, 'EUR', 1, 1, (now() at time zone time_zone)::date from msp.customer where id = $1`,
			['', long],
			'number',
		],
		[`update msp.plan set currency = $1`, ['EUROS'], 'currency'],
	])('%s names its field', async (sql, values, field) => {
		const error = await told(
			sql,
			values.map((value) => (value === '' ? customerId : value)),
		);
		expect(error).toMatchObject({
			name: 'InputError',
			field,
			complaint: expect.stringMatching(/^is too long: \d+ characters$/),
		});
	});

	test('also when the statement does not say where it goes', async () => {
		const sql = `insert into msp.service (customer_id, plan_id, order_reference, domain)
			select c.id, p.id, r.reference, 'l.example' from msp.customer c, msp.plan p, jsonb_to_record($1::jsonb) r(reference text)`;
		expect(await told(sql, [JSON.stringify({ reference: long })])).toMatchObject({ field: 'input' });
		const [row] = await database.store.asStaff(
			async (transaction) => await transaction.rows(text, 'select id from msp.customer limit 1'),
		);
		expect(row?.id).toBe(customerId);
	});
});

test('an error of the program, and one that is told already, pass unchanged', () => {
	for (const error of [new RangeError('x'), new InputError('a', 'b', 'C.'), 'text', undefined]) {
		expect(asKnownError(error)).toBe(error);
	}
});
