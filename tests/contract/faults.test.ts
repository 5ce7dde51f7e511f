import fc from 'fast-check';
import { collected, openPanel, panelKinds, recordIn, type PanelKind } from '../../core/panels';
import { outsideFailureOf as failureOf } from '../support/failure';
import { acme, type PanelScene } from '../support/panelScene';
import { panelScenes } from '../support/panelScenes';
import { directAdminFaults } from './faults/directadmin';
import { pleskFaults } from './faults/plesk';
import { passwordChanges, type PanelFaults } from './faults/rows';
import { whmFaults } from './faults/whm';
import { tries } from '../support/tries';

const faultsOf: Readonly<Record<PanelKind, PanelFaults>> = {
	whm: whmFaults,
	plesk: pleskFaults,
	directadmin: directAdminFaults,
};

describe.each(panelKinds)('%s', (kind) => {
	const faults = faultsOf[kind];
	let scene: PanelScene;
	beforeEach(async () => {
		scene = await panelScenes[kind]();
	});
	afterEach(async () => await scene.close());
	const sent = (request: string) => scene.calls().filter((name) => new RegExp(request).test(name));

	describe.each(faults.changes)('when $request goes wrong', ({ request, answers }) => {
		const rows = answers.map(([name, answer, errorClass, remedy = /.{11,}/]) => ({ name, answer, errorClass, remedy }));
		test.each(rows)('$name', async ({ answer, errorClass, remedy }) => {
			scene.server.addFault({ path: request, kind: 'answer', ...answer });
			const error = await failureOf(scene.panel.createAccount(acme));
			expect(error).toMatchObject({ errorClass, remedy: expect.stringMatching(remedy) });
			expect(error.vendorMessage.length).toBeGreaterThan(5);
			// A change is sent once, whatever comes of it.
			expect(sent(request)).toHaveLength(1);
			expect(scene.accounts()).toEqual([]);
		});

		test.each(['drop_before', 'drop_after'] as const)('%s is an unknown outcome', async (fault) => {
			scene.server.addFault({ path: request, kind: fault });
			expect(await failureOf(scene.panel.createAccount(acme))).toMatchObject({ errorClass: 'transport' });
			expect(sent(request)).toHaveLength(1);
		});
	});

	test('a server that is not there', async () => {
		await scene.close();
		expect(await failureOf(scene.panel.createAccount(acme))).toMatchObject({ errorClass: 'transport' });
		scene = await panelScenes[kind]();
	});

	test('a look is repeated until the server has time', async () => {
		scene.server.addFault({ path: faults.load, kind: 'answer', status: 503, times: 2 });
		expect(await scene.panel.serverLoad()).toMatchObject({ oneMinute: 0.42 });
		expect(sent(faults.load)).toHaveLength(3);
		expect(scene.calls()).toHaveLength(3);
	});

	test.each([false, ...(faults.showLogInPage ? [true] : [])])(
		'a wrong log-in is refused (by the log-in page: %s)',
		async (byPage) => {
			if (byPage) faults.showLogInPage?.(scene.server.state());
			for (const { logIn, said } of faults.wrongLogIns) {
				const panel = openPanel(kind, { baseUrl: scene.server.url, ...logIn });
				const looks = [
					() => panel.testConnection(),
					() => panel.listPackages(),
					() => panel.findAccount({ domain: acme.domain }),
					() => panel.findZone(acme, acme.domain),
					() => collected(panel.listAccounts(), null),
				];
				for (const look of looks) {
					const error = await failureOf(look());
					expect(error).toMatchObject({ errorClass: 'auth', remedy: expect.stringMatching(/token|key/) });
					expect(error.vendorMessage).toMatch(byPage ? /log-in page/ : said);
					expect(`${error.message} ${error.remedy}`).not.toContain('CANARY');
				}
			}
		},
	);

	test('no secret is in an error or an address, however the server echoes it', async () => {
		const { panel } = scene;
		await panel.createAccount(acme);
		await panel.createMailbox(acme, { address: 'b@acme.example', password: acme.password, quotaMegabytes: 1 });
		const password = 'CANARY&<"p w">\'é+51b2';
		const echoes = [
			password,
			password.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
			password.replace(/[^a-z0-9]/gi, (one) => `&#${one.charCodeAt(0)};`),
			encodeURIComponent(password),
			`${password.slice(0, 6)}<wbr>${password.slice(6)}`,
			scene.login.token,
		];
		for (const [change, request, refusal] of faults.passwords) {
			for (const echo of echoes) {
				scene.server.addFault({ path: request, kind: 'answer', ...refusal(`cannot use ${echo} as a password`) });
				const error = await failureOf(passwordChanges[change](panel, password));
				const told = [error.message, error.vendorMessage, error.remedy, error.stack, String(error.cause), error];
				expect(JSON.stringify(told)).not.toMatch(/CANARY|51b2|7f3a9c/);
			}
		}
		const refused = scene.server.requests().filter(({ fault }) => fault === 'answer');
		expect(refused).toHaveLength(faults.passwords.length * echoes.length);
		expect(scene.server.requests().some(({ path }) => /CANARY|51b2/.test(path))).toBe(false);
	});

	describe('a zone', () => {
		const zone = acme.domain;
		const spf = recordIn(zone, { name: 'shop', type: 'TXT', value: 'v=spf1 -all' });
		const records = async () => (await scene.panel.findZone(acme, zone))?.records ?? [];
		const writes = () => scene.calls().filter((name) => faults.zoneWrites.request.test(name));
		beforeEach(async () => {
			await scene.panel.createAccount(acme);
			scene.server.clear();
		});

		test('is edited by a serial only where the panel tells one, and no other panel is asked for anything', async () => {
			const { serial = null } = (await scene.panel.findZone(acme, zone)) ?? {};
			expect(serial !== null).toBe(faults.knowsSerial);
			scene.server.clear();
			const edit = { add: [spf], remove: [], expectedSerial: serial ?? '1' };
			if (!faults.knowsSerial) {
				expect(await failureOf(scene.panel.editZone(acme, zone, edit))).toMatchObject({
					errorClass: 'permission',
					vendorMessage: expect.stringContaining('cannot refuse an edit by the serial'),
				});
				expect(scene.calls()).toEqual([]);
				return;
			}
			await scene.panel.editZone(acme, zone, edit);
			const late = { add: [], remove: [spf], expectedSerial: edit.expectedSerial };
			expect(await failureOf(scene.panel.editZone(acme, zone, late))).toMatchObject({ errorClass: 'busy' });
			expect(await records()).toContainEqual(spf);
		});

		test('has its new records before the old ones go, the rest stays, and a repeat writes nothing', async () => {
			const [first, ...rest] = await records();
			if (!first) throw new Error('a new zone has records');
			const after = await scene.panel.editZone(acme, zone, { add: [spf], remove: [first] });
			expect(after.zone).toBe(zone);
			expect(after.records).toEqual([...rest, spf]);
			expect(writes()).toEqual(faults.zoneWrites.edit.map((name) => expect.stringMatching(name) as unknown));
			scene.server.clear();
			await scene.panel.editZone(acme, zone, { add: [spf], remove: [first] });
			expect(writes()).toEqual([]);
		});

		test('of another account is not touched, though the log-in could', async () => {
			const other = { username: 'other123', domain: 'other.example' };
			await scene.panel.createAccount({ ...acme, ...other });
			expect(await failureOf(scene.panel.editZone(acme, other.domain, { add: [spf], remove: [] }))).toMatchObject({
				errorClass: 'permission',
				vendorMessage: expect.stringMatching(/'other123'|another account/),
			});
			expect(writes()).toEqual([]);
			expect(await scene.panel.findZone(acme, 'nowhere.example')).toBeUndefined();
		});

		test('gives back any text and any name as it took them', async () => {
			const label = fc.stringMatching(/^[a-z0-9_]([a-z0-9-]{0,20}[a-z0-9])?$/);
			const text = fc.string({ minLength: 1, maxLength: 900, unit: 'grapheme' });
			const number = fc.integer({ min: 0, max: 65_535 });
			const host = fc.array(label, { minLength: 2, maxLength: 4 }).map((labels) => labels.join('.'));
			const of = <Type extends string>(type: Type, value: fc.Arbitrary<string>) =>
				fc.record({ name: fc.oneof(label, fc.constant('@')), type: fc.constant(type), value });
			const parts = (...some: Array<fc.Arbitrary<string | number>>) => fc.tuple(...some).map((all) => all.join(' '));
			const written = fc.oneof(
				of('TXT', text),
				of('A', fc.ipV4()),
				of('AAAA', fc.ipV6()),
				// It stands alone: the zone has other records at its own name.
				of('CNAME', host).map((alias) => ({ ...alias, name: alias.name === '@' ? 'alias' : `alias-${alias.name}` })),
				of('NS', host),
				of('MX', parts(number, host)),
				of('SRV', parts(number, number, number, host)),
				of(
					'CAA',
					host.map((authority) => `0 issue "${authority}"`),
				),
			);
			await fc.assert(
				fc.asyncProperty(written, async (given) => {
					const record = recordIn(zone, given);
					const anyTime = record.type === 'NS' && !faults.timesNameServers;
					const told = anyTime ? { ...record, ttl: expect.any(Number) as unknown } : record;
					const added = await scene.panel.editZone(acme, zone, { add: [record], remove: [] });
					expect(added.records).toContainEqual(told);
					const removed = await scene.panel.editZone(acme, zone, { add: [], remove: [record] });
					expect(removed.records).not.toContainEqual(told);
				}),
				{ numRuns: tries(25, 120) },
			);
		});
	});
});
