import type { PlayedPackage } from '../shared';

/** The state of a stand-in DirectAdmin server. */
export interface DirectAdminState {
	readonly hostname: string;
	readonly ipAddress: string;
	/** By name: the settings as a package file has them (`quota=5000`, `mysql=unlimited`, `php=ON`). */
	packages: Record<string, Record<string, string>>;
	accounts: Record<string, DirectAdminAccount>;
	zones: Record<string, ZoneRecord[]>;
	/** How many users the licence allows. 0 means any number. */
	licensedUsers: number;
	/** The oddities of real servers. All are off at first. */
	quirks: Quirks;
}

export interface Quirks {
	/** A request without a log-in gets the log-in page with 200 instead of a 401. */
	loginPage: boolean;
	/** The server deletes users, and reports an error all the same. */
	deleteReportsError: boolean;
	/** The server speaks another language. */
	translated: boolean;
	/**
	 * Plain answers are url-encoded although the request asks for JSON, and some characters are HTML entities without a
	 * semicolon.
	 */
	entities: boolean;
}

export interface DirectAdminAccount {
	readonly username: string;
	readonly domain: string;
	/** Further domains. */
	domains: string[];
	packageName: string;
	/** The limits that somebody set by hand, in the form of a package. They differ from the package. */
	ownLimits: Record<string, string>;
	email: string;
	/** The admin or reseller that made it. */
	readonly creator: string;
	password: string;
	suspended: boolean;
	suspensionReason: string;
	readonly ip: string;
	/** ISO. */
	readonly createdAt: string;
	/** The number of looks since the request for a certificate; null before the request. */
	certificateLooks: number | null;
	/** PEM. Empty if there is none. */
	certificate: string;
	/** By whole address. */
	mailboxes: Record<string, { password: string; quotaMegabytes: number; sendLimit: string }>;
	databases: string[];
	databaseUsers: Record<string, { password: string; databases: string[] }>;
}

/** A record as the zone editor shows it. Its name is below the zone, or complete with a last dot. */
export interface ZoneRecord {
	readonly type: string;
	readonly name: string;
	readonly value: string;
	/** Empty if the record uses the zone's TTL. */
	readonly ttl: string;
}

const limitText = (limit: number | null) => (limit === null ? 'unlimited' : String(limit));

export const packageSettings = (option: PlayedPackage): Record<string, string> => ({
	bandwidth: limitText(option.bandwidthMegabytes),
	quota: limitText(option.quotaMegabytes),
	nemails: limitText(option.mailboxes),
	mysql: limitText(option.databases),
	vdomains: '1',
	nsubdomains: 'unlimited',
	nemailf: 'unlimited',
	nemailml: '0',
	nemailr: '5',
	domainptr: 'unlimited',
	ftp: '3',
	inode: 'unlimited',
	aftp: 'OFF',
	cgi: 'OFF',
	php: 'ON',
	spam: 'ON',
	ssl: 'ON',
	cron: 'ON',
	dnscontrol: 'ON',
	login_keys: 'ON',
	suspend_at_limit: 'ON',
	skin: 'evolution',
	language: 'en',
});

/** Returns the account's effective limit; -1 if it is unlimited. */
export function limitOf({ packages }: DirectAdminState, account: DirectAdminAccount, setting: string): number {
	const written = account.ownLimits[setting] ?? packages[account.packageName]?.[setting] ?? 'unlimited';
	return written === 'unlimited' ? -1 : Number(written);
}

export const domainsOf = ({ domain, domains }: DirectAdminAccount): string[] => [domain, ...domains];

/** The zone that DirectAdmin makes with an account. */
export function newZone(domain: string, { hostname, ipAddress }: DirectAdminState): ZoneRecord[] {
	const record = (type: string, name: string, value: string): ZoneRecord => ({ type, name, value, ttl: '' });
	return [
		record('A', `${domain}.`, ipAddress),
		record('A', 'mail', ipAddress),
		record('CNAME', 'www', `${domain}.`),
		record('NS', `${domain}.`, `ns1.${hostname}.`),
		record('NS', `${domain}.`, `ns2.${hostname}.`),
		record('MX', `${domain}.`, '10 mail'),
		// As hosts with DirectAdmin document it. The vendor's own words on it are not known.
		record('TXT', `${domain}.`, `"v=spf1 a mx ip4:${ipAddress} ~all"`),
	];
}

export function newAccount(
	given: Pick<DirectAdminAccount, 'username' | 'domain' | 'packageName' | 'email' | 'creator' | 'password' | 'ip'>,
): DirectAdminAccount {
	return {
		...given,
		domains: [],
		ownLimits: {},
		suspended: false,
		suspensionReason: '',
		createdAt: new Date().toISOString(),
		certificateLooks: null,
		certificate: '',
		mailboxes: {},
		databases: [],
		databaseUsers: {},
	};
}
