import type { PoolClient } from 'pg';
import { z } from 'zod';
import { storeOn, type Store } from '../../core/db';
import { everyTable, seedEverything, type Table } from '../support/everyTable';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let ours: string;
let theirs: string;
let tables: Table[];

beforeAll(async () => {
	database = await createTestDatabase();
	ours = await seedEverything(database, 'ours');
	theirs = await seedEverything(database, 'theirs');
	tables = await everyTable(database);
	await database.owner.query('analyze');
});
afterAll(async () => await database.drop());

type Run = (
	sql: string,
	values?: unknown[],
) => Promise<{ rows: Array<Record<string, unknown>>; rowCount: number | null }>;

/** Statements as `msp_app` on a bare connection, in a transaction that is taken back. */
async function inScope<T>(scope: string, work: (run: Run) => Promise<T>): Promise<T> {
	const client: PoolClient = await database.pool().connect();
	try {
		await client.query(`begin; ${scope}`);
		return await work(async (sql, values) => {
			await client.query('savepoint before');
			try {
				return await client.query<Record<string, unknown>>(sql, values);
			} catch (error) {
				await client.query('rollback to before');
				throw error;
			}
		});
	} finally {
		await client.query('rollback');
		client.release();
	}
}
const asUs = async <T>(work: (run: Run) => Promise<T>) => await inScope(`set local msp.customer_id = '${ours}'`, work);
const unscoped = async <T>(work: (run: Run) => Promise<T>) => await inScope('', work);

const owned = () => tables.flatMap(({ ownerColumn, ...table }) => (ownerColumn ? [{ ...table, ownerColumn }] : []));

async function refusal(attempt: Promise<unknown>): Promise<string> {
	return await attempt.then(
		() => 'it was allowed',
		(error: unknown) => (error as Error).message,
	);
}

test('every table is guarded, the owner included, and holds a row of both customers', async () => {
	expect(tables.length).toBeGreaterThan(10);
	expect(tables.filter(({ guarded, policies }) => !guarded || policies === 0).map(({ name }) => name)).toEqual([]);
	for (const { name, ownerColumn } of owned()) {
		const { rows } = await database.owner.query<{ whose: string }>(
			`select distinct ${ownerColumn} as whose from msp.${name}`,
		);
		expect([name, rows.map(({ whose }) => whose).sort()]).toEqual([name, [ours, theirs].sort()]);
	}
});

test('nothing in the schema goes around the guards', async () => {
	const { rows: views } = await database.owner.query(
		`select relname from pg_class where relnamespace = 'msp'::regnamespace and (relkind = 'm' or (relkind = 'v'
			and not coalesce(reloptions, '{}') @> '{security_invoker=true}'))`,
	);
	expect(views).toEqual([]);
	const { rows: functions } = await database.owner.query(
		`select proname from pg_proc where pronamespace = 'msp'::regnamespace and prosecdef`,
	);
	expect(functions).toEqual([]);
	const { rows: rights } = await database.owner.query(
		`select distinct table_name, privilege_type from information_schema.role_table_grants
		where grantee in ('msp_app', 'PUBLIC') and table_schema = 'msp' and privilege_type in ('TRUNCATE', 'TRIGGER', 'REFERENCES')`,
	);
	expect(rights).toEqual([]);
});

test('without a scope there is nothing to see, and nothing can be added', async () => {
	await unscoped(async (run) => {
		for (const { name, writable } of tables) {
			expect([name, (await run(`select * from msp.${name}`)).rows]).toEqual([name, []]);
			const { rows } = await database.owner.query<Record<string, unknown>>(`select * from msp.${name} limit 1`);
			const values = writable.map((column) => JSON.stringify(rows[0]?.[column] ?? null));
			const attempt = run(`insert into msp.${name} select r.* from jsonb_populate_record(null::msp.${name}, $1) r`, [
				JSON.stringify(
					Object.fromEntries(writable.map((column, index) => [column, JSON.parse(values[index] ?? 'null')])),
				),
			]);
			expect([name, await refusal(attempt)]).toEqual([name, expect.stringMatching(/row-level security|column "id"/)]);
		}
	});
});

test('a customer reads their own rows of every table, and no other, in whatever way', async () => {
	await asUs(async (run) => {
		for (const { name, ownerColumn } of owned()) {
			const whose = async (sql: string, values: unknown[] = []) =>
				(await run(sql, values)).rows.map((row) => row.whose);
			expect([name, await whose(`select ${ownerColumn} as whose from msp.${name}`)]).toEqual([name, [ours]]);
			expect(
				await whose(`select ${ownerColumn} as whose from msp.${name} where ${ownerColumn} = $1`, [theirs]),
			).toEqual([]);
			expect(await whose(`with all_rows as (table msp.${name}) select ${ownerColumn} as whose from all_rows`)).toEqual([
				ours,
			]);
			expect(
				await whose(`select x.${ownerColumn} as whose from msp.plan p left join msp.${name} x on true`),
			).not.toContain(theirs);
			expect((await run(`select count(*)::int as n from msp.${name}`)).rows).toEqual([{ n: 1 }]);
			expect((await run(`copy msp.${name} to stdout`)).rowCount).toBe(1);
			await run(`declare c_${name} cursor for select ${ownerColumn} as whose from msp.${name}`);
			expect(await whose(`fetch all from c_${name}`)).toEqual([ours]);
		}
		expect((await run(`select * from msp.server`)).rows).toEqual([]);
		expect((await run(`select * from pg_stats where schemaname = 'msp'`)).rows).toEqual([]);
	});
});

