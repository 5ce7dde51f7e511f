import { collected, countAccounts, type ControlPanel } from '../../core/panels';
import { packageMaking, undoNamed } from '../../core/provisioning';
import { runUnrecorded } from '../../core/tasks';

const account = { username: 'acme1234', domain: 'acme.example' };
const password = 'Canary-7Pw.51b2';
const address = 'info@acme.example';
const record = { name: 'www2.acme.example', type: 'A' as const, value: '192.0.2.20', ttl: 3_600 };
const browserAddress = '198.51.100.7';
const gold = { name: 'gold', diskMegabytes: 9_000, bandwidthMegabytes: 90_000, mailboxes: 7, databases: 3 };

/** An operation in the words of the Control Panel node, and what it asks of a panel. */
export interface ParityRow {
	readonly operation: string;
	/** What of it, where a panel may do one and not the other. */
	readonly part?: string;
	readonly methods: ReadonlyArray<keyof ControlPanel>;
	/** Where panels differ in what they tell, the answer is an instance of `Told`. */
	play(panel: ControlPanel): Promise<unknown>;
}

/** What a panel tells of what may be told; the rest is null, empty or left out in its answer. */
export class Told {
	constructor(readonly things: Readonly<Record<string, unknown>>) {}

	get words(): string {
		const known = Object.entries(this.things).filter(
			([, value]) => value !== null && value !== undefined && value !== '',
		);
		if (known.length === 0) return 'not told';
		if (known.length === Object.keys(this.things).length) return 'yes';
		return `only ${known.map(([name]) => name).join(', ')}`;
	}
}

const databaseNames = async (panel: ControlPanel) =>
	await panel.databaseNames(account, { name: 'shop', user: 'shop_user' });

/** That of the zone after the last edit, so that a panel need not be asked for it again. */
let serialTold = '1';

