import { defaultPackages, type PlayedPackage } from '../shared/packages';

/** The state of a stand-in WHM server. */
export interface WhmState {
	readonly hostname: string;
	readonly ipAddress: string;
	/** How many accounts the licence allows. Null means any number. */
	readonly accountLimit: number | null;
	/**
	 * WHM → Tweak Settings → Domains. Both are off on a new server. The stand-in has them on where they are absent, since
	 * nobody can register a name below `.example`.
	 */
	allowUnregisteredDomains?: boolean;
	allowRemoteDomains?: boolean;
	/** Whose name servers a domain has at its registrar. A domain that is absent is not registered. */
	registered?: Record<string, 'this server' | 'elsewhere'>;
	packages: Record<string, WhmPackage>;
	accounts: Record<string, WhmAccount>;
	zones: Record<string, WhmZone>;
}

export interface WhmPackage extends PlayedPackage {
	/** Settings that the pack does not set and must not change. */
	readonly featureList?: string;
}

export interface WhmAccount {
	readonly user: string;
	readonly domain: string;
	plan: string;
	/** The limits that somebody set by hand. They differ from the package. */
	ownLimits: Partial<PlayedPackage>;
	email: string;
	/** The log-in that made it. Only this log-in and root may see it. */
	readonly owner: string;
	password: string;
	suspended: boolean;
	suspendReason: string;
	readonly createdAt: number;
	/** The number of looks since the request for a certificate; null before the request. */
	certificateLooks: number | null;
	mailboxes: Record<string, { password: string; quotaMegabytes: number | null }>;
	databases: string[];
	databaseUsers: Record<string, { password: string; databases: string[] }>;
}

export interface WhmZone {
	serial: number;
	/** One entry for each line of the zone file. The index is the line. */
	lines: WhmZoneLine[];
}

export interface WhmZoneLine {
	readonly name: string;
	readonly ttl: number;
	readonly type: string;
	readonly data: readonly string[];
}

/** Returns the effective limits of an account. */
export function limitsOf({ packages }: Pick<WhmState, 'packages'>, { plan, ownLimits }: WhmAccount): PlayedPackage {
	return { ...(packages[plan] ?? defaultPackages.unlimited), ...ownLimits };
}

/** The zone that WHM makes with an account. */
export function newZone(domain: string, { hostname, ipAddress }: WhmState): WhmZone {
	const line = (name: string, type: string, ...data: string[]): WhmZoneLine => ({ name, ttl: 14_400, type, data });
	return {
		serial: 2_026_010_100,
		lines: [
			line(`${domain}.`, 'NS', `ns1.${hostname}.`),
			line(`${domain}.`, 'NS', `ns2.${hostname}.`),
			line(`${domain}.`, 'A', ipAddress),
			line(`${domain}.`, 'MX', '0', `${domain}.`),
			line(`mail.${domain}.`, 'CNAME', `${domain}.`),
			line(`www.${domain}.`, 'CNAME', `${domain}.`),
			// Its default: https://support.cpanel.net/hc/en-us/articles/1500012829141-What-is-the-syntax-for-SPF-records
			line(`${domain}.`, 'TXT', `v=spf1 +a +mx +ip4:${ipAddress} ~all`),
		],
	};
}
