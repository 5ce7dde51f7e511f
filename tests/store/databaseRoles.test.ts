import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../database/commandLine';
import { startOwnPostgres, systemPostgres, type OwnPostgres } from '../support/ownPostgres';
import { describeWith } from '../support/requirement';

let server: OwnPostgres;
let home: string;

const appPassword = 'p@ss/word#1';

/** The command as it is typed, in this process. */
async function msp(user: string, database: string, words: readonly string[], environment: Record<string, string> = {}) {
	const lines: string[] = [];
	const say = (line: string) => void lines.push(line);
	const { host, port } = server;
	const PGPASSWORD = user === 'postgres' ? server.password : `of ${user}`;
	const login = { HOME: home, PGHOST: host, PGPORT: String(port), PGUSER: user, PGDATABASE: database, PGPASSWORD };
	const code = await runCommand(words, { ...login, ...environment }, { say, complain: say });
	return { code, told: lines.join('\n') };
}

/** The first line of what `migrate` and `status` say. */
const where = (database: string, user: string) =>
	`Database ${server.host}:${server.port}/${database}, as the user ${user}:`;

const owners = async (database: string) =>
	await server.sql(
		`select distinct tableowner::text as owner from pg_tables where schemaname in ('msp', 'msp_migrations')`,
		database,
	);