test('a customer changes, removes and locks no row of another', async () => {
	await asUs(async (run) => {
		for (const { name, ownerColumn, columns } of owned()) {
			const on = `${ownerColumn} = '${theirs}'`;
			const key = columns[0] ?? 'id';
			const attempts = [
				`update msp.${name} set ${key} = ${key} where ${on}`,
				`delete from msp.${name} where ${on}`,
				`delete from msp.${name} x using msp.plan where x.${on}`,
				`merge into msp.${name} x using (select 1) s on x.${on} when matched then delete`,
				`merge into msp.${name} x using (select 1) s on x.${on} when matched then update set ${key} = x.${key}`,
				`with gone as (delete from msp.${name} where ${on} returning *) select * from gone`,
				...['update', 'no key update', 'share', 'key share'].map(
					(lock) => `select 1 from msp.${name} where ${on} for ${lock}`,
				),
			];
			for (const sql of attempts) {
				const touched = await run(sql).then(
					({ rowCount }) => rowCount ?? 0,
					(error: unknown) =>
						/permission denied|can only be updated to DEFAULT/.test((error as Error).message) ? 0 : String(error),
				);
				expect([sql, touched]).toEqual([sql, 0]);
			}
		}
	});
	const after = await Promise.all(
		owned().map(async ({ name, ownerColumn }) => {
			const { rows } = await database.owner.query(`select 1 from msp.${name} where ${ownerColumn} = $1`, [theirs]);
			return rows.length;
		}),
	);
	expect(after).toEqual(after.map(() => 1));
});

test('a customer gives no row to another, and takes none over', async () => {
	await asUs(async (run) => {
		for (const { name, ownerColumn, writable } of owned()) {
			const { rows } = await database.owner.query<{ row: Record<string, unknown> }>(
				`select to_jsonb(x) as row from msp.${name} x where ${ownerColumn} = $1`,
				[theirs],
			);
			const row = rows[0]?.row ?? {};
			const list = writable.join(', ');
			const insert = `insert into msp.${name} (${list}) select ${list} from jsonb_populate_record(null::msp.${name}, $1)`;
			const refused = expect.stringMatching(/row-level security|permission denied/) as string;
			expect([name, await refusal(run(insert, [JSON.stringify(row)]))]).toEqual([name, refused]);
			const upsert = `${insert} on conflict do nothing`;
			expect([name, await refusal(run(upsert, [JSON.stringify(row)]))]).toEqual([name, refused]);
			const give = `update msp.${name} set ${ownerColumn} = '${theirs}' where ${ownerColumn} = '${ours}'`;
			expect([name, await refusal(run(give))]).toEqual([name, refused]);
			expect([name, await refusal(run(`copy msp.${name} from stdin`))]).toEqual([
				name,
				expect.stringContaining('COPY FROM not supported with row-level security'),
			]);
			expect([name, await refusal(run(`truncate msp.${name} cascade`))]).toEqual([
				name,
				expect.stringContaining('permission denied'),
			]);
		}
	});
});

test.each([
	['service', 'invoice', 'service_id'],
	['service', 'payment', 'service_id'],
	['invoice', 'payment', 'invoice_id'],
	['service', 'task', 'subject_id'],
	['task', 'task_step', 'task_id'],
	['task', 'message_log', 'task_id'],
])("a customer links nothing to another's %s, here from their %s", async (target, name, column) => {
	const { rows } = await database.owner.query<{ id: string }>(`select id from msp.${target} where customer_id = $1`, [
		theirs,
	]);
	await asUs(async (run) => {
		const link = `update msp.${name} set ${column} = '${rows[0]?.id ?? ''}'`;
		expect(await refusal(run(link))).toContain('violates foreign key constraint');
	});
});

test('every foreign key between tables of customers carries the customer', async () => {
	const { rows } = await database.owner.query<{ key: string }>(
		`select c.conrelid::regclass || ' → ' || c.confrelid::regclass as key from pg_constraint c
		where c.contype = 'f' and c.connamespace = 'msp'::regnamespace and c.confrelid <> 'msp.customer'::regclass
			and exists (select from pg_attribute a where a.attrelid = c.confrelid and a.attname = 'customer_id')
			and not exists (select from pg_attribute a where a.attrelid = c.conrelid and a.attname = 'customer_id'
				and a.attnum = any(c.conkey))`,
	);
	expect(rows).toEqual([]);
});

