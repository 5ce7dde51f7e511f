import { inspect } from 'node:util';
import { randomBytes } from 'node:crypto';
import type { IDataObject, INode } from 'n8n-workflow';
import { MspDatabaseApi } from '../../credentials/MspDatabaseApi.credentials';
import { openVault } from '../../core/kernel/encryption';
import { findServerLogIn } from '../../core/servers/servers';
import { forceStatus } from '../support/serviceStatus';
import { MspCustomers } from '../../nodes/MspCustomers/MspCustomers.node';
import { createHarness } from '../support/inProcessN8n';
import { createTestDatabase, databaseCredential, type TestDatabase } from '../support/testDatabase';

const type = 'n8n-nodes-msp.mspCustomers';
const key = randomBytes(32);
const canary = 'canary-token-7f3a';

let database: TestDatabase;
let harness: ReturnType<typeof createHarness>;

beforeAll(async () => {
	database = await createTestDatabase();
	harness = createHarness({
		nodes: { [type]: MspCustomers },
		credentialTypes: { MspDatabaseApi },
		credentials: {
			mspDatabaseApi: databaseCredential(database, key),
			mspWhmApi: {
				baseUrl: 'https://web1.example.com:2087',
				username: 'root',
				token: canary,
				certificateAuthority: '',
			},
		},
	});
});
afterAll(async () => await database.drop());

const call = async (operation: string, parameters: INode['parameters'], items: IDataObject[] = [{}], more = {}) => {
	const [resource = '', name = ''] = operation.split('.');
	return await harness.node(type, { resource, operation: name, ...parameters }, items, more);
};
const one = async (operation: string, parameters: INode['parameters']) =>
	(await call(operation, parameters)).output('N')[0] ?? {};
const from = (value: string) => ({ __rl: true, mode: 'list', value });
const all = { returnAll: true };

const acme = { customerCode: 'acme', name: 'Acme', email: 'billing@acme.example' };
const starter = { planCode: 'starter', name: 'Starter', price: '12.50', currency: 'EUR', packageName: 'starter' };

describe('company', () => {
	test('is created, read, changed and listed; its branding counts where the customer has none', async () => {
		const company = { companyCode: 'rental', name: 'Holiday Rental' };
		const made = await one('company.create', {
			...company,
			additionalFields: { brandName: 'Sea View', website: 'https://sea.example' },
		});
		expect(made).toMatchObject({ ...company, branding: { brandName: 'Sea View' }, invoiceNinjaId: null });
		const guest = { customerCode: 'guest', name: 'Guest', email: 'guest@x.example' };
		const additionalFields = { companyCode: 'rental', invoiceNinjaClientId: 'clientG', brandName: 'Guest Co' };
		expect(await one('customer.create', { ...guest, additionalFields })).toMatchObject({
			companyCode: 'rental',
			invoiceNinjaClientId: 'clientG',
			branding: { brandName: 'Guest Co', website: 'https://sea.example' },
		});
		const updateFields = {
			website: 'https://new.example',
			invoiceNinjaUrl: 'https://in.example',
			newCompanyCode: 'stays',
		};
		expect(await one('company.update', { company: from('rental'), updateFields })).toMatchObject({
			companyCode: 'stays',
			branding: { brandName: 'Sea View', website: 'https://new.example' },
		});
		// The customer of the company goes with its code, and has the new branding.
		expect(await one('customer.get', { customer: from('guest') })).toMatchObject({
			companyCode: 'stays',
			branding: { brandName: 'Guest Co', website: 'https://new.example' },
		});
		expect((await call('customer.list', { ...all, filters: { companyCode: 'stays' } })).output('N')).toHaveLength(1);
		expect((await call('company.list', { ...all, filters: {} })).output('N')).toMatchObject([
			{ companyCode: 'main' },
			{ companyCode: 'stays' },
		]);
		expect(await one('company.get', { company: from('main') })).toMatchObject({ name: 'Main company' });
		const refused = async (operation: string, parameters: INode['parameters']) =>
			String((await call(operation, parameters)).error?.message);
		const nowhere = { customer: from('guest'), updateFields: { companyCode: 'nowhere' } };
		expect(await refused('customer.update', nowhere)).toContain('does not exist');
		const other = {
			...guest,
			customerCode: 'guest2',
			additionalFields: { companyCode: 'stays', invoiceNinjaClientId: 'clientG' },
		};
		expect(await refused('customer.create', other)).toContain('another customer of this company has this client');
		await one('customer.create', {
			...other,
			customerCode: 'guest3',
			additionalFields: { invoiceNinjaClientId: 'clientG' },
		});
	});

	test('keeps its code once it is bound to a company of Invoice Ninja', async () => {
		const additionalFields = { invoiceNinjaId: 'VolejRejNm' };
		await one('company.create', { companyCode: 'bound', name: 'Bound', additionalFields });
		const update = async (updateFields: object) =>
			await call('company.update', { company: from('bound'), updateFields: updateFields as never });
		const { error } = await update({ newCompanyCode: 'other' });
		expect(String(error?.message)).toMatch(
			/'newCompanyCode' cannot be given: 'bound' is bound to a company of Invoice Ninja/,
		);
		expect((await update({ newCompanyCode: 'bound', name: 'Renamed' })).error).toBeUndefined();
		expect(await one('company.get', { company: from('bound') })).toMatchObject({ name: 'Renamed' });
	});
});