function onThisServer(): void {
	afterAll(async () => {
		await server.remove();
		rmSync(home, { recursive: true });
	});

	test('whoever may make no role is told who may, and nothing is left', async () => {
		await server.sql(`create role nobody login password 'of nobody'`);
		await server.sql('create database denied owner nobody');
		expect(await msp('nobody', 'denied', ['migrate'])).toEqual({
			code: 1,
			told: `${where('denied', 'nobody')}\nThe user nobody may not create the missing roles msp_owner and msp_app. Run \`msp-database create-roles\` once as a superuser, or as a user with CREATEROLE.`,
		});
		expect(await owners('denied')).toEqual([]);
	});

	test('a user who is not the owner of the database learns which grant is missing, and makes no roles before', async () => {
		await server.sql(`create role cloud login createrole createdb password 'of cloud'`);
		await server.sql('create database elsewhere');
		const { code, told } = await msp('cloud', 'elsewhere', ['migrate']);
		expect(code).toBe(1);
		expect(told).toContain('msp_owner may not make a schema in the database elsewhere');
		expect(told).toContain('grant create on database "elsewhere" to msp_owner');
		expect(await server.sql(`select from pg_roles where rolname like 'msp%'`)).toHaveLength(0);
	});

	// The first user of RDS, Azure or Cloud SQL: no superuser. terraform-provider-postgresql 407: since PostgreSQL 16 whoever
	// makes a role is no member of it ("must be able to SET ROLE").
	test('a CREATEROLE owner is enough', async () => {
		await server.sql('create database msp owner cloud');
		const passwords = { MSP_APP_PASSWORD: appPassword, MSP_OWNER_PASSWORD: 'of msp_owner' };
		const { code, told } = await msp('cloud', 'msp', ['migrate'], passwords);
		expect({ code, told }).toMatchObject({ code: 0, told: expect.stringContaining('The database is up to date.') });
		expect(told).toContain('msp_app can log in with the password that was given.');
		expect(told).not.toContain(appPassword);
		expect(await owners('msp')).toEqual([{ owner: 'msp_owner' }]);
		const rights = `select from pg_roles where rolname like 'msp%' and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)`;
		expect(await server.sql(rights)).toHaveLength(0);

		expect(await msp('cloud', 'msp', ['migrate'], passwords)).toMatchObject({ code: 0 });
		expect(await msp('msp_app', 'msp', ['status'], { PGPASSWORD: appPassword })).toEqual({
			code: 0,
			told: `${where('msp', 'msp_app')}\nThe database is up to date.`,
		});
	});

	test('msp_owner migrates on its own, and says what became of the passwords', async () => {
		// As in a file of variables that nobody has changed since.
		const same = await msp('msp_owner', 'msp', ['migrate'], { MSP_APP_PASSWORD: appPassword });
		expect(same).toEqual({
			code: 0,
			told: `${where('msp', 'msp_owner')}\nThe database was up to date already.\nmsp_app logs in with the password that was given, as before.`,
		});

		const other = await msp('msp_owner', 'msp', ['migrate'], {
			MSP_APP_PASSWORD: 'another',
			MSP_OWNER_PASSWORD: 'new',
		});
		expect(other.code).toBe(3);
		expect(other.told).toMatch(/^Database .*:\nThe database was up to date already\./);
		expect(other.told).toContain('The password of msp_app was not changed: msp_owner may not change it.');
		expect(other.told).toMatch(/Run `msp-database create-roles` with the same variables as a superuser/);
		// Nor was its own: all or none.
		expect(await msp('msp_owner', 'msp', ['status'])).toMatchObject({ code: 0 });
		expect(await msp('msp_owner', 'msp', ['migrate'], { MSP_OWNER_PASSWORD: 'of msp_owner' })).toMatchObject({
			code: 0,
		});

		expect(await msp('cloud', 'msp', ['create-roles'], { MSP_APP_PASSWORD: 'another' })).toMatchObject({ code: 0 });
		expect(await msp('msp_app', 'msp', ['status'], { PGPASSWORD: 'another' })).toMatchObject({ code: 0 });
	});

	test('msp_app may not migrate, and nobody is told to make it the owner', async () => {
		const { code, told } = await msp('msp_app', 'msp', ['migrate'], { PGPASSWORD: 'another' });
		expect(code).toBe(1);
		expect(told).toContain('msp_app is what n8n logs in as: log in as msp_owner');
		expect(told).not.toMatch(/grant/i);
	});

	test('passwords come from files, and a file that is wrong stops before anything is changed', async () => {
		const file = join(home, 'app.password');
		writeFileSync(file, `${appPassword}\n`);
		await server.sql('create database second owner cloud');
		const wrong = await msp('cloud', 'second', ['migrate'], { MSP_APP_PASSWORD_FILE: join(home, 'none') });
		expect(wrong).toMatchObject({ code: 1, told: expect.stringMatching(/^'MSP_APP_PASSWORD_FILE' is not there/) });
		expect(await owners('second')).toEqual([]);
		expect(await msp('cloud', 'second', ['migrate'], { MSP_APP_PASSWORD_FILE: file })).toMatchObject({ code: 0 });
		const login = { PGPASSWORD: '', PGPASSFILE: join(home, 'pgpass') };
		writeFileSync(login.PGPASSFILE, `127.0.0.1:*:*:msp_app:${appPassword.replaceAll(':', '\\:')}\n`);
		chmodSync(login.PGPASSFILE, 0o600);
		expect(await msp('msp_app', 'second', ['status'], login)).toMatchObject({ code: 0 });
		expect(await msp('msp_app', 'second', ['status', '--password-file', file])).toMatchObject({ code: 0 });
		const { host, port } = server;
		const url = `postgres://msp_app:${appPassword}@${host}:${port}/second`;
		expect(await msp('msp_app', 'second', ['status', '--url', url], { PGPASSWORD: '' })).toMatchObject({ code: 0 });
	});

	// movetokube/postgres-operator 161, supabase/pg-toolbelt 79: who may not give a role away, or need not.
	test('another CREATEROLE user joins by one grant, and is told which', async () => {
		await server.sql(`create role second login createrole password 'of second'`);
		await server.sql('create database third owner second');
		const version = Number(JSON.stringify(await server.sql('show server_version_num')).replace(/\D/g, ''));
		if (version >= 160_000) {
			const refused = await msp('second', 'third', ['migrate']);
			expect(refused.code).toBe(1);
			expect(refused.told).toMatch(
				/^Database .*:\nThe user second may not run the migrations.*a superuser or cloud.*grant msp_owner to "second"/s,
			);
			await server.sql('grant msp_owner to second');
		}
		expect(await msp('second', 'third', ['migrate'])).toMatchObject({ code: 0 });
		expect(await owners('third')).toEqual([{ owner: 'msp_owner' }]);
	});

	// What PGDATABASE holds in n8n's container.
	test("n8n's own database is refused, unless the flag allows it or the back office is in there", async () => {
		const tables = (schema: string, prefix = '') =>
			`create table ${schema}.${prefix}workflow_entity (id int); create table ${schema}.${prefix}credentials_entity (id int)`;
		await server.sql('create database n8n owner cloud');
		await server.sql(tables('public'), 'n8n');
		const refused = await msp('cloud', 'n8n', ['migrate']);
		expect(refused.code).toBe(1);
		expect(refused.told).toMatch(/is n8n's own: \S+\/n8n has n8n's tables.*schema public.*--into-n8n-database/);
		expect(refused.told).not.toContain('of cloud');
		expect(await server.sql(`select from pg_namespace where nspname like 'msp%'`, 'n8n')).toHaveLength(0);

		await server.sql(`create database flows owner cloud`);
		await server.sql(`create schema flows; ${tables('flows', 'x_')}`, 'flows');
		expect((await msp('cloud', 'flows', ['migrate'])).told).toContain('in the schema flows');

		await server.sql(`create database half owner cloud`);
		await server.sql(`create table public.workflow_entity (id int)`, 'half');
		expect(await msp('cloud', 'half', ['migrate'])).toMatchObject({ code: 0 });

		expect(await msp('cloud', 'n8n', ['migrate', '--into-n8n-database'])).toMatchObject({ code: 0 });
		expect(await msp('cloud', 'n8n', ['migrate'])).toMatchObject({ code: 0 });
	});

	test('a database that is closed to all lets both roles in', async () => {
		await server.sql('create database closed owner cloud');
		await server.sql('revoke connect, temporary on database closed from public');
		expect(await msp('cloud', 'closed', ['migrate'])).toMatchObject({ code: 0 });
		expect(await msp('msp_app', 'closed', ['status'], { PGPASSWORD: appPassword })).toMatchObject({ code: 0 });
	});

	test('a newer database is named by status, and not touched by migrate', async () => {
		await server.sql(`insert into msp_migrations.applied (name, run_on) values ('0099_from_tomorrow', now())`, 'msp');
		await server.sql(`delete from msp_migrations.applied where name = '0021_invoice_imports'`, 'msp');
		const told = await msp('msp_app', 'msp', ['status'], { PGPASSWORD: appPassword });
		expect(told.code).toBe(4);
		expect(told.told).toMatch(
			/^Database .*:\nmissing 0021_invoice_imports\nunknown to this pack: 0099_from_tomorrow\nThe database is newer/,
		);
		const refused = await msp('cloud', 'msp', ['migrate']);
		expect(refused.code).toBe(4);
		expect(refused.told).toMatch(
			/has the migration 0099_from_tomorrow, which this n8n-nodes-msp does not know.*Update/,
		);
		expect(await server.sql('select name from msp_migrations.applied', 'msp')).toContainEqual({
			name: '0099_from_tomorrow',
		});
	});

	test('a wrong log-in, a wrong name and a closed door speak of the command', async () => {
		const notOfACredential = async (told: Promise<{ code: number; told: string }>, words: RegExp) => {
			const said = await told;
			expect(said.code).toBe(1);
			expect(said.told).toMatch(words);
			expect(said.told).not.toMatch(/credential|MSP Database/);
		};
		await notOfACredential(
			msp('cloud', 'msp', ['status'], { PGPASSWORD: 'guessed' }),
			/refuses the user or the password.*cloud.*--password-file/,
		);
		await notOfACredential(
			msp('cloud', 'msp', ['status'], { PGPASSWORD: '' }),
			/'password' of cloud at 127\.0\.0\.1 is missing.*~\/\.pgpass/,
		);
		await notOfACredential(msp('cloud', 'nothing', ['status']), /no database nothing.*create database nothing/);
		await notOfACredential(msp('cloud', 'msp', ['status'], { PGPORT: '1' }), /nothing listens.*ECONNREFUSED.*PGHOST/);
		await notOfACredential(
			msp('cloud', 'msp', ['status'], { PGHOST: 'nothing.invalid' }),
			/nothing\.invalid.*host name/,
		);
		await notOfACredential(
			msp('cloud', 'msp', ['status'], { PGHOST: '/nothing' }),
			/no socket of that name.*\/nothing with the port/,
		);
		await notOfACredential(msp('cloud', 'msp', ['status'], { PGSSLMODE: 'require' }), /offers no TLS.*sslmode=disable/);
		await notOfACredential(msp('nobody', 'msp', ['status']), /lacks a right|permission|may not|PostgreSQL refuses/);
		await server.configure({ access: ['host all postgres 127.0.0.1/32 scram-sha-256'] });
		await notOfACredential(msp('cloud', 'msp', ['status']), /does not let this user in.*pg_hba\.conf.*sslmode=require/);
		expect((await msp('cloud', 'msp', ['destroy'])).code).toBe(2);
		expect((await msp('cloud', 'msp', ['status', '--nonsense'])).code).toBe(2);
	});
}

const begin = (installation?: string) => async () => {
	home = mkdtempSync(join(tmpdir(), 'msp-home-'));
	server = await startOwnPostgres(installation);
};

describe('on the newest PostgreSQL', () => {
	beforeAll(begin());
	onThisServer();
});

const system = systemPostgres();
describeWith(
	'on the PostgreSQL of the system',
	system === undefined ? 'there is no PostgreSQL of the system' : undefined,
	() => {
		beforeAll(begin(system));
		onThisServer();
	},
);
