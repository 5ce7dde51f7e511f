import { z } from 'zod';
import { callEveryMethod, gold, type Given } from '../support/everyMethod';
import { acme } from '../support/panelScene';
import { openWhmScene, type WhmScene } from '../support/whmScene';
import { describeWithSpec, loadSpec, queryComplaints } from '../support/vendorSpec';

/** Without limits, and with one of none at all. */
const silver = { name: 'silver', diskMegabytes: 9_000, bandwidthMegabytes: null, mailboxes: null, databases: 0 };

let scene: WhmScene;
let given: Given;
let packages: unknown;
beforeAll(async () => {
	scene = await openWhmScene();
	given = await callEveryMethod(scene.panel);
	await scene.panel.savePackage({ ...silver, mailboxes: 5 });
	await scene.panel.savePackage(silver);
	packages = await scene.panel.listPackages();
});
afterAll(async () => await scene.server.close());

test('each gives what the panel then holds', () => {
	const { username, domain, contactEmail } = acme;
	const found = { username, domain, packageName: 'starter', contactEmail, suspended: false, suspensionReason: '' };
	expect(given).toMatchObject({
		kind: 'whm',
		passwordPage: 'https://127.0.0.1:2083/resetpass/?user=acme1234',
		testConnection: { version: '11.137.9999.106', missingRights: [], advice: [expect.stringContaining("'all'")] },
		serverCapacity: {
			accounts: 1,
			suspendedAccounts: 0,
			accountLimit: null,
			diskBytes: 131_072_000 * 1024,
			diskSizeBytes: 524_288_000 * 1024,
		},
		serverLoad: { oneMinute: 0.42, fiveMinutes: 0.35, fifteenMinutes: 0.3 },
		chooseUsername: expect.stringMatching(/^acme[a-z0-9]{4}$/),
		createAccount: found,
		findAccount: {
			...found,
			ipAddress: '192.0.2.10',
			limits: { diskMegabytes: 5_000, mailboxes: 10, databases: 2 },
		},
		listAccounts: [found],
		createSignOn: { url: expect.stringContaining(':2083/cpsess') },
		certificateOf: { state: 'pending' },
		listMailboxes: [{ address: 'info@acme.example', quotaMegabytes: 500, diskBytes: 524_288 }],
		databaseNames: { name: 'acme1234_shop', user: 'acme1234_shop' },
		listDatabases: [{ name: 'acme1234_shop', users: ['acme1234_shop'], diskBytes: 4_096 }],
		listDatabaseUsers: ['acme1234_shop'],
		accountUsage: {
			diskBytes: 12 * 1_048_576,
			diskLimitBytes: 20_000 * 1_048_576,
			bandwidthBytes: 7_340_032,
			bandwidthLimitBytes: 200_000 * 1_048_576,
			mailboxes: 1,
			databases: 1,
		},
	});
	expect(given.listPackages).toContainEqual({
		name: 'unlimited',
		diskMegabytes: null,
		bandwidthMegabytes: null,
		mailboxes: null,
		databases: null,
	});
	expect(given.listPackages).toContainEqual(gold);
	expect(packages).toContainEqual(silver);
	expect(z.object({ records: z.array(z.unknown()) }).parse(given.findZone).records).toContainEqual({
		name: 'www2.acme.example',
		type: 'A',
		value: '192.0.2.20',
		ttl: 300,
	});
	expect(scene.server.state()).toMatchObject({ accounts: {}, zones: {} });
});

test('every request is a form by POST, with nothing in its URL', () => {
	for (const { method, path, headers } of scene.server.requests()) {
		expect([method, path]).toEqual(['POST', expect.stringMatching(/^\/json-api\/[a-z_]+$/)]);
		expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
	}
});

const whmSpec = 'cpanel/whm-api1-11.137.reconstructed.trimmed.json';
const uapiSpec = 'cpanel/cpanel-uapi-11.125.trimmed.json';

describeWithSpec("against cPanel's specifications", whmSpec, (whm) => {
	/** Paging and sorting are documented for every function that gives a list, and listed with none of them. */
	const ofEveryList = /^api\.(chunk|sort|filter|columns)\./;
	/** The one parameter of a UAPI call that says which: the rest are the function's own. */
	const ofTheWrapper = /^(api\.version|cpanel\.(user|module|function))$/;

	test('every request has documented parameters only, of the right types, and all that are required', () => {
		const uapi = loadSpec(uapiSpec);
		const complaints = scene.server.requests().flatMap(({ path, body }) => {
			const name = path.replace('/json-api', '');
			const all = fieldsOf(body).filter(([field]) => !ofEveryList.test(field));
			if (name !== '/uapi_cpanel') return queryComplaints(whm, name, Object.fromEntries(all));
			const wrapper = Object.fromEntries(all.filter(([field]) => ofTheWrapper.test(field)));
			const inner = Object.fromEntries(all.filter(([field]) => !ofTheWrapper.test(field)));
			const called = `/${String(wrapper['cpanel.module'])}/${String(wrapper['cpanel.function'])}`;
			return [...queryComplaints(whm, name, wrapper), ...queryComplaints(uapi, called, inner)];
		});
		expect(complaints).toEqual([]);
		expect(scene.server.requests().length).toBeGreaterThan(40);
	});

	test('the check itself tells what is wrong', () => {
		expect(queryComplaints(whm, '/suspendacct', { 'api.version': '1', username: 'acme' })).toHaveLength(2);
		expect(queryComplaints(whm, '/removeacct', { 'api.version': '1', username: 'acme', keepdns: 'no' })).not.toEqual(
			[],
		);
		expect(queryComplaints(whm, '/nothing', {})).toEqual(['/nothing is not documented']);
	});
});

/** The fields of a form; one that is repeated as a list. */
function fieldsOf(body: string): Array<[name: string, value: string | string[]]> {
	const form = new URLSearchParams(body);
	return [...new Set(form.keys())].map((name) => {
		const values = form.getAll(name);
		return [name, values.length > 1 ? values : (values[0] ?? '')];
	});
}
