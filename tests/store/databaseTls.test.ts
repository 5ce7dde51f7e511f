import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../database/commandLine';
import { localhostCertificate, otherNameCertificate, signedCertificate } from '../support/localhostCertificate';
import { freePort } from '../support/globalSetup';
import { startOwnPostgres, type OwnPostgres } from '../support/ownPostgres';
import { describeWith } from '../support/requirement';
import { isInstalled } from '../../stack/parts/systemPackages';

let server: OwnPostgres;
let home: string;
beforeAll(async () => {
	home = mkdtempSync(join(tmpdir(), 'msp-tls-'));
	server = await startOwnPostgres();
	for (const [name, text] of Object.entries({
		'root.pem': signedCertificate.authority,
		'other.pem': localhostCertificate.cert,
		'named.pem': otherNameCertificate.cert,
		'client.crt': signedCertificate.cert,
		'client.key': signedCertificate.key,
	})) {
		writeFileSync(join(home, name), text, { mode: 0o600 });
	}
	expect((await msp('migrate')).code).toBe(0);
});
afterAll(async () => {
	await server.remove();
	rmSync(home, { recursive: true });
});

const at = (name: string) => join(home, name);

async function msp(command: string, query = '', environment: Record<string, string> = {}, place?: string) {
	const lines: string[] = [];
	const say = (line: string) => void lines.push(line);
	const url = `postgres://postgres@${place ?? `localhost:${server.port}`}/postgres${query}`;
	const known = { HOME: home, PGPASSWORD: server.password };
	const code = await runCommand([command, '--url', url], { ...known, ...environment }, { say, complain: say });
	return { code, told: lines.join('\n') };
}

const local = (rule: string) => [`${rule} all all 127.0.0.1/32 scram-sha-256`, `${rule} all all ::1/128 scram-sha-256`];
const withTls = async (certificate: { readonly key: string; readonly cert: string }) =>
	await server.configure({
		files: { 'server.key': certificate.key, 'server.crt': certificate.cert },
		settings: { ssl: 'on' },
	});

describe('sslmode against a real server', () => {
	test('a server without TLS takes those who do not insist', async () => {
		for (const mode of ['disable', 'allow', 'prefer']) expect((await msp('status', `?sslmode=${mode}`)).code).toBe(0);
		for (const mode of ['require', 'verify-full']) {
			const { code, told } = await msp('status', `?sslmode=${mode}`);
			expect({ code, told }).toMatchObject({ code: 1, told: expect.stringMatching(/offers no TLS.*sslmode=disable/) });
		}
	});

	test('a certificate of an authority that nobody knows', async () => {
		await withTls(signedCertificate);
		await server.configure({ access: local('hostssl') });
		// node-postgres 2375, 2558, 2880: `require` encrypts and does not ask who signed; pg alone refuses it.
		for (const query of ['', '?sslmode=allow', '?sslmode=prefer', '?sslmode=require']) {
			expect(await msp('status', query)).toMatchObject({ code: 0 });
		}
		const unknown = await msp('status', '?sslmode=verify-full');
		expect(unknown.told).toMatch(/certificate of PostgreSQL is not trusted.*sslrootcert.*PGSSLROOTCERT/);
		expect(unknown.told).not.toMatch(/credential|fingerprint/);
		expect((await msp('status', `?sslmode=verify-full&sslrootcert=${at('root.pem')}`)).code).toBe(0);
		expect((await msp('status', '', { PGSSLMODE: 'verify-full', PGSSLROOTCERT: at('root.pem') })).code).toBe(0);
		const another = await msp('status', `?sslmode=require&sslrootcert=${at('other.pem')}`);
		expect(another).toMatchObject({ code: 1, told: expect.stringContaining('is not trusted') });
		// An address has a certificate of its own, or none.
		expect(
			(await msp('status', `?sslmode=verify-full&sslrootcert=${at('root.pem')}`, {}, `127.0.0.1:${server.port}`)).code,
		).toBe(0);
	});

	// serverpod 3110, hydra 3762, pgloader 1636: "no pg_hba.conf entry … no encryption" of RDS and Azure.
	test('a server that takes TLS only says so to who has none', async () => {
		const { code, told } = await msp('status', '?sslmode=disable');
		expect(code).toBe(1);
		expect(told).toMatch(/does not let this user in.*sslmode=require/);
		await server.configure({ access: [...local('hostnossl')] });
		// The other way about: prefer begins with TLS, which the rules do not take.
		expect((await msp('status', '?sslmode=prefer')).code).toBe(0);
		expect((await msp('status', '?sslmode=require')).code).toBe(1);
		await server.configure({ access: local('host') });
	});

	test('a certificate for another name', async () => {
		await withTls(otherNameCertificate);
		const query = `sslrootcert=${at('named.pem')}`;
		const wrong = await msp('status', `?sslmode=verify-full&${query}`);
		expect(wrong).toMatchObject({
			code: 1,
			told: expect.stringMatching(/for other names than this one.*sslmode=verify-ca/),
		});
		expect((await msp('status', `?sslmode=verify-ca&${query}`)).code).toBe(0);
	});

	test('a server that wants a certificate of the client', async () => {
		await withTls(signedCertificate);
		await server.configure({
			files: { 'root.crt': signedCertificate.authority },
			settings: { ssl_ca_file: 'root.crt' },
			access: local('hostssl').map((line) => `${line} clientcert=verify-ca`),
		});
		const without = await msp('status', '?sslmode=require');
		expect(without).toMatchObject({
			code: 1,
			told: expect.stringMatching(/client certificate|certificate of the client/),
		});
		const shown = `?sslmode=verify-full&sslrootcert=${at('root.pem')}&sslcert=${at('client.crt')}&sslkey=${at('client.key')}`;
		expect(await msp('status', shown)).toMatchObject({ code: 0 });
		await server.configure({ access: local('host') });
	});

	test('a database that is read-only, and a password with everything in it', async () => {
		await server.sql(`alter database postgres set default_transaction_read_only = on`);
		await server.sql(`delete from msp_migrations.applied where false`).catch(() => undefined);
		const { code, told } = await msp('create-roles', '', { MSP_APP_PASSWORD: 'x' });
		expect({ code, told }).toMatchObject({ code: 1, told: expect.stringMatching(/read-only.*primary/) });
		await server.sql(`set transaction read write; alter database postgres reset default_transaction_read_only`);
		const password = `p@s:s/w#r?d%41 &='"\\é`;
		expect((await msp('create-roles', '', { MSP_APP_PASSWORD: password })).code).toBe(0);
		const url = `postgres://msp_app:${encodeURIComponent(password)}@[::1]:${server.port}/postgres`;
		const lines: string[] = [];
		const say = (line: string) => void lines.push(line);
		const v4 = url.replace('[::1]', '127.0.0.1');
		expect(await runCommand(['status', '--url', v4], { HOME: home }, { say, complain: say })).toBe(0);
	});
});