describe('customer', () => {
	test('is created, read, changed in what is given, listed and found', async () => {
		const additionalFields = {
			language: 'fr',
			timeZone: 'Europe/Brussels',
			brandName: 'Acme Hosting',
			primaryColor: '#1d4ed8',
		};
		const created = await one('customer.create', { ...acme, additionalFields });
		expect(created).toMatchObject({
			...acme,
			language: 'fr',
			currency: 'EUR',
			timeZone: 'Europe/Brussels',
			branding: { brandName: 'Acme Hosting', primaryColor: '#1d4ed8' },
		});
		expect(await one('customer.get', { customer: from('acme') })).toEqual(created);

		const updateFields = { email: 'new@acme.example', supportEmail: 'help@acme.example' };
		expect(await one('customer.update', { customer: from('acme'), updateFields })).toMatchObject({
			email: 'new@acme.example',
			language: 'fr',
			branding: { brandName: 'Acme Hosting', primaryColor: '#1d4ed8', supportEmail: 'help@acme.example' },
		});
		expect((await call('customer.list', { ...all, filters: { search: 'ACM' } })).output('N')).toHaveLength(1);
		expect((await call('customer.list', { ...all, filters: { search: 'nobody' } })).output('N')).toEqual([]);
	});

	test('is saved by its code: added the first time, and changed after it', async () => {
		const given = {
			customerCode: 'beta',
			name: 'Beta',
			email: 'a@beta.example',
			additionalFields: { currency: 'usd' },
		};
		const first = await one('customer.upsert', given);
		expect(first).toMatchObject({ created: true, currency: 'USD' });
		const second = await one('customer.upsert', { ...given, name: 'Beta BV', additionalFields: {} });
		expect(second).toMatchObject({ created: false, name: 'Beta BV', currency: 'USD', customerId: first.customerId });
	});

	test('a code that is taken is refused, in words, and the items beside it are not touched', async () => {
		const items = [{ code: 'gamma' }, { code: 'acme' }, { code: 'delta' }];
		const given = { customerCode: '={{ $json.code }}', name: 'X', email: 'x@x.example', additionalFields: {} };
		const { output, items: sent } = await call('customer.create', given, items, { onError: 'continueErrorOutput' });
		expect(output('N', 0)).toMatchObject([{ customerCode: 'gamma' }, { customerCode: 'delta' }]);
		expect(output('N', 1)).toMatchObject([{ error: expect.stringContaining(`'acme' is taken`) }]);
		expect(sent('N', 0).map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);
	});

	test('is merged into another one after it was shown, and leads to it from then on', async () => {
		for (const [code, more] of [
			['twin-old', { vatNumber: 'BE0123456749' }],
			['twin', {}],
		] as const) {
			await one('customer.create', {
				...{ customerCode: code, name: 'Twin', email: `${code}@x.example` },
				additionalFields: more,
			});
		}
		const pair = { customer: from('twin-old'), into: from('twin') };
		expect(await one('customer.merge', { ...pair, onlyShow: true })).toMatchObject({
			...{ customerCode: 'twin-old', into: 'twin', changed: false, moved: {}, inherited: ['vatNumber'] },
			customer: { customerCode: 'twin', vatNumber: null },
		});
		expect(await one('customer.get', { customer: from('twin-old') })).toMatchObject({ customerCode: 'twin-old' });
		expect(await one('customer.merge', { ...pair, onlyShow: false })).toMatchObject({
			changed: true,
			customer: { customerCode: 'twin', vatNumber: 'BE0123456749' },
		});
		expect(await one('customer.merge', { ...pair, onlyShow: false })).toMatchObject({ changed: false });
		expect(await one('customer.get', { customer: from('twin-old') })).toMatchObject({
			customerCode: 'twin',
			mergedFrom: 'twin-old',
		});
		expect(await one('customer.get', { customer: from('twin') })).not.toHaveProperty('mergedFrom');
		expect((await call('customer.list', { ...all, filters: { search: 'twin' } })).output('N')).toMatchObject([
			{ customerCode: 'twin' },
		]);
		const items = [{ code: 'twin' }, { code: 'nobody-yet' }, { code: 'twin-old' }];
		const given = { customer: from('={{ $json.code }}'), into: from('twin'), onlyShow: false };
		const { output, items: sent } = await call('customer.merge', given, items, { onError: 'continueErrorOutput' });
		expect(output('N', 0)).toMatchObject([{ customerCode: 'twin-old', changed: false }]);
		expect(sent('N', 0).map(({ pairedItem }) => pairedItem)).toEqual([{ item: 2 }]);
		expect(output('N', 1)).toMatchObject([
			{ error: expect.stringContaining("'into' is the same customer") },
			{ error: expect.stringContaining("'customer' is unknown: no customer has the code nobody-yet") },
		]);
		const upsert = { customerCode: 'twin-old', name: 'Twin', email: 'twin@x.example', additionalFields: {} };
		expect((await call('customer.upsert', upsert)).error?.message).toContain("was merged into 'twin'");
	});

	test('an ID of a provider that another customer has is told by its field, without a word of PostgreSQL', async () => {
		const holding = { email: 'h@x.example', name: 'H', additionalFields: { stripeCustomerId: 'cus_held' } };
		await one('customer.upsert', { ...holding, customerCode: 'holder' });
		const { error } = await call('customer.upsert', { ...holding, customerCode: 'second' });
		expect(error).toMatchObject({
			message: "'stripeCustomerId' is taken: another customer has this customer of Stripe [item 0]",
			description: expect.stringContaining('Customer: List'),
		});
		const second = { ...holding, customerCode: 'second' };
		const { output } = await call('customer.upsert', second, [{}], { onError: 'continueErrorOutput' });
		expect(output('N', 1)).toMatchObject([{ error: expect.stringContaining("'stripeCustomerId' is taken") }]);
		// n8n writes an error with all that it holds into the execution.
		for (const kept of [inspect(error, { depth: 9 }), JSON.stringify(error), JSON.stringify(output('N', 1))]) {
			expect(kept).not.toMatch(/duplicate key|unique constraint|_key|23505/);
		}
	});

	test('a text that is too long for the provider is refused by its field', async () => {
		const named = { ...acme, customerCode: 'long', additionalFields: {} };
		const { error } = await call('customer.create', { ...named, name: 'n'.repeat(257) });
		expect(error).toMatchObject({ message: "'name' is too long: 256 characters at the most [item 0]" });
	});

	test.each([
		['customerCode', { ...acme, customerCode: 'Not A Code' }, 'lower-case letters'],
		['email', { ...acme, customerCode: 'eps', email: 'nobody' }, 'must be an e-mail address'],
		[
			'additionalFields.timeZone',
			{ ...acme, customerCode: 'eps', additionalFields: { timeZone: 'Mars/Base' } },
			'time zone',
		],
		[
			'additionalFields.timeZone',
			{ ...acme, customerCode: 'eps', additionalFields: { timeZone: '+02:00' } },
			'time zone',
		],
		['timeZone', { ...acme, customerCode: 'eps', additionalFields: { timeZone: 'US/Pacific-New' } }, 'PostgreSQL'],
		['additionalFields.currency', { ...acme, customerCode: 'eps', additionalFields: { currency: 'EURO' } }, 'ISO 4217'],
	])('a wrong %s is named', async (field, given, words) => {
		const { error } = await call('customer.create', { additionalFields: {}, ...given });
		expect(error?.message).toContain(`'${field}'`);
		expect(error?.message).toContain(words);
	});
});