/** In an order in which each finds what it needs. */
export const parityRows: readonly ParityRow[] = [
	{
		operation: 'Account: Create',
		methods: ['chooseUsername', 'generatePassword', 'createAccount', 'passwordPage'],
		async play(panel) {
			await panel.chooseUsername(account.domain);
			const generated = panel.generatePassword();
			const wanted = { packageName: 'starter', contactEmail: 'owner@acme.example', password: generated };
			await panel.createAccount({ ...account, ...wanted });
			if (!URL.canParse(panel.passwordPage(account))) throw new Error('the password page has no address');
		},
	},
	{
		operation: 'Account: Get',
		methods: ['findAccount'],
		play: async (panel) => there(await panel.findAccount({ domain: account.domain })),
	},
	{
		operation: 'Account: List',
		methods: ['listAccounts'],
		play: async (panel) => there((await collected(panel.listAccounts(), null))[0]),
	},
	{
		operation: 'Account: Get',
		part: 'the limits of the account',
		methods: ['findAccount'],
		async play(panel) {
			const { limits } = there(await panel.findAccount({ domain: account.domain }));
			const { diskMegabytes: disk, bandwidthMegabytes: bandwidth, mailboxes, databases } = limits;
			return new Told({ disk, bandwidth, mailboxes, databases });
		},
	},
	{
		operation: 'Account: Suspend',
		methods: ['suspendAccount'],
		play: async (panel) => await panel.suspendAccount(account, 'overdue'),
	},
	{
		operation: 'Account: Get',
		part: 'why it is suspended',
		methods: ['findAccount'],
		play: async (panel) =>
			new Told({ reason: there(await panel.findAccount({ domain: account.domain })).suspensionReason }),
	},
	{
		operation: 'Account: Unsuspend',
		methods: ['unsuspendAccount'],
		play: async (panel) => await panel.unsuspendAccount(account),
	},
	{
		operation: 'Account: Change Package',
		methods: ['changePackage'],
		play: async (panel) => await panel.changePackage(account, 'business'),
	},
	{
		operation: 'Account: Change Password',
		methods: ['changePassword'],
		play: async (panel) => await panel.changePassword(account, password),
	},
	{
		operation: 'Account: Get Usage',
		methods: ['accountUsage'],
		play: async (panel) => await panel.accountUsage(account),
	},
	{
		operation: 'Account: Create Single Sign-On Link',
		part: 'to the panel',
		methods: ['createSignOn'],
		play: async (panel) => await panel.createSignOn(account, { service: 'panel', browserAddress }),
	},
	{
		operation: 'Account: Create Single Sign-On Link',
		part: 'until when it works',
		methods: ['createSignOn'],
		async play(panel) {
			const { expiresAt } = await panel.createSignOn(account, { service: 'panel', browserAddress });
			return new Told({ expiresAt });
		},
	},
	{
		operation: 'DNS Zone: Get',
		methods: ['findZone'],
		play: async (panel) => there(await panel.findZone(account, account.domain)),
	},
	{
		operation: 'DNS Zone: Get',
		part: 'the serial',
		methods: ['findZone'],
		play: async (panel) => new Told({ serial: there(await panel.findZone(account, account.domain)).serial }),
	},
	{
		operation: 'DNS Zone: Edit',
		methods: ['editZone'],
		async play(panel) {
			const { serial } = await panel.editZone(account, account.domain, { add: [record], remove: [] });
			serialTold = serial ?? '1';
		},
	},
	{
		operation: 'DNS Zone: Edit',
		part: 'with an expected serial',
		methods: ['editZone'],
		async play(panel) {
			const edit = { add: [{ ...record, value: '192.0.2.21' }], remove: [], expectedSerial: serialTold };
			await panel.editZone(account, account.domain, edit);
		},
	},
	{
		operation: 'DNS Record: Ensure Present',
		methods: ['editZone'],
		play: async (panel) => await panel.editZone(account, account.domain, { add: [record], remove: [] }),
	},
	{
		operation: 'DNS Record: Remove',
		methods: ['editZone'],
		play: async (panel) => await panel.editZone(account, account.domain, { add: [], remove: [record] }),
	},
	{
		operation: 'Certificate: Request',
		methods: ['requestCertificate'],
		play: async (panel) => await panel.requestCertificate(account),
	},
	{
		operation: 'Certificate: Get Status',
		methods: ['certificateOf'],
		play: async (panel) => await panel.certificateOf(account),
	},
	{
		operation: 'Mailbox: Create',
		methods: ['createMailbox'],
		play: async (panel) => await panel.createMailbox(account, { address, password, quotaMegabytes: 50 }),
	},
	{
		operation: 'Mailbox: Create',
		part: 'without a quota',
		methods: ['createMailbox'],
		play: async (panel) =>
			await panel.createMailbox(account, { address: 'sales@acme.example', password, quotaMegabytes: null }),
	},
	{
		operation: 'Mailbox: List',
		methods: ['listMailboxes'],
		play: async (panel) => there((await panel.listMailboxes(account))[0]),
	},
	{
		operation: 'Mailbox: List',
		part: 'quota and disk in use',
		methods: ['listMailboxes'],
		async play(panel) {
			const boxes = await panel.listMailboxes(account);
			const { quotaMegabytes: quota, diskBytes: disk } = there(boxes.find((one) => one.address === address));
			return new Told({ quota, disk });
		},
	},
	{
		operation: 'Account: Create Single Sign-On Link',
		part: 'to the webmail of a mailbox',
		methods: ['createSignOn'],
		play: async (panel) => await panel.createSignOn(account, { service: 'webmail', mailbox: address, browserAddress }),
	},
	{
		operation: 'Mailbox: Change Password',
		methods: ['changeMailboxPassword'],
		play: async (panel) => await panel.changeMailboxPassword(account, address, password),
	},
	{
		operation: 'Mailbox: Delete',
		methods: ['deleteMailbox'],
		play: async (panel) => await panel.deleteMailbox(account, address),
	},
	{
		operation: 'Database: Create',
		methods: ['databaseNames', 'createDatabase'],
		play: async (panel) => await panel.createDatabase(account, { ...(await databaseNames(panel)), password }),
	},
	{
		operation: 'Database: List',
		methods: ['listDatabases', 'listDatabaseUsers'],
		async play(panel) {
			there((await panel.listDatabases(account))[0]);
			there((await panel.listDatabaseUsers(account))[0]);
		},
	},
	{
		operation: 'Database: List',
		part: 'the disk in use',
		methods: ['listDatabases'],
		play: async (panel) => new Told({ disk: there((await panel.listDatabases(account))[0]).diskBytes }),
	},
	{
		operation: 'Database: Delete',
		methods: ['deleteDatabase'],
		async play(panel) {
			const { name, user } = await databaseNames(panel);
			await panel.deleteDatabase(account, { name, users: [user] });
		},
	},
	{
		operation: 'Package: List',
		methods: ['listPackages'],
		play: async (panel) => there((await panel.listPackages())[0]),
	},
	{
		operation: 'Package: Ensure',
		methods: ['listPackages', 'savePackage'],
		async play(panel) {
			const { name: packageName, ...limits } = { ...gold, name: 'silver' };
			await runUnrecorded(packageMaking(panel), { packageName, limits, serverCode: 'web1' });
		},
	},
	{
		operation: 'Package: Sync',
		part: 'a package that is not there',
		methods: ['savePackage'],
		play: async (panel) => await panel.savePackage(gold),
	},
	{
		operation: 'Package: Sync',
		part: 'other limits for one that is there',
		methods: ['savePackage'],
		play: async (panel) => await panel.savePackage({ ...gold, mailboxes: null }),
	},
	{
		operation: 'Package: Save',
		methods: ['savePackage'],
		play: async (panel) => await panel.savePackage({ ...gold, databases: 1 }),
	},
	{ operation: 'Server: Test', methods: ['testConnection'], play: async (panel) => await panel.testConnection() },
	{
		operation: 'Server: Count Accounts',
		methods: ['listAccounts'],
		play: async (panel) => there((await countAccounts(panel.listAccounts())).packages[0]),
	},
	{ operation: 'Server: Get Load', methods: ['serverLoad'], play: async (panel) => await panel.serverLoad() },
	{
		operation: 'Server: Get Capacity',
		methods: ['serverCapacity'],
		play: async (panel) => await panel.serverCapacity(),
	},
	{
		operation: 'Server: Get Capacity',
		part: 'the disk',
		methods: ['serverCapacity'],
		async play(panel) {
			const { diskBytes: used, diskSizeBytes: size } = await panel.serverCapacity();
			return new Told({ used, size });
		},
	},
	{
		operation: 'Step: Undo',
		part: 'of a suspension',
		methods: ['suspendAccount', 'unsuspendAccount'],
		async play(panel) {
			await panel.suspendAccount(account, 'overdue');
			await there(undoNamed(panel)('account.suspend')).takeBack({ ...account, reason: 'overdue', wasSuspended: false });
		},
	},
	{
		operation: 'Account: Terminate',
		methods: ['terminateAccount'],
		play: async (panel) => await panel.terminateAccount(account),
	},
];

function there<Found>(found: Found | undefined): Found {
	if (found === undefined) throw new Error('it is not there');
	return found;
}
