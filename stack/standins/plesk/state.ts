import type { PlayedPackage } from '../shared';
import type { policies } from './passwords';

/** The state of a stand-in Plesk server. */
export interface PleskState {
	readonly hostname: string;
	readonly ipAddress: string;
	plans: PleskPlan[];
	clients: PleskClient[];
	/** By their domain. */
	webspaces: Record<string, Webspace>;
	/** By their domain. */
	zones: Record<string, ZoneRecord[]>;
	nextId: number;
	/** How many domains the licence allows. -1 means any number. */
	licensedDomains: number;
	/** The installed extensions, and whether they are switched on. */
	extensions: Record<string, boolean>;
	/** The addresses that the secret key is bound to. */
	keyAddresses: string[];
	/** How strong passwords must be. The default is medium. */
	passwordPolicy?: keyof typeof policies;
	/** The oddities of real servers. All are off at first. */
	quirks: Quirks;
}

export interface Quirks {
	/** The server speaks another language. */
	translated: boolean;
	/** A request without a log-in gets the log-in page with 200. */
	loginPage: boolean;
	/** The server answers every request with a page of HTML and 200. */
	maintenancePage: boolean;
	/** The server deletes, and reports an error all the same. */
	deleteReportsError: boolean;
	/** Utilities end with a code other than 0, and HTTP 200. */
	utilitiesFail: boolean;
	/** The server reads every record name without a last dot as a name below the zone. */
	namesBelowZone: boolean;
}

export const noQuirks: Quirks = {
	translated: false,
	loginPage: false,
	maintenancePage: false,
	deleteReportsError: false,
	utilitiesFail: false,
	namesBelowZone: false,
};

export interface PleskPlan {
	readonly id: number;
	readonly guid: string;
	readonly name: string;
	/** The reseller that owns it. Empty if the administrator owns it. */
	readonly owner: string;
	limits: Limits;
	/** Settings that the pack does not set and must not change. */
	readonly webmail: string;
}

/** By Plesk's names, in bytes or counts. -1 means unlimited. */
export type Limits = Record<string, string>;

export interface PleskClient {
	readonly id: number;
	readonly guid: string;
	readonly login: string;
	readonly name: string;
	readonly email: string;
	readonly type: string;
	readonly externalId: string;
	password: string;
	status: number;
}

export interface Webspace {
	readonly id: number;
	readonly guid: string;
	readonly domain: string;
	readonly ownerId: number;
	readonly externalId: string;
	readonly ipAddress: string;
	/** The system user. Empty without hosting. */
	readonly username: string;
	password: string;
	planGuid: string;
	/** Its add-on plans. */
	addOnGuids?: string[];
	/** Limits of its own that differ from the plan's. */
	customLimits: Limits | null;
	status: number;
	/** For how many more looks its backup is running. */
	busyLooks: number;
	/** Further domains. */
	sites: Array<{ readonly id: number; readonly name: string }>;
	/** By whole address. A quota of -1 means unlimited. */
	mailboxes: Record<string, { readonly id: number; password: string; readonly quota: number }>;
	databases: Array<{ readonly id: number; readonly name: string }>;
	/** By login. A database of 0 means all databases of the subscription. */
	databaseUsers: Record<string, { readonly id: number; password: string; databaseId: number }>;
	/** The number of looks since the request for a certificate; null before the request. */
	certificateLooks: number | null;
	/** PEM. Empty if there is none. */
	certificate: string;
}

export interface ZoneRecord {
	readonly id: number;
	readonly type: string;
	/** Complete, with a last dot. */
	readonly host: string;
	readonly value: string;
	readonly opt: string;
	readonly ttl: number;
}

const bytes = (megabytes: number | null) => (megabytes === null ? '-1' : String(megabytes * 1_048_576));
const number = (limit: number | null) => (limit === null ? '-1' : String(limit));

export const limitsOf = (option: PlayedPackage): Limits => ({
	disk_space: bytes(option.quotaMegabytes),
	max_traffic: bytes(option.bandwidthMegabytes),
	max_box: number(option.mailboxes),
	max_db: number(option.databases),
	mbox_quota: '-1',
	max_site: '1',
});

/** Returns a number that no item has had before. */
export function nextId(state: PleskState): number {
	state.nextId += 1;
	return state.nextId;
}

export const guidOf = (id: number) => `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`;

export const webspaceById = ({ webspaces }: PleskState, id: number): Webspace | undefined =>
	Object.values(webspaces).find((one) => one.id === id);

export const planOf = ({ plans }: PleskState, { planGuid }: Webspace): PleskPlan | undefined =>
	plans.find(({ guid }) => guid === planGuid);

/** Returns the effective limits: its own if it is locked, else its plan's. */
export const limitsIn = (state: PleskState, webspace: Webspace): Limits =>
	webspace.customLimits ?? planOf(state, webspace)?.limits ?? {};

export const hasRoom = (limit: string | undefined, used: number): boolean =>
	limit === undefined || limit === '-1' || used < Number(limit);

/** Returns every domain with its subscription. */
export function domainsIn({ webspaces }: PleskState): Array<{ id: number; name: string; webspace: Webspace }> {
	return Object.values(webspaces).flatMap((webspace) => [
		{ id: webspace.id, name: webspace.domain, webspace },
		...webspace.sites.map(({ id, name }) => ({ id, name, webspace })),
	]);
}

/** Makes a subscription with its zone. */
export function addWebspace(
	state: PleskState,
	given: Pick<Webspace, 'domain' | 'ownerId' | 'externalId' | 'ipAddress' | 'username' | 'password' | 'planGuid'>,
): Webspace {
	const id = nextId(state);
	const webspace: Webspace = {
		...given,
		id,
		guid: guidOf(id),
		customLimits: null,
		status: 0,
		busyLooks: 0,
		sites: [],
		mailboxes: {},
		databases: [],
		databaseUsers: {},
		certificateLooks: null,
		certificate: '',
	};
	state.webspaces[given.domain] = webspace;
	state.zones[given.domain] = newZone(state, given.domain);
	return webspace;
}

export function removeWebspace(state: PleskState, { domain, sites }: Webspace): void {
	const gone = [domain, ...sites.map(({ name }) => name)];
	state.webspaces = without(state.webspaces, [domain]);
	state.zones = without(state.zones, gone);
}

function without<Value>(all: Record<string, Value>, gone: readonly string[]): Record<string, Value> {
	return Object.fromEntries(Object.entries(all).filter(([name]) => !gone.includes(name)));
}

/** The zone that Plesk makes with a subscription. */
export function newZone(state: PleskState, domain: string): ZoneRecord[] {
	const { hostname, ipAddress } = state;
	const record = (type: string, host: string, value: string, opt = ''): ZoneRecord => ({
		...{ id: nextId(state), type, host: `${host}.`, value, opt, ttl: 86_400 },
	});
	return [
		record('NS', domain, `ns1.${hostname}.`),
		record('NS', domain, `ns2.${hostname}.`),
		record('A', domain, ipAddress),
		record('A', `mail.${domain}`, ipAddress),
		record('CNAME', `www.${domain}`, `${domain}.`),
		record('MX', domain, `mail.${domain}.`, '10'),
		// https://support.plesk.com/hc/en-us/articles/115004695773-How-to-create-SPF-rule-for-the-domain-
		record('TXT', domain, `v=spf1 +a +mx +a:${hostname} -all`),
	];
}