describe('plan', () => {
	test('has its price in minor units, whatever the currency', async () => {
		expect(await one('plan.create', { ...starter, additionalFields: {} })).toMatchObject({
			priceMinor: 1250,
			currency: 'EUR',
		});
		const yen = { ...starter, planCode: 'yen', name: 'Yen', price: 1500, currency: 'JPY', additionalFields: {} };
		expect(await one('plan.create', yen)).toMatchObject({ priceMinor: 1500, currency: 'JPY' });
		const { error } = await call('plan.create', { ...yen, planCode: 'half-yen', price: '0.5' });
		expect(error?.message).toContain('is not an amount in JPY');
	});

	test('says who renews its services, for how long, and what is asked for once', async () => {
		const renewed = { ...starter, planCode: 'renewed', name: 'Renewed' };
		expect(await one('plan.create', { ...renewed, additionalFields: {} })).toMatchObject({
			...{ renewedBy: 'provider', setUpFeeMinor: 0, trialDays: 0, termMonths: null, alignDay: null },
		});
		const updateFields = { renewedBy: 'pack', setUpFee: '25', trialDays: 14, termMonths: 24, alignDay: 1 };
		const billingInterval = 'half_year';
		expect(
			await one('plan.update', { plan: from('renewed'), updateFields: { ...updateFields, billingInterval } }),
		).toMatchObject({
			renewedBy: 'pack',
			setUpFeeMinor: 2500,
			trialDays: 14,
			termMonths: 24,
			alignDay: 1,
			billingInterval,
		});
		const without = { termMonths: 0, alignDay: 0, trialDays: 0 };
		expect(await one('plan.update', { plan: from('renewed'), updateFields: without })).toMatchObject({
			...{ termMonths: null, alignDay: null, trialDays: 0, setUpFeeMinor: 2500 },
		});
		const { error } = await call('plan.update', {
			plan: from('renewed'),
			updateFields: { currency: 'USD', price: '9' },
		});
		expect(error).toMatchObject({ context: { failure: { field: 'setUpFee' } } });
	});

	test('is changed in what is given; another currency needs another price', async () => {
		const records = [{ name: '@', type: 'txt', value: 'v=spf1 mx -all' }];
		const updateFields = { price: '9.99', dnsRecords: JSON.stringify(records), available: false };
		expect(await one('plan.update', { plan: from('starter'), updateFields })).toMatchObject({
			priceMinor: 999,
			dnsRecords: [{ name: '@', type: 'TXT', value: 'v=spf1 mx -all' }],
			available: false,
			name: 'Starter',
		});
		const { error } = await call('plan.update', { plan: from('starter'), updateFields: { currency: 'USD' } });
		expect(error?.message).toContain(`'price' is missing`);
		const { error: broken } = await call('plan.update', { plan: from('starter'), updateFields: { dnsRecords: '[{' } });
		expect(broken?.message).toContain('is not JSON');
		expect((await call('plan.list', { ...all, filters: { available: false } })).output('N')).toMatchObject([
			{ planCode: 'starter' },
		]);
		await one('plan.update', { plan: from('starter'), updateFields: { available: true } });
		expect(await one('plan.get', { plan: from('starter') })).toMatchObject({ available: true });
	});
});