test('msp_app cannot lift the guards, become the owner or change what is there', async () => {
	await asUs(async (run) => {
		for (const sql of [
			'set role msp_owner',
			'set session authorization msp_owner',
			'alter table msp.invoice disable row level security',
			'drop policy customer on msp.invoice',
			'create table msp.own (id int)',
			'create or replace function msp.in_staff_scope() returns boolean language sql as $$ select true $$',
		]) {
			expect([sql, await refusal(run(sql))]).toEqual([sql, expect.stringMatching(/permission denied|must be owner/)]);
		}
		await run('set local row_security = off');
		expect(await refusal(run('select * from msp.invoice'))).toContain('would be affected by row-level security');
	});
});

test('the audit log only grows, for staff too', async () => {
	await inScope(`set local msp.scope = 'staff'`, async (run) => {
		expect((await run('select count(*)::int as n from msp.audit_log')).rows).toEqual([{ n: 2 }]);
		for (const sql of [
			`update msp.audit_log set actor = 'nobody'`,
			'delete from msp.audit_log',
			'truncate msp.audit_log',
		]) {
			expect(await refusal(run(sql))).toContain('permission denied');
		}
	});
});

describe('the scope of a transaction', () => {
	const customers = z.object({ customerCode: z.string() });
	const seen = async (store: Store, customerId: string) =>
		(
			await store.asCustomer(
				customerId,
				async (transaction) =>
					await transaction.rows(customers, `select customer_code as "customerCode" from msp.customer`),
			)
		).map(({ customerCode }) => customerCode);

	test('ends with it: the next use of the connection begins without one', async () => {
		const pool = database.pool();
		const single = storeOn(() => pool, 'a test');
		const leftover = async () => {
			const { rows } = await pool.query(
				`select coalesce(current_setting('msp.scope', true), '') || coalesce(current_setting('msp.customer_id', true), '') as left,
					(select count(*)::int from msp.customer) as seen`,
			);
			return rows;
		};
		expect(await seen(single, ours)).toEqual(['ours']);
		expect(await leftover()).toEqual([{ left: '', seen: 0 }]);
		expect(await seen(single, theirs)).toEqual(['theirs']);
		await single.asStaff(async (transaction) => await transaction.run('select 1'));
		expect(await leftover()).toEqual([{ left: '', seen: 0 }]);
		await single.asStaff(async (transaction) => await transaction.run('select 1/0')).catch(() => undefined);
		expect(await leftover()).toEqual([{ left: '', seen: 0 }]);
	});

	test('holds for each of many at once', async () => {
		const found = await Promise.all(
			Array.from({ length: 60 }, async (_, index) => await seen(database.store, index % 2 === 0 ? ours : theirs)),
		);
		expect(found).toEqual(found.map((_, index) => [index % 2 === 0 ? 'ours' : 'theirs']));
	});

	test('is not readable for others in the activity of the server, and neither is what a transaction writes', async () => {
		const pool = database.pool();
		const single = storeOn(() => pool, 'Ada Canary');
		/** What every login of the pack may look at. */
		const activity = async () => {
			const { rows } = await pool.query<{ query: string }>(
				`select query from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
			);
			return rows.map(({ query }) => query);
		};
		const told: string[] = [];
		await single.asCustomer(ours, async (transaction) => {
			const begun = await activity();
			expect(begun).toContain('select set_config($1, $2, true)');
			told.push(...begun);
			await transaction.run(`update msp.customer set name = $1 where id = $2`, ['Grace Canary', ours]);
			told.push(...(await activity()));
			const entry = { customerId: ours, action: 'x.canary', subject: 'Canary', outcome: 'done' } as const;
			transaction.audit({ ...entry, detail: { why: 'Canary' }, correlationId: 'Canary' });
		});
		told.push(...(await activity()));
		expect(told.some((query) => query.startsWith('update msp.customer'))).toBe(true);
		expect(told.filter((query) => query.includes(ours) || /canary/i.test(query))).toEqual([]);
		const { rows } = await database.owner.query(`select actor, detail from msp.audit_log where action = 'x.canary'`);
		expect(rows).toEqual([{ actor: 'Ada Canary', detail: { why: 'Canary' } }]);
	});

	test('a customer who may write no entry for another loses the whole transaction, and the next one is clean', async () => {
		const foreign = database.store.asCustomer(ours, async (transaction) => {
			await transaction.run(`update msp.customer set name = 'never' where id = $1`, [ours]);
			const entry = { customerId: theirs, action: 'x.foreign', subject: 'x', outcome: 'done' } as const;
			transaction.audit({ ...entry, detail: {}, correlationId: '' });
		});
		await expect(foreign).rejects.toMatchObject({ name: 'ExternalError', errorClass: 'permission' });
		const { rows } = await database.owner.query(`select 1 from msp.customer where name = 'never'`);
		expect(rows).toEqual([]);
		expect(await seen(database.store, ours)).toEqual(['ours']);
	});

	test('is an ID and nothing else', async () => {
		const injected = `${ours}'; set local msp.scope = 'staff'; --`;
		await expect(seen(database.store, injected)).rejects.toMatchObject({ name: 'ZodError' });
	});
});
