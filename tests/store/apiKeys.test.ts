import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import {
	adoptApiKey,
	checkApiKey,
	countRefusal,
	createApiKey,
	listApiKeys,
	listRefusals,
	newSecret,
	revokeApiKey,
} from '../../core/apiKeys';
import { storeOn } from '../../core/db';
import { listAudit } from '../../core/db/auditLog';
import { keyOrder } from '../../database/createKey';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
beforeAll(async () => {
	database = await createTestDatabase();
});
afterAll(async () => await database.drop());

const order = { name: 'web shop', scopes: ['provisioning:read'], perMinute: 600, expiresAt: null };
const office = () => ({ store: database.store });
/** A second process: connections of its own to the same database. */
const otherOffice = () => ({ store: storeOn(() => database.pool(), 'another worker') });
const check = async (secret: string, scope = 'provisioning:read') => await checkApiKey(office(), secret, scope);
const list = async (statuses?: Array<'active' | 'expired' | 'revoked'>) =>
	await database.store.asStaff(async (transaction) => await listApiKeys(transaction, { statuses, limit: null }));

describe('a key', () => {
	test('opens what its scopes name, says when, and stands nowhere', async () => {
		const { apiKey, secret } = await createApiKey(office(), order);
		expect(secret).toMatch(/^msp_[0-9a-f]{8}_[\w-]{43}$/);
		expect(secret.startsWith(apiKey.prefix)).toBe(true);
		expect(apiKey).toMatchObject({ status: 'active', lastUsedAt: null, createdBy: 'a test' });
		expect(await check(secret)).toMatchObject({ apiKey: { keyId: apiKey.keyId } });
		expect((await list()).find(({ keyId }) => keyId === apiKey.keyId)?.lastUsedAt).toBeInstanceOf(Date);
		expect(await check(secret, 'provisioning:write')).toEqual({
			refusal: { code: 'missing_scope', scopes: ['provisioning:read'] },
		});
		const held = await database.dump();
		expect(held).toContain(apiKey.prefix);
		expect(held).not.toContain(secret.slice(apiKey.prefix.length + 1));
	});

	test('that is unknown, shortened, lengthened or has another case opens nothing', async () => {
		const { secret } = await createApiKey(office(), order);
		const others = [newSecret().secret, secret.slice(0, -1), `${secret}x`, secret.toUpperCase(), '', "' or true --"];
		for (const other of others) expect(await check(other)).toEqual({ refusal: { code: 'unknown_key' } });
	});

	test('that is over opens nothing, and says why', async () => {
		const past = await createApiKey(office(), { ...order, expiresAt: new Date(Date.now() - 60_000) });
		expect(await check(past.secret)).toEqual({ refusal: { code: 'expired_key' } });
		const ended = await createApiKey(office(), order);
		expect(await revokeApiKey(office(), ended.apiKey.keyId)).toMatchObject({ status: 'revoked', changed: true });
		expect(await revokeApiKey(office(), ended.apiKey.keyId)).toMatchObject({ status: 'revoked', changed: false });
		expect(await check(ended.secret)).toEqual({ refusal: { code: 'revoked_key' } });
		expect((await list(['expired'])).map(({ keyId }) => keyId)).toEqual([past.apiKey.keyId]);
		expect((await list(['revoked'])).map(({ keyId }) => keyId)).toEqual([ended.apiKey.keyId]);
		const told = await database.store.asStaff(
			async (transaction) => await listAudit(transaction, { subject: ended.apiKey.keyId }),
		);
		expect(told.map(({ action }) => action)).toEqual(['api_key.create', 'api_key.revoke']);
		expect(JSON.stringify(told)).not.toContain(ended.secret.slice(13));
	});

	test('goes over to the next: several live at once', async () => {
		const [one, other] = [await createApiKey(office(), order), await createApiKey(office(), order)];
		expect([await check(one.secret), await check(other.secret)]).toMatchObject([
			{ apiKey: { keyId: one.apiKey.keyId } },
			{ apiKey: { keyId: other.apiKey.keyId } },
		]);
	});

	test('that there is not cannot be revoked', async () => {
		await expect(revokeApiKey(office(), '00000000-0000-4000-8000-000000000000')).rejects.toMatchObject({
			field: 'keyId',
			fault: 'not_found',
		});
	});

	test('that was made elsewhere is kept once', async () => {
		const { secret } = newSecret();
		const kept = await adoptApiKey(office(), order, secret);
		expect((await adoptApiKey(office(), order, secret)).keyId).toBe(kept.keyId);
		await expect(adoptApiKey(office(), order, 'short')).rejects.toMatchObject({ field: 'secret' });
	});
});