describe('server', () => {
	test('takes its log-in from the credential, sealed: the token is nowhere else', async () => {
		const additionalFields = {
			ipAddress: '192.0.2.10',
			nameservers: 'ns1.example.com, ns2.example.com',
			serverGroup: 'eu',
		};
		const created = await one('server.create', { serverCode: 'web1', maxAccounts: 2, additionalFields });
		expect(created).toMatchObject({
			serverCode: 'web1',
			panel: 'whm',
			baseUrl: 'https://web1.example.com:2087',
			username: 'root',
			ipAddress: '192.0.2.10',
			nameservers: ['ns1.example.com', 'ns2.example.com'],
			serverGroup: 'eu',
			used: 0,
			free: 2,
		});
		expect(JSON.stringify(created)).not.toMatch(/canary|seal|msp1\./i);
		expect(await database.dump()).not.toContain(canary);

		const logIn = await database.store.asStaff(async (transaction) => await findServerLogIn(transaction, 'web1'));
		const vault = openVault({ current: { version: 1, key } });
		expect(vault.open(`server:${logIn?.serverId ?? ''}`, logIn?.sealedToken ?? '')).toBe(canary);
		expect(() => vault.open('server:another', logIn?.sealedToken ?? '')).toThrow('does not open');
	});

	test('is changed without its log-in, and its log-in without the rest', async () => {
		const updateFields = { acceptsNew: false, maxAccounts: 50 };
		expect(await one('server.update', { server: from('web1'), updateFields })).toMatchObject({
			acceptsNew: false,
			maxAccounts: 50,
			serverGroup: 'eu',
		});
		const before = await database.store.asStaff(async (transaction) => await findServerLogIn(transaction, 'web1'));
		await one('server.changeLogIn', { server: from('web1') });
		const after = await database.store.asStaff(async (transaction) => await findServerLogIn(transaction, 'web1'));
		expect(after?.sealedToken).not.toBe(before?.sealedToken);
		expect(await one('server.get', { server: from('web1') })).toMatchObject({ maxAccounts: 50, free: 50 });
		expect((await call('server.list', { ...all, filters: { serverGroup: 'us' } })).output('N')).toEqual([]);
	});
});