describeWith('behind PgBouncer', isInstalled('pgbouncer') ? undefined : 'there is no pgbouncer', () => {
	let pooler: ChildProcess;
	let port: number;

	async function start(mode: string): Promise<void> {
		port = await freePort();
		const folder = mkdtempSync(join(home, 'pgbouncer-'));
		chmodSync(home, 0o755);
		chmodSync(folder, 0o755);
		writeFileSync(join(folder, 'users'), `"postgres" "${server.password}"\n`, { mode: 0o644 });
		const ini = `[databases]\n* = host=127.0.0.1 port=${server.port}\n[pgbouncer]\nlisten_addr=127.0.0.1\nlisten_port=${port}\nunix_socket_dir=\nauth_type=scram-sha-256\nauth_file=${folder}/users\npool_mode=${mode}\n`;
		writeFileSync(join(folder, 'pgbouncer.ini'), ini, { mode: 0o644 });
		const asUser = process.getuid?.() === 0 ? ['-u', 'postgres'] : [];
		pooler = spawn('pgbouncer', [...asUser, join(folder, 'pgbouncer.ini')], { stdio: ['ignore', 'ignore', 'pipe'] });
		await new Promise<void>((resolve, reject) => {
			pooler.stderr?.on('data', (data: Buffer) => data.includes('process up') && resolve());
			pooler.once('exit', () => reject(new Error('PgBouncer does not start')));
		});
	}
	afterEach(async () => {
		const ended = new Promise((tell) => pooler.once('exit', tell));
		pooler.kill('SIGTERM');
		await ended;
	});

	// authentik 23876, goose 613: a lock of a session is left on a connection of the pool, and every later migration waits.
	test('by transactions: nothing is migrated, and no lock is left behind', async () => {
		await start('transaction');
		const { code, told } = await msp('migrate', '', {}, `127.0.0.1:${port}`);
		expect(code).toBe(1);
		expect(told).toMatch(/connection pooler is in front of PostgreSQL.*direct connection/);
		expect(await server.sql(`select from pg_locks where locktype = 'advisory'`)).toEqual([]);
		// To look is allowed.
		expect((await msp('status', '', {}, `127.0.0.1:${port}`)).code).toBe(0);
	});

	test('by sessions: it is as good as the server itself', async () => {
		await start('session');
		expect(await msp('migrate', '', {}, `127.0.0.1:${port}`)).toMatchObject({ code: 0 });
	});
});
