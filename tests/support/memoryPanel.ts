import { ExternalError } from '../../core/kernel/errors';
import type { HostingLimits } from '../../core/kernel/hostingLimits';
import type { HeldAccount } from '../../stack/standins/shared';
import type {
	Account,
	AccountRef,
	ControlPanel,
	Database,
	DnsRecord,
	HostingPackage,
	Mailbox,
} from '../../core/panels';

/** A process that dies: whatever it was about to do next does not happen. */
export class Killed extends Error {}

/** What becomes of one change: `lost` loses the answer, `killed` kills the process; before or after it is made. */
export const fates = ['ok', 'lost_before', 'lost_after', 'killed_before', 'killed_after', 'busy'] as const;
export type Fate = (typeof fates)[number];

interface Held {
	account: Account;
	/** Apart from the package's. */
	ownLimits: Partial<HostingLimits>;
	password: string;
	records: DnsRecord[];
	mailboxes: Map<string, Mailbox>;
	databases: string[];
	databaseUsers: Map<string, string[]>;
	/** Of mailboxes and database users. */
	otherPasswords: Map<string, string>;
	/** How often somebody has looked since a certificate was asked for. */
	certificateLooks?: number;
}

const noLimits = { diskMegabytes: null, bandwidthMegabytes: null, mailboxes: null, databases: null };
const limitsOf: Readonly<Record<string, Omit<HostingPackage, 'name'>>> = {
	starter: { diskMegabytes: 5_000, bandwidthMegabytes: 50_000, mailboxes: 10, databases: 2 },
	business: { diskMegabytes: 20_000, bandwidthMegabytes: 200_000, mailboxes: 50, databases: 10 },
};

