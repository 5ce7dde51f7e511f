import { setTimeout as wait } from 'node:timers/promises';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { TLSSocket, type TLSSocketOptions } from 'node:tls';
import { z } from 'zod';
import { ExternalError } from '../../core/kernel/errors';
import { openStore, poolFor, type DatabaseConnection, type Store } from '../../core/db';
import { expiredCertificate, localhostCertificate } from '../support/localhostCertificate';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let connection: DatabaseConnection;
let store: Store;

beforeAll(async () => {
	database = await createTestDatabase();
	connection = { ...database.connection, maxConnections: 3 };
	store = openStore(connection, 'a test');
});
afterAll(async () => await database.drop());

const one = z.object({ one: z.number() });
const ask = async () => await store.asStaff(async (transaction) => await transaction.row(one, 'select 1 as one'));

async function connections(): Promise<number> {
	const { rows } = await database.owner.query<{ count: number }>(
		`select count(*)::int from pg_stat_activity where usename = 'msp_app' and datname = current_database()`,
	);
	return rows[0]?.count ?? 0;
}

/** What an administrator, a restart or a firewall does to connections. */
async function killConnections(state = '%'): Promise<void> {
	await database.owner.query(
		`select pg_terminate_backend(pid) from pg_stat_activity
		where usename = 'msp_app' and datname = current_database() and state like $1`,
		[state],
	);
}

test('a hundred at once open no more connections than the credential allows, in one pool for the process', async () => {
	let most = 0;
	await Promise.all(
		Array.from({ length: 100 }, async (_, index) => {
			await store.asStaff(async (transaction) => await transaction.run('select pg_sleep(0.005)'));
			if (index % 10 === 0) most = Math.max(most, await connections());
		}),
	);
	expect(most).toBeGreaterThan(1);
	expect(most).toBeLessThanOrEqual(3);
	expect(poolFor({ ...connection })).toBe(poolFor(connection));
	expect(poolFor({ ...connection, maxConnections: 4 })).not.toBe(poolFor(connection));
});

test('connections that were lost while idle are replaced, without anybody noticing', async () => {
	for (let round = 0; round < 5; round++) {
		await Promise.all([ask(), ask(), ask()]);
		await killConnections();
		// At once: the pool may not have heard of it yet.
		expect(await ask()).toEqual({ one: 1 });
	}
});

test('one that is lost in the middle fails its own work as transport, and nothing else', async () => {
	const failed = store.asStaff(async (transaction) => {
		await transaction.run(`insert into msp.plan (plan_code, name, price_minor, currency, package_name)
			values ('half', 'half', 1, 'EUR', 'p')`);
		await killConnections('idle in transaction');
		// Between two statements the loss is an event that would end a process without a listener.
		await wait(50);
		await transaction.run('select 1');
	});
	await expect(failed).rejects.toMatchObject({ name: 'ExternalError', errorClass: 'transport' });
	const kept = await store.asStaff(
		async (transaction) => await transaction.run(`select 1 from msp.plan where plan_code = 'half'`),
	);
	expect(kept).toBe(0);
	expect(await ask()).toEqual({ one: 1 });
});

test('two that wait for each other: one of them is done again', async () => {
	await store.asStaff(async (transaction) => {
		await transaction.run(`insert into msp.plan (plan_code, name, price_minor, currency, package_name)
			values ('a', 'a', 0, 'EUR', 'p'), ('b', 'b', 0, 'EUR', 'p')`);
	});
	let tries = 0;
	let holding = 0;
	const raise = async (first: string, second: string) =>
		await store.asStaff(async (transaction) => {
			tries += 1;
			await transaction.run(`update msp.plan set price_minor = price_minor + 1 where plan_code = $1`, [first]);
			// Each goes on when both hold their first row.
			holding += 1;
			while (holding < 2) await wait(10);
			await transaction.run(`update msp.plan set price_minor = price_minor + 1 where plan_code = $1`, [second]);
		});
	await Promise.all([raise('a', 'b'), raise('b', 'a')]);
	expect(tries).toBe(3);
	const { rows } = await database.owner.query(
		`select plan_code, price_minor::int from msp.plan where plan_code in ('a', 'b') order by 1`,
	);
	expect(rows).toEqual([
		{ plan_code: 'a', price_minor: 2 },
		{ plan_code: 'b', price_minor: 2 },
	]);
});

test('work that fails leaves nothing, and its connection clean', async () => {
	const failed = store.asStaff(async (transaction) => {
		await transaction.run(`insert into msp.plan (plan_code, name, price_minor, currency, package_name)
			values ('undone', 'undone', 1, 'EUR', 'p')`);
		throw new Error('the caller gave up');
	});
	await expect(failed).rejects.toThrow('the caller gave up');
	const { rows } = await database.owner.query(`select 1 from msp.plan where plan_code = 'undone'`);
	expect(rows).toEqual([]);
	expect(await ask()).toEqual({ one: 1 });
});

test('idle connections close, so that a process at rest holds none', async () => {
	await Promise.all([ask(), ask(), ask()]);
	expect(await connections()).toBeGreaterThan(0);
	await wait(11_000);
	expect(await connections()).toBe(0);
});

