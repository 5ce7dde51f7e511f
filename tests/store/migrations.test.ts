import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { migrate, pendingMigrations, withClient } from '../../database/migrate';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';
import { testServer } from '../support/testServer';

const run = promisify(execFile);

let database: TestDatabase;
const { host, port, user, password } = testServer();
const empty = 'migrations_from_empty';
const asSuperuser = { host, port, user, password, database: empty };

beforeAll(async () => {
	database = await createTestDatabase();
	await database.owner.query(`create database ${empty}`);
});
afterAll(async () => {
	await database.owner.query(`drop database if exists ${empty} with (force)`);
	await database.drop();
});

/** The command as an operator runs it. */
async function cli(words: string[], env: Record<string, string> = {}) {
	const main = join(__dirname, '../../database/cli.ts');
	return await run(process.execPath, [require.resolve('tsx/cli'), main, ...words], {
		env: { ...process.env, PGPASSWORD: password, ...env },
	}).then(
		({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
		(error: unknown) => error as { code: number; stdout: string; stderr: string },
	);
}

test('a fresh database gets every migration once, also when two begin at the same time', async () => {
	const pending = await pendingMigrations(asSuperuser);
	expect(pending[0]).toBe('0001_roles_and_scope');
	expect(pending).toEqual([...pending].sort());

	const [one, other] = await Promise.all([migrate(asSuperuser), migrate(asSuperuser)]);
	expect([...one, ...other]).toEqual(pending);
	expect(await pendingMigrations(asSuperuser)).toEqual([]);
	expect(await migrate(asSuperuser)).toEqual([]);
});

test('the owner is msp_owner, and msp_app is neither superuser nor above row-level security', async () => {
	const { rows: owners } = await database.owner.query(
		`select distinct tableowner from pg_tables where schemaname in ('msp', 'msp_migrations')`,
	);
	expect(owners).toEqual([{ tableowner: 'msp_owner' }]);
	const { rows: roles } = await database.owner.query(
		`select rolname from pg_roles where rolname in ('msp_owner', 'msp_app') and (rolsuper or rolbypassrls or rolcreaterole)`,
	);
	expect(roles).toEqual([]);
});

test('msp_app can name what is missing, and cannot run it', async () => {
	await database.owner.query(`delete from msp_migrations.applied where name = '0005_services'`);
	const asApp = { ...database.connection, password };
	expect(await pendingMigrations(asApp)).toEqual(['0005_services']);
	await expect(migrate(asApp)).rejects.toThrow('The user msp_app may not run the migrations');
	await database.owner.query(`insert into msp_migrations.applied (name, run_on) values ('0005_services', now())`);
});

test('a migration that fails leaves nothing behind', async () => {
	const broken = 'migrations_that_break';
	await database.owner.query(`create database ${broken}`);
	const connection = { ...asSuperuser, database: broken };
	const pending = await pendingMigrations(connection);
	// Something in the way of a table of a later migration.
	await withClient(connection, async (client) => {
		await client.query(`create schema msp; grant all on schema msp to msp_owner; create table msp.invoice (id int)`);
	});
	await expect(migrate(connection)).rejects.toThrow('relation "invoice" already exists');
	expect(await pendingMigrations(connection)).toEqual(pending);
	await withClient(connection, async (client) => {
		const { rows } = await client.query(`select tablename from pg_tables where schemaname = 'msp'`);
		expect(rows).toEqual([{ tablename: 'invoice' }]);
	});
	await database.owner.query(`drop database ${broken} with (force)`);
});

describe('msp-database', () => {
	const url = (name: string, login = user) => `postgres://${login}@${host}:${port}/${name}`;

	test('tells what is missing, migrates, and gives msp_app its log-in without psql', async () => {
		const fresh = 'migrations_by_command';
		await database.owner.query(`create database ${fresh}`);
		const before = await cli(['status', '--url', url(fresh)]);
		expect(before.code).toBe(1);
		expect(before.stdout).toContain('missing 0003_catalog');

		// The password of the whole run: roles are shared by all databases of the server.
		const migrated = await cli(['migrate', '--url', url(fresh)], { MSP_APP_PASSWORD: password });
		expect(migrated).toMatchObject({ code: 0, stderr: '' });
		expect(migrated.stdout).toContain('applied 0005_services');
		expect(migrated.stdout).toContain('msp_app can log in with the password that was given.');
		expect(migrated.stdout).not.toContain(password);

		const after = await cli(['status', '--url', url(fresh, 'msp_app')]);
		expect(after).toMatchObject({
			code: 0,
			stdout: `Database ${host}:${port}/${fresh}, as the user msp_app:\nThe database is up to date.\n`,
		});
		await database.owner.query(`drop database ${fresh} with (force)`);
	});

	test('says in a sentence what is wrong', async () => {
		const wrong = await cli(['migrate', '--url', url(empty)], { PGPASSWORD: 'guessed' });
		expect(wrong).toMatchObject({
			code: 1,
			stderr: expect.stringContaining('refuses the user or the password') as string,
		});
		const nowhere = await cli(['status', '--url', `postgres://${user}@127.0.0.1:1/${empty}`]);
		expect(nowhere).toMatchObject({ code: 1, stderr: expect.stringContaining('ECONNREFUSED') as string });
		const misused = await cli(['destroy']);
		expect(misused).toMatchObject({
			code: 2,
			stderr: expect.stringContaining("There is no command 'destroy'.") as string,
		});
	});
});