describe('service', () => {
	test('a domain that another order serves is refused before somebody pays, in every spelling', async () => {
		await one('service.create', {
			...{ customer: from('acme'), plan: from('starter'), domain: 'taken.example', orderReference: 'O-taken' },
		});
		const asked = async (domain: string, options = {}) => await call('service.checkDomain', { domain, options });
		// Whoever has not paid keeps nobody else from it.
		expect((await asked('taken.example')).output('N')).toEqual([{ domain: 'taken.example', free: true }]);
		const [{ serviceId }] = (
			await call('service.list', { returnAll: true, filters: { search: 'taken.example' } })
		).output('N') as [{ serviceId: string }];
		await database.store.asStaff(async (transaction) => await forceStatus(transaction, serviceId, 'active'));
		for (const domain of ['taken.example', ' WWW.Taken.example ', 'https://taken.example/']) {
			const { context } = (await asked(domain)).error as unknown as { context: { failure: object } };
			expect(context.failure).toMatchObject({ code: 'conflict', field: 'domain' });
			expect(JSON.stringify(context.failure)).not.toMatch(/acme|O-taken/);
		}
		expect((await asked('www.taken.example', { order: 'O-taken' })).output('N')).toHaveLength(1);
		expect((await asked('not a domain')).error).toMatchObject({ context: { failure: { field: 'domain' } } });
		await database.store.asStaff(async (transaction) => await forceStatus(transaction, serviceId, 'terminated'));
		expect((await asked('taken.example')).output('N')).toHaveLength(1);
	});

	const order = {
		customer: from('acme'),
		plan: from('starter'),
		domain: 'Shop.Example',
		orderReference: 'A-1',
		dueInDays: 7,
	};

	test('is opened once with its invoice, at the price of the plan', async () => {
		const created = await one('service.create', order);
		expect(created).toMatchObject({
			created: true,
			domain: 'shop.example',
			status: 'pending_payment',
			invoiceNumber: 'INV-A-1',
			totalMinor: 999,
			currency: 'EUR',
		});
		expect(await one('service.create', order)).toEqual({ ...created, created: false });
		const { error } = await call('service.create', { ...order, domain: 'other.example' });
		expect(error?.message).toContain('belongs to another order');
	});

	test('what the system did not suspend, the system does not unsuspend', async () => {
		const [{ serviceId }] = (await call('service.list', all)).output('N') as [{ serviceId: string }];
		const service = from(serviceId);
		const { error } = await call('service.markSuspended', { service, reason: 'overdue', by: 'system' });
		expect(error?.message).toContain('is pending_payment');

		await database.store.asStaff(async (transaction) => await forceStatus(transaction, serviceId, 'active'));
		expect(await one('service.markSuspended', { service, reason: 'abuse', by: 'Ann' })).toMatchObject({
			status: 'suspended',
			suspensionReason: 'abuse',
			suspendedBy: 'Ann',
			changed: true,
		});
		expect(await one('service.markSuspended', { service, reason: 'overdue', by: 'system' })).toMatchObject({
			suspensionReason: 'abuse',
			changed: false,
		});
		expect(await one('service.markActive', { service, by: 'system' })).toMatchObject({
			status: 'suspended',
			changed: false,
			why: expect.stringContaining('was suspended by Ann'),
		});
		expect(await one('service.markActive', { service, by: 'Bob' })).toMatchObject({
			status: 'active',
			suspensionReason: null,
			changed: true,
		});
		await one('service.markSuspended', { service, reason: 'overdue', by: 'system' });
		expect(await one('service.markActive', { service, by: 'system' })).toMatchObject({
			status: 'active',
			changed: true,
		});
		expect((await call('service.list', { ...all, filters: { statuses: ['suspended'] } })).output('N')).toEqual([]);
		expect(await one('service.get', { service })).toMatchObject({ status: 'active', customerCode: 'acme' });
	});
});