describe('what is said', () => {
	const errorOf = async (changed: Partial<DatabaseConnection>): Promise<unknown> =>
		await openStore({ ...connection, ...changed }, 'a test')
			.asStaff(async (transaction) => await transaction.run('select 1'))
			.catch((error: unknown) => error);

	test.each<[string, Partial<DatabaseConnection>, string, RegExp]>([
		['a wrong password', { password: 'guessed' }, 'auth', /refuses the user or the password/],
		['a user that is none', { user: 'nobody' }, 'auth', /refuses the user or the password/],
		['a database that is not there', { database: 'nowhere' }, 'not_found', /no database of the name/],
		['a port where nobody listens', { port: 1 }, 'transport', /at 127\.0\.0\.1:1 .*nothing listens.*ECONNREFUSED/],
		['a host that is none', { host: 'nobody.invalid' }, 'transport', /at nobody\.invalid cannot be reached/],
		['TLS where the server speaks none', { tls: 'verify' }, 'transport', /offers no TLS/],
		['an authority that is none', { tls: 'verify', certificateAuthority: 'nonsense' }, 'transport', /TLS/],
	])('%s', async (_, changed, errorClass, words) => {
		expectTold(await errorOf(changed), errorClass, words);
	});

	test('where PostgreSQL speaks no TLS, the remedy is a choice of the credential', async () => {
		expect(await errorOf({ tls: 'verify' })).toMatchObject({
			remedy: expect.stringMatching(/^Choose Off in TLS of the MSP Database credential/) as unknown,
		});
	});

	/** Plays PostgreSQL up to its word that it speaks TLS, and then something else. */
	const fakeServer = async (answer: (socket: Socket) => void) => {
		const server = createServer((socket) => {
			server.once('over', () => socket.destroy());
			socket
				.on('error', () => undefined)
				.once('data', () => {
					socket.write('S');
					answer(socket);
				});
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		return server;
	};
	const behind = (options: TLSSocketOptions) => (socket: Socket) =>
		void new TLSSocket(socket, { isServer: true, ...localhostCertificate, ...options }).on('error', () => undefined);

	test.each<[string, (socket: Socket) => void, RegExp]>([
		['a certificate that nobody signed', behind({}), /certificate of PostgreSQL is not trusted: it is self-signed/],
		[
			'a certificate that has expired',
			behind(expiredCertificate),
			/certificate of PostgreSQL (has expired|is not trusted)/,
		],
		[
			'no TLS after all',
			(socket) => void socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'),
			/does not speak TLS|made no TLS connection/,
		],
		[
			'an old version',
			behind({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }),
			/version of TLS/,
		],
	])('%s', async (_, answer, words) => {
		const server = await fakeServer(answer);
		const { port } = server.address() as AddressInfo;
		expectTold(await errorOf({ port, tls: 'verify' }), 'transport', words);
		server.emit('over');
		await new Promise((resolve) => server.close(resolve));
	});

	function expectTold(error: unknown, errorClass: string, words: RegExp): void {
		expect(error).toBeInstanceOf(ExternalError);
		expect(error).toMatchObject({ errorClass, vendorMessage: expect.stringMatching(words) as string });
		const { message, remedy, cause } = error as ExternalError;
		expect(remedy).toMatch(/^[A-Z].*\.$/);
		expect(`${message} ${remedy}`).not.toMatch(/error:|routines|getaddrinfo|connect E|authentication failed|"nowhere"/);
		expect(cause).toBeDefined();
	}

	test('a host that hangs up', async () => {
		const server = createServer((socket) => socket.destroy());
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as AddressInfo;
		expect(await errorOf({ port })).toMatchObject({ errorClass: 'transport' });
		await new Promise((resolve) => server.close(resolve));
	});

	test.each([
		[
			'a taken name',
			`insert into msp.plan (plan_code, name, price_minor, currency, package_name) select plan_code, name, 1, 'EUR', 'p' from msp.plan`,
			{ name: 'InputError', field: 'planCode' },
		],
		[
			'a broken rule',
			`insert into msp.plan (plan_code, name, price_minor, currency, package_name) values ('neg', 'n', -1, 'EUR', 'p')`,
			{ name: 'InputError', field: 'price' },
		],
		['a value that is none', `select 'x'::uuid`, { name: 'InputError', field: 'input' }],
		['a table that is missing', 'select 1 from msp.nothing', { name: 'ExternalError', errorClass: 'invalid' }],
	])('%s', async (_, sql, told) => {
		const failed = store.asStaff(async (transaction) => await transaction.run(sql));
		await expect(failed).rejects.toMatchObject(told);
	});

	test('a mistake in the program stays what it is', async () => {
		const failed = store.asStaff(async (transaction) => await transaction.row(one, `select 'x' as one`));
		await expect(failed).rejects.toMatchObject({ name: 'ZodError' });
		const coded = store.asStaff(
			async () => await Promise.reject(Object.assign(new TypeError('bug'), { code: 'ERR_X' })),
		);
		await expect(coded).rejects.toMatchObject({ name: 'TypeError' });
	});
});
