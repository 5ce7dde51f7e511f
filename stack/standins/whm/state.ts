import { defaultPackages, type PlayedPackage } from '../shared/packages';

/** What a played WHM server remembers. */
export interface WhmState {
	readonly hostname: string;
	readonly ipAddress: string;
	/** How many accounts the licence allows; null for any number. */
	readonly accountLimit: number | null;
	packages: Record<string, WhmPackage>;
	accounts: Record<string, WhmAccount>;
	zones: Record<string, WhmZone>;
}

export interface WhmPackage extends PlayedPackage {
	/** What the pack does not set, and must leave alone. */
	readonly featureList?: string;
}

export interface WhmAccount {
	readonly user: string;
	readonly domain: string;
	plan: string;
	/** What somebody has set apart from its package, by hand. */
	ownLimits: Partial<PlayedPackage>;
	email: string;
	/** Who may see it: the log-in that made it. */
	readonly owner: string;
	password: string;
	suspended: boolean;
	suspendReason: string;
	readonly createdAt: number;
	/** How often somebody has looked since a certificate was asked for; null before. */
	certificateLooks: number | null;
	mailboxes: Record<string, { password: string; quotaMegabytes: number | null }>;
	databases: string[];
	databaseUsers: Record<string, { password: string; databases: string[] }>;
}

export interface WhmZone {
	serial: number;
	/** One entry a line of the zone file; its index is its line. */
	lines: WhmZoneLine[];
}

export interface WhmZoneLine {
	readonly name: string;
	readonly ttl: number;
	readonly type: string;
	readonly data: readonly string[];
}

/** The limits that hold for an account. */
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
			line(`${domain}.`, 'TXT', `v=spf1 +a +mx +ip4:${ipAddress} ~all`),
		],
	};
}