test('lists are searched in the editor', async () => {
	const names = async (method: string, filter?: string) =>
		(await harness.searchList(type, method, { filter })).results.map(({ name, value }) => [name, value]);
	expect(await names('searchCustomers', 'acme')).toEqual([['Acme (acme)', 'acme']]);
	expect(await names('searchPlans', 'start')).toEqual([['Starter (starter)', 'starter']]);
	expect(await names('searchServers')).toEqual([
		['web1 (cPanel & WHM, https://web1.example.com:2087, 50 of 50 free)', 'web1'],
	]);
	expect(await names('searchServices', 'shop')).toEqual([['shop.example (acme, active)', expect.any(String)]]);
});

test('every mutating call leaves its word in the audit log, with who did it', async () => {
	const { rows } = await database.owner.query<{ action: string; actor: string }>(
		`select action, min(actor) as actor from msp.audit_log group by 1 order by 1`,
	);
	expect(rows.map(({ action }) => action)).toEqual([
		'company.create',
		'company.update',
		'customer.create',
		'customer.merge',
		'customer.update',
		'order.open',
		'plan.create',
		'plan.update',
		'server.change_log_in',
		'server.create',
		'server.update',
		'service.suspend',
		'service.unsuspend',
	]);
	expect(rows[0]?.actor).toMatch(/^n8n workflow '.+' execution .+$/);
});

describe('the test of the database credential', () => {
	const good = () => databaseCredential(database, key);
	const tested = async (changed: object) => await harness.testCredential('mspDatabaseApi', { ...good(), ...changed });

	test('says that all is well', async () => {
		expect(await tested({})).toEqual({ status: 'OK', message: 'The back office is ready.' });
	});

	test.each<[string, () => object, RegExp]>([
		['nobody there', () => ({ port: 1 }), /ECONNREFUSED.*Check the host and the port/],
		['a wrong password', () => ({ password: 'guessed' }), /refuses the user or the password\. Check the user/],
		['no password', () => ({ password: '' }), /'password' is empty/],
		['no such database', () => ({ database: 'nowhere' }), /no database of the name/],
		['a superuser', () => ({ user: 'postgres' }), /postgres is not bound by row-level security.*Log in as msp_app/],
		['no key', () => ({ encryptionKey: '' }), /'encryptionKey' is not 32 bytes in base64.*openssl rand/],
		['half a key', () => ({ encryptionKey: randomBytes(16).toString('base64') }), /is not 32 bytes/],
		['a key without its version', () => ({ previousEncryptionKeys: 'abc' }), /holds a key without its version/],
		[
			'another key than the servers have',
			() => ({ encryptionKey: randomBytes(32).toString('base64') }),
			/does not open/,
		],
		['a newer key without the old one', () => ({ encryptionKeyVersion: 2 }), /has no key of version 1/],
	])('says what is wrong: %s', async (_, changed, words) => {
		const { status, message } = await tested(changed());
		expect(status).toBe('Error');
		expect(message).toMatch(words);
		expect(message).not.toContain(key.toString('base64'));
	});

	test('a key that was rotated still opens what is older', async () => {
		const rotated = {
			encryptionKey: randomBytes(32).toString('base64'),
			encryptionKeyVersion: 2,
			previousEncryptionKeys: `1:${key.toString('base64')}`,
		};
		expect(await tested(rotated)).toMatchObject({ status: 'OK' });
	});

	test('names the migrations that are missing', async () => {
		await database.owner.query(`delete from msp_migrations.applied where name >= '0004'`);
		expect((await tested({})).message).toMatch(
			/lacks the migrations 0004_servers, 0005_services.*msp-database migrate/,
		);
	});
});
