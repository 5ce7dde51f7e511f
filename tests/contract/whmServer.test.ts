import { InputError } from '../../core/kernel/errors';
import { accountCreation } from '../../core/provisioning';
import { neededRights } from '../../core/panels/whm/server';
import { runUnrecorded } from '../../core/tasks';
import type { WhmOptions } from '../../stack/standins/whm/start';
import { acme } from '../support/panelScene';
import { addForeignAccount, openWhmScene, type WhmScene } from '../support/whmScene';

let scene: WhmScene | undefined;
const open = async (options: Partial<WhmOptions> = {}) => {
	scene = await openWhmScene(options);
	return scene;
};
afterEach(async () => await scene?.server.close());

const gold = { name: 'gold', diskMegabytes: 9_000, bandwidthMegabytes: null, mailboxes: 0, databases: null };

describe('what the log-in may do', () => {
	test('a token with just the needed rights lacks none, and none is too many', async () => {
		const { panel } = await open({ rights: [...neededRights, 'viewglobalpackages', 'allow-unlimited-pkgs'] });
		expect(await panel.testConnection()).toEqual({
			version: '11.137.9999.106',
			neededRights,
			missingRights: [],
			advice: [],
		});
	});

	test('those that nothing needs are named, and so is one that may do everything', async () => {
		const { panel } = await open({ rights: [...neededRights, 'restart', 'clustering'] });
		const { advice } = await panel.testConnection();
		expect(advice).toEqual([expect.stringMatching(/clustering, restart\.$/)]);
		await scene?.server.close();
		const root = await open();
		expect((await root.panel.testConnection()).advice).toEqual([expect.stringContaining("'all'")]);
	});
});

describe('how full the server is', () => {
	test('by the licence, and the disk of the homes, for root', async () => {
		const { server: whm, panel } = await open({ accountLimit: 30 });
		addForeignAccount(whm, 'theirs01', 'theirs.example');
		expect(await panel.serverCapacity()).toEqual({
			accounts: 1,
			suspendedAccounts: 0,
			accountLimit: 30,
			diskBytes: 131_072_000 * 1024,
			diskSizeBytes: 524_288_000 * 1024,
		});
	});

	test('by the allotment, and its own accounts alone, for a reseller', async () => {
		const { server: whm, panel } = await open({ username: 'shop', rights: neededRights, accountLimit: 5 });
		addForeignAccount(whm, 'theirs01', 'theirs.example');
		await panel.createAccount(acme);
		await panel.suspendAccount(acme, 'overdue');
		expect(await panel.serverCapacity()).toEqual({
			accounts: 1,
			suspendedAccounts: 1,
			accountLimit: 5,
			diskBytes: null,
			diskSizeBytes: null,
		});
	});

	test('the licence stays unknown to a token of root that may not ask for it', async () => {
		const { panel } = await open({ rights: neededRights, accountLimit: 30 });
		expect(await panel.serverCapacity()).toMatchObject({ accounts: 0, accountLimit: null, diskBytes: null });
	});

	test('all accounts count, however many pages they take', async () => {
		const { server: whm, panel } = await open();
		for (let index = 0; index < 2_000; index++) addForeignAccount(whm, `bulk${index}`, `bulk-${index}.example`);
		expect(await panel.serverCapacity()).toMatchObject({ accounts: 2_000 });
	});
});

describe('packages', () => {
	test('other limits leave the other settings as they are', async () => {
		const packages = {
			gold: { quotaMegabytes: 1, bandwidthMegabytes: 1, mailboxes: 1, databases: 1, featureList: 'no-ssh' },
		};
		const { server: whm, panel } = await open({ packages });
		await panel.savePackage(gold);
		expect(whm.state().packages).toEqual({
			gold: { quotaMegabytes: 9_000, bandwidthMegabytes: null, mailboxes: 0, databases: null, featureList: 'no-ssh' },
		});
		expect(scene?.calls()).toEqual(['listpkgs', 'editpkg']);
	});

	test('none of 0 MB, which WHM would take for no limit', async () => {
		const { server: whm, panel } = await open();
		await expect(panel.savePackage({ ...gold, diskMegabytes: 0 })).rejects.toThrow(/takes for no limit/);
		expect(Object.keys(whm.state().packages)).not.toContain('gold');
	});

	test('of a reseller get no name that WHM would change', async () => {
		const { server: whm, panel } = await open({ username: 'shop', rights: neededRights });
		const refused: unknown = await panel.savePackage(gold).catch((error: unknown) => error);
		expect(refused).toBeInstanceOf(InputError);
		expect(refused).toMatchObject({ remedy: expect.stringContaining('write shop_gold') });
		await panel.savePackage({ ...gold, name: 'shop_gold' });
		expect(Object.keys(whm.state().packages)).toEqual(['starter', 'business', 'unlimited', 'shop_gold']);
	});

	test('that may not be listed do not stop an account from being made', async () => {
		const { panel } = await open({ rights: neededRights.filter((right) => right !== 'list-pkgs') });
		const { domain, contactEmail } = acme;
		const make = async (packageName: string) =>
			await runUnrecorded(accountCreation(panel), { domain, contactEmail, packageName });
		await expect(make('gold')).rejects.toMatchObject({ errorClass: 'not_found' });
		expect(await make('starter')).toMatchObject({ packageName: 'starter' });
	});
});