test('a key makes as many calls in a minute as it may, over all workers, and is told when to come again', async () => {
	const { apiKey, secret } = await createApiKey(office(), { ...order, perMinute: 10 });
	// Away from the end of a minute, so that all calls are of one.
	await database.owner.query(
		`select pg_sleep(case when extract(second from clock_timestamp()) > 55 then 6 else 0 end)`,
	);
	const other = otherOffice();
	const answers = await Promise.all(
		Array.from(
			{ length: 40 },
			async (_, index) => await checkApiKey(index % 2 ? office() : other, secret, 'provisioning:read'),
		),
	);
	expect(answers.filter((one) => 'apiKey' in one)).toHaveLength(10);
	const [refused] = answers.flatMap((one) => ('refusal' in one ? [one.refusal] : []));
	expect(refused).toEqual({ code: 'too_many_calls', perMinute: 10, retryAfterSeconds: expect.any(Number) as number });
	expect(refused && 'retryAfterSeconds' in refused && refused.retryAfterSeconds).toBeGreaterThan(0);
	await database.owner.query(`update msp.api_key set minute = minute - interval '1 minute' where id = $1`, [
		apiKey.keyId,
	]);
	expect(await check(secret)).toHaveProperty('apiKey');
});

test('refused calls are counted by address and reason, and a flood of them takes one connection', async () => {
	const failed: unknown[] = [];
	for (let call = 0; call < 500; call++) {
		countRefusal(
			{ store: database.store, database: 'x' },
			'msp/start',
			call % 5 ? 'unknown_key' : 'missing_key',
			(error) => failed.push(error),
		);
	}
	const counts = async () => await database.store.asStaff(async (transaction) => await listRefusals(transaction, 1));
	const total = async () => (await counts()).reduce((sum, { count }) => sum + count, 0);
	for (let tries = 0; tries < 100 && (await total()) < 500; tries++) await wait(50);
	expect(await counts()).toMatchObject([
		{ route: 'msp/start', code: 'missing_key', count: 100 },
		{ route: 'msp/start', code: 'unknown_key', count: 400 },
	]);
	expect(failed).toEqual([]);
});

describe('msp-database create-key', () => {
	const run = promisify(execFile);
	async function cli(...words: string[]) {
		const { host, port, database: name, user, password } = database.connection;
		const main = join(__dirname, '../../database/cli.ts');
		const url = `postgres://${user}@${host}:${port}/${name}`;
		return await run(process.execPath, [require.resolve('tsx/cli'), main, 'create-key', '--url', url, ...words], {
			env: { ...process.env, PGPASSWORD: password },
		}).then(
			({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
			(error: unknown) => error as { code: number; stdout: string; stderr: string },
		);
	}

	test('shows a key that works, once', async () => {
		const made = await cli('--name', 'shop', '--scopes', 'provisioning:read, provisioning:write', '--days', '30');
		expect(made).toMatchObject({ code: 0, stderr: '' });
		const [secret = ''] = made.stdout.split('\n');
		expect(await check(secret, 'provisioning:write')).toMatchObject({ apiKey: { name: 'shop', perMinute: 120 } });
		expect(made.stdout.split(secret)).toHaveLength(2);
		const [newest] = await list();
		expect(newest?.expiresAt?.getTime()).toBeGreaterThan(Date.now() + 29 * 86_400_000);
	});

	test('says what is wrong with an option, and which', async () => {
		const refused = await cli('--name', 'shop', '--scopes', 'everything');
		expect(refused).toMatchObject({ code: 1, stdout: '' });
		expect(refused.stderr).toContain("'--scopes' must be an area and a right");
	});

	test.each([
		[{ scopes: 'provisioning:read' }, '--name'],
		[{ name: ' ', scopes: 'provisioning:read' }, '--name'],
		[{ name: 'shop' }, '--scopes'],
		[{ name: 'shop', scopes: ' , ' }, '--scopes'],
		[{ name: 'shop', scopes: 'a:b', 'per-minute': 'many' }, '--per-minute'],
		[{ name: 'shop', scopes: 'a:b', 'per-minute': '0' }, '--per-minute'],
		[{ name: 'shop', scopes: 'a:b', days: '1.5' }, '--days'],
	])('refuses %j with the option %s', (options, field) => {
		const words: unknown = expect.not.stringMatching(/Invalid|expected|received/);
		expect(() => keyOrder(options)).toThrow(expect.objectContaining({ field, complaint: words }) as Error);
	});
});