/** A panel in memory, each of whose changes meets the next fate of a list; all go well when the list is used up. */
export function memoryPanel(script: Fate[] = []) {
	const held = new Map<string, Held>();
	let generated = 0;
	const packages = new Map<string, HostingPackage>(
		['starter', 'business', 'unlimited'].map((name) => [name, { name, ...(limitsOf[name] ?? noLimits) }]),
	);

	const change = async (make: () => void): Promise<void> => {
		const fate = script.shift() ?? 'ok';
		if (fate === 'busy') throw new ExternalError('busy', 'the server is busy', 'Wait.');
		if (fate === 'killed_before') throw new Killed();
		if (fate !== 'lost_before') make();
		if (fate === 'killed_after') throw new Killed();
		if (fate !== 'ok') throw new ExternalError('transport', 'the connection was lost', 'Look what became of it.');
		await Promise.resolve();
	};
	const refuse = (errorClass: 'exists' | 'not_found', what: string) => {
		throw new ExternalError(errorClass, `${what}: ${errorClass}`, 'Look.');
	};
	const of = ({ username }: AccountRef): Held => held.get(username) ?? refuse('not_found', username);
	const update = (account: AccountRef, changed: Partial<Account>) => {
		const found = of(account);
		found.account = { ...found.account, ...changed };
	};
	const mustHave = (packageName: string) => packages.has(packageName) || refuse('not_found', packageName);
	const same = (one: DnsRecord) => (other: DnsRecord) =>
		one.name === other.name && one.type === other.type && one.value === other.value;

	const freshly = (account: Account, password: string): Held => ({
		account,
		ownLimits: {},
		password,
		// Every panel writes one of its own.
		records: [{ name: account.domain, type: 'TXT', value: 'v=spf1 +a +mx +ip4:192.0.2.77 ~all', ttl: 14_400 }],
		mailboxes: new Map(),
		databases: [],
		databaseUsers: new Map(),
		otherPasswords: new Map(),
	});
	const withLimits = ({ account, ownLimits }: Held): Account => {
		const { name: _, ...limits } = packages.get(account.packageName) ?? { name: '' };
		return { ...account, limits: { ...limits, ...ownLimits } };
	};
	const megabytes = (limit: number | null | undefined) => (typeof limit === 'number' ? limit * 1_048_576 : null);

	const panel: ControlPanel = {
		kind: 'memory',
		chooseUsername: async (domain) => {
			const stem = `u${domain.replace(/[^a-z0-9]/g, '').slice(0, 11)}`;
			for (let count = 0; ; count++) {
				const name = count === 0 ? stem : `${stem}${count}`;
				if (!held.has(name)) return await Promise.resolve(name);
			}
		},
		// In turn, so that what two panels hold can be compared.
		generatePassword: () => `Generated-Password-${++generated}`,
		createAccount: async ({ username, domain, packageName, contactEmail, password }) => {
			const taken = [...held.values()].some(
				({ account }) => account.domain === domain || account.username === username,
			);
			if (taken) refuse('exists', domain);
			mustHave(packageName);
			const account = {
				username,
				domain,
				packageName,
				contactEmail,
				suspended: false,
				suspensionReason: '',
				ipAddress: '',
				limits: {},
			};
			await change(() => held.set(username, freshly(account, password)));
			return account;
		},
		findAccount: async (key) =>
			await Promise.resolve(
				[...held.values()].find(({ account }) =>
					'username' in key ? account.username === key.username : account.domain === key.domain,
				),
			).then((found) => found && withLimits(found)),
		async *listAccounts() {
			for (const one of held.values()) yield await Promise.resolve(withLimits(one));
		},
		suspendAccount: async (account, suspensionReason) => {
			if (!of(account).account.suspended) await change(() => update(account, { suspended: true, suspensionReason }));
		},
		unsuspendAccount: async (account) => {
			if (of(account).account.suspended) {
				await change(() => update(account, { suspended: false, suspensionReason: '' }));
			}
		},
		terminateAccount: async (account) => {
			of(account);
			await change(() => held.delete(account.username));
		},
		changePackage: async (account, packageName) => {
			const found = of(account);
			mustHave(packageName);
			await change(() => {
				update(account, { packageName });
				found.ownLimits = {};
			});
		},
		changePassword: async (account, password) => {
			const found = of(account);
			await change(() => (found.password = password));
		},
		createSignOn: async (account) =>
			await Promise.resolve({ url: `https://panel.example/${of(account).account.username}`, expiresAt: null }),
		passwordPage: ({ username }) => `https://panel.example/password/${username}`,
		accountUsage: async (account) => {
			const { mailboxes, databases, account: found } = of(account);
			const hosting = packages.get(found.packageName);
			return await Promise.resolve({
				diskBytes: 1,
				diskLimitBytes: megabytes(hosting?.diskMegabytes),
				bandwidthBytes: 1,
				bandwidthLimitBytes: megabytes(hosting?.bandwidthMegabytes),
				mailboxes: mailboxes.size,
				databases: databases.length,
			});
		},

		findZone: async (account, zone) =>
			await Promise.resolve(
				held.get(account.username)?.account.domain === zone
					? { zone, serial: null, records: [...of(account).records] }
					: undefined,
			),
		// Record by record, as panels without a write for a whole zone do.
		editZone: async (account, zone, { add, remove }) => {
			const found = of(account);
			if (found.account.domain !== zone) refuse('not_found', zone);
			for (const record of add) {
				if (!found.records.some(same(record))) await change(() => found.records.push(record));
			}
			for (const record of remove) {
				if (!found.records.some(same(record))) continue;
				await change(() => (found.records = found.records.filter((one) => !same(one)(record))));
			}
			return { zone, serial: null, records: [...found.records] };
		},

		requestCertificate: async (account) => {
			const found = of(account);
			await change(() => (found.certificateLooks ??= 0));
			return undefined;
		},
		certificateOf: async (account) => {
			const found = of(account);
			if (found.certificateLooks === undefined) {
				return await Promise.resolve({ state: 'none', issuer: '', expiresAt: null, hostnames: [] });
			}
			found.certificateLooks += 1;
			const state = found.certificateLooks > 1 ? 'valid' : 'pending';
			const expiresAt = new Date(Date.now() + 90 * 86_400_000).toISOString();
			return { state, issuer: 'Memory', expiresAt, hostnames: [found.account.domain] };
		},

		createMailbox: async (account, { address, quotaMegabytes, password }) => {
			if (of(account).mailboxes.has(address)) refuse('exists', address);
			await change(() => {
				of(account).mailboxes.set(address, { address, quotaMegabytes, diskBytes: 0 });
				of(account).otherPasswords.set(address, password);
			});
		},
		listMailboxes: async (account) => await Promise.resolve([...of(account).mailboxes.values()]),
		changeMailboxPassword: async (account, address, password) => {
			if (!of(account).mailboxes.has(address)) refuse('not_found', address);
			await change(() => of(account).otherPasswords.set(address, password));
		},
		deleteMailbox: async (account, address) => {
			if (!of(account).mailboxes.has(address)) refuse('not_found', address);
			await change(() => {
				of(account).mailboxes.delete(address);
				of(account).otherPasswords.delete(address);
			});
		},

		databaseNames: async (_, wanted) => await Promise.resolve(wanted),
		createDatabase: async (account, { name, user, password }) => {
			const { databases, databaseUsers, otherPasswords } = of(account);
			if (!databases.includes(name)) await change(() => databases.push(name));
			if (!databaseUsers.has(user)) await change(() => databaseUsers.set(user, []));
			otherPasswords.set(user, password);
			const granted = databaseUsers.get(user) ?? [];
			if (!granted.includes(name)) await change(() => granted.push(name));
		},
		listDatabases: async (account) => {
			const { databases, databaseUsers } = of(account);
			const users = (name: string) =>
				[...databaseUsers].filter(([, granted]) => granted.includes(name)).map(([user]) => user);
			return await Promise.resolve(databases.map((name): Database => ({ name, users: users(name), diskBytes: null })));
		},
		listDatabaseUsers: async (account) => await Promise.resolve([...of(account).databaseUsers.keys()]),
		deleteDatabase: async (account, { name, users }) => {
			const { databases, databaseUsers, otherPasswords } = of(account);
			if (databases.includes(name)) {
				await change(() => {
					databases.splice(databases.indexOf(name), 1);
					for (const [user, granted] of databaseUsers)
						databaseUsers.set(
							user,
							granted.filter((one) => one !== name),
						);
				});
			}
			for (const user of users.filter((one) => databaseUsers.has(one))) {
				await change(() => {
					databaseUsers.delete(user);
					otherPasswords.delete(user);
				});
			}
		},

		listPackages: async () => await Promise.resolve([...packages.values()]),
		savePackage: async (wanted) => await change(() => packages.set(wanted.name, wanted)),
		testConnection: async () =>
			await Promise.resolve({ version: '1', neededRights: ['all'], missingRights: [], advice: [] }),
		serverLoad: async () => await Promise.resolve({ oneMinute: 0, fiveMinutes: 0, fifteenMinutes: 0 }),
		serverCapacity: async () =>
			await Promise.resolve({
				accounts: held.size,
				suspendedAccounts: [...held.values()].filter(({ account }) => account.suspended).length,
				accountLimit: null,
				diskBytes: null,
				diskSizeBytes: null,
			}),
	};

	/** All that the panel holds, in an order of its own, so that two of them can be compared. */
	const snapshot = () => ({
		packages: Object.fromEntries(packages),
		accounts: Object.fromEntries(
			[...held.values()].map(({ certificateLooks, ...one }) => [
				one.account.username,
				{
					...one,
					records: [...one.records].sort((record, other) => record.value.localeCompare(other.value)),
					mailboxes: Object.fromEntries(one.mailboxes),
					databases: [...one.databases].sort(),
					databaseUsers: Object.fromEntries(
						[...one.databaseUsers].map(([user, granted]) => [user, [...granted].sort()]),
					),
					otherPasswords: Object.fromEntries(one.otherPasswords),
					certificateAsked: certificateLooks !== undefined,
				},
			]),
		),
	});

	const accounts = (): HeldAccount[] =>
		[...held.values()].map(({ account, password, records, otherPasswords, certificateLooks, ...rest }) => ({
			username: account.username,
			domain: account.domain,
			packageName: account.packageName,
			suspended: account.suspended,
			password,
			mailboxes: [...rest.mailboxes.keys()],
			databases: rest.databases.map((name) => ({
				name,
				users: [...rest.databaseUsers].filter(([, granted]) => granted.includes(name)).map(([user]) => user),
			})),
			databaseUsers: [...rest.databaseUsers.keys()],
			otherPasswords: Object.fromEntries(otherPasswords),
			texts: records.filter(({ type }) => type === 'TXT').map(({ value }) => value),
			certificateAsked: certificateLooks !== undefined,
		}));

	/** An account that somebody else made. */
	const addForeignAccount = (username: string, domain: string): void => {
		const words = { packageName: 'business', contactEmail: `owner@${domain}`, suspensionReason: '', ipAddress: '' };
		held.set(username, freshly({ username, domain, suspended: false, limits: {}, ...words }, 'theirs'));
	};

	const limitMailboxes = (domain: string, mailboxes: number): void => {
		const found = [...held.values()].find(({ account }) => account.domain === domain);
		if (!found) throw new RangeError(`no account serves ${domain}`);
		found.ownLimits = { ...found.ownLimits, mailboxes };
	};

	return { panel, snapshot, accounts, addForeignAccount, limitMailboxes };
}
