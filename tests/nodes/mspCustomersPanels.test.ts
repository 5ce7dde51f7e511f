import { randomBytes } from 'node:crypto';
import type { INode } from 'n8n-workflow';
import { MspCustomers } from '../../nodes/MspCustomers/MspCustomers.node';
import { createHarness } from '../support/inProcessN8n';
import { createTestDatabase, databaseCredential, type TestDatabase } from '../support/testDatabase';

const type = 'n8n-nodes-msp.mspCustomers';
const key = randomBytes(32);
const canary = 'canary-token-7f3a';
/** As OpenSSL shows one. */
const fingerprint = Array.from({ length: 32 }, () => 'A7').join(':');

let database: TestDatabase;
let harness: ReturnType<typeof createHarness>;

beforeAll(async () => {
	database = await createTestDatabase();
	const credential = { username: 'admin', token: canary, certificateAuthority: '' };
	harness = createHarness({
		nodes: { [type]: MspCustomers },
		credentials: {
			mspDatabaseApi: databaseCredential(database, key),
			mspWhmApi: { ...credential, baseUrl: 'https://web1.example.com:2087' },
			mspDirectAdminApi: {
				...credential,
				baseUrl: 'https://web3.example.com:2222',
				certificateFingerprint: fingerprint,
			},
		},
	});
});
afterAll(async () => await database.drop());

const call = async (operation: string, parameters: INode['parameters']) => {
	const [resource = '', name = ''] = operation.split('.');
	return await harness.node(type, { resource, operation: name, ...parameters }, [{}]);
};
const one = async (operation: string, parameters: INode['parameters']) =>
	(await call(operation, parameters)).output('N')[0] ?? {};
const from = (value: string) => ({ __rl: true, mode: 'list', value });
const all = { returnAll: true };

describe('the limits of a plan', () => {
	const limits = { diskMegabytes: 5_000, bandwidthMegabytes: null, mailboxes: 10, databases: 0 };
	const set = { limits: 'set', diskMegabytes: 5_000, bandwidthMegabytes: 'unlimited', mailboxes: '10', databases: 0 };
	const gold = { planCode: 'gold', name: 'Gold', price: '12.50', currency: 'EUR', packageName: 'gold' };
	const update = async (given: INode['parameters']) =>
		await call('plan.update', { plan: from('gold'), updateFields: {}, ...given });

	test('are kept where they are set, and not where the package says', async () => {
		const plain = { ...gold, planCode: 'plain', name: 'Plain', additionalFields: {} };
		expect(await one('plan.create', plain)).toMatchObject({ planCode: 'plain', limits: null });
		expect(await one('plan.get', { plan: from('plain') })).toMatchObject({ limits: null });
		expect(await one('plan.create', { ...gold, ...set })).toMatchObject({ planCode: 'gold', limits });
		expect(await one('plan.get', { plan: from('gold') })).toMatchObject({ limits });
	});

	test('stay, go and come back as the operator says', async () => {
		expect((await update({ updateFields: { name: 'Gold!' } })).output('N')).toMatchObject([{ name: 'Gold!', limits }]);
		expect((await update({ limits: 'keep' })).output('N')).toMatchObject([{ limits }]);
		expect((await update({ limits: 'none' })).output('N')).toMatchObject([{ limits: null }]);
		const fewer = { ...set, mailboxes: 3, databases: 'Unlimited' };
		expect((await update(fewer)).output('N')).toMatchObject([{ limits: { ...limits, mailboxes: 3, databases: null } }]);
	});

	test.each([
		['diskMegabytes', 0, 'must be at least 1, or unlimited'],
		['diskMegabytes', 'plenty', 'must be a whole number, or unlimited'],
		['bandwidthMegabytes', '={{ $json.nothing }}', 'must be a whole number, or unlimited'],
		['mailboxes', -1, 'must be at least 0, or unlimited'],
	])('%s of %p is refused, and the plan stays as it is', async (field, value, words) => {
		const { error } = await update({ ...set, [field]: value });
		expect(error?.message).toBe(`'${field}' ${words} [item 0]`);
		expect(await one('plan.get', { plan: from('gold') })).toMatchObject({ limits: { mailboxes: 3 } });
	});
});

describe('a server of another panel', () => {
	const web3 = { serverCode: 'web3', panel: 'directadmin', maxAccounts: 10 };

	test('takes its log-in from the credential of that panel', async () => {
		const created = await one('server.create', { ...web3, additionalFields: { maxConcurrency: 5 } });
		const shown = {
			panel: 'directadmin',
			baseUrl: 'https://web3.example.com:2222',
			username: 'admin',
			certificateFingerprint: 'a7'.repeat(32),
			maxConcurrency: 5,
		};
		expect(created).toMatchObject(shown);
		expect(await one('server.get', { server: from('web3') })).toMatchObject(shown);
		const listed = (await call('server.list', { ...all, filters: {} })).output('N');
		expect(listed).toMatchObject([shown]);
		expect(JSON.stringify([created, listed, await database.dump()])).not.toContain(canary);
	});

	test('may be asked for less at once', async () => {
		const update = async (maxConcurrency: number) =>
			await call('server.update', { server: from('web3'), updateFields: { maxConcurrency } });
		expect((await update(1)).output('N')).toMatchObject([{ maxConcurrency: 1, maxAccounts: 10 }]);
		expect((await update(0)).error?.message).toContain("'updateFields.maxConcurrency'");
		expect((await update(33)).error?.message).toContain("'updateFields.maxConcurrency'");
	});

	test('does not become one of another panel while services are on it', async () => {
		const place = async (serverCode: string | null) =>
			await database.owner.query(
				`update msp.service set status = case when $1::text is null then 'pending_payment' else 'active' end,
					server_id = (select id from msp.server where server_code = $1)`,
				[serverCode],
			);
		await one('customer.create', { customerCode: 'acme', name: 'Acme', email: 'a@acme.example', additionalFields: {} });
		await one('service.create', {
			customer: from('acme'),
			plan: from('gold'),
			domain: 'web3.example',
			orderReference: 'W-3',
			dueInDays: 7,
		});
		await place('web3');
		const { error } = await call('server.changeLogIn', { server: from('web3'), panel: 'whm' });
		expect(error?.message).toContain("'panel' is whm, and web3 is a server of directadmin with 1 services on it");
		await place(null);
		await one('server.changeLogIn', { server: from('web3'), panel: 'whm' });
		await one('server.changeLogIn', { server: from('web3'), panel: 'directadmin' });
		expect(await one('server.get', { server: from('web3') })).toMatchObject({ panel: 'directadmin' });
	});

	test.each([
		['certificateFingerprint', { certificateFingerprint: 'AB:CD' }, 'is not a SHA-256 fingerprint'],
		['baseUrl', { baseUrl: 'web3.example.com' }, 'must be an address such as'],
		['token', { token: '' }, 'is empty'],
	])('is not added with a wrong %s in its credential', async (field, changed, words) => {
		const login = { baseUrl: 'https://web4.example.com:2222', username: 'admin', token: canary, ...changed };
		const own = createHarness({
			nodes: { [type]: MspCustomers },
			credentials: { mspDatabaseApi: databaseCredential(database, key), mspDirectAdminApi: login },
		});
		const parameters = { resource: 'server', operation: 'create', ...web3, serverCode: 'web4', additionalFields: {} };
		const { error } = await own.node(type, parameters, [{}]);
		expect(error?.message).toContain(`'${field}' ${words}`);
		expect((await call('server.get', { server: from('web4') })).error?.message).toContain('no server has the code');
	});
});
