import { z } from 'zod';
import { domainName } from '../kernel/domainName';
import { toldLimits, type HostingLimits } from '../kernel/hostingLimits';

/** How to name an account to a panel. WHM and DirectAdmin use the user name, Plesk uses the domain. */
export const accountRef = z.object({ username: z.string().min(1), domain: domainName });
export type AccountRef = Readonly<z.infer<typeof accountRef>>;
/** With both, the user name decides, and a panel may search at the domain first. */
export type AccountKey = { readonly username: string; readonly domain?: string } | { readonly domain: string };

export interface NewAccount extends AccountRef {
	readonly packageName: string;
	readonly contactEmail: string;
	readonly password: string;
}

export const account = accountRef.extend({
	packageName: z.string(),
	suspended: z.boolean(),
	/** The reason that was given for the suspension. Empty if the account is not suspended. */
	suspensionReason: z.string(),
	contactEmail: z.string(),
	ipAddress: z.string(),
	/** Missing in steps from before the pack read limits. */
	limits: toldLimits.default({}),
});
export type Account = Readonly<z.infer<typeof account>>;

export interface SignOnRequest {
	readonly service: 'panel' | 'webmail';
	/** The mailbox that webmail opens. The default is the account's own. */
	readonly mailbox?: string;
	/** The IP address of the person's browser. Plesk and DirectAdmin bind the log-in to it. */
	readonly browserAddress?: string;
}
export interface SignOn {
	readonly url: string;
	readonly expiresAt: string | null;
}

/** Bytes and counts; a limit of null is unlimited. */
export interface AccountUsage {
	readonly diskBytes: number;
	readonly diskLimitBytes: number | null;
	readonly bandwidthBytes: number;
	readonly bandwidthLimitBytes: number | null;
	readonly mailboxes: number;
	readonly databases: number;
}

/** The record types that the pack writes. */
export const dnsRecordTypes = ['A', 'AAAA', 'CNAME', 'MX', 'TXT', 'SRV', 'CAA', 'NS'] as const;

/**
 * One DNS record. `name` is fully qualified without the last dot; `value` is written as in a zone file (`10
 * mail.example.com` for MX), host names without the last dot, except that TXT is the bare text, without quotes and
 * however long. `dnsRecords.ts` brings records into this form.
 */
export const dnsRecord = z.object({
	name: z.string().min(1),
	type: z.enum(dnsRecordTypes),
	value: z.string().min(1),
	ttl: z.number().int().min(60).max(604_800),
});
export type DnsRecord = Readonly<z.infer<typeof dnsRecord>>;

export interface DnsZone {
	readonly zone: string;
	/** The SOA's serial; null when the panel does not tell it. */
	readonly serial: string | null;
	/** The records of the types that the pack writes. */
	readonly records: readonly DnsRecord[];
}
export interface ZoneEdit {
	readonly add: readonly DnsRecord[];
	readonly remove: readonly DnsRecord[];
	readonly expectedSerial?: string;
}

/** `pending`: requested and not there yet. `self_signed`: the server shows it, and no browser trusts it. */
export const certificateStates = ['none', 'pending', 'self_signed', 'valid', 'expired'] as const;
export const certificate = z.object({
	state: z.enum(certificateStates),
	issuer: z.string(),
	/** ISO; null if there is no certificate. */
	expiresAt: z.string().nullable(),
	hostnames: z.array(z.string()),
	/** Why a request brought no certificate, if the panel tells at once. Remove the cause, then ask again. */
	obstacle: z.string().optional(),
});
export type Certificate = Readonly<z.infer<typeof certificate>>;

export interface NewMailbox {
	readonly address: string;
	readonly password: string;
	/** Null is unlimited. */
	readonly quotaMegabytes: number | null;
}
/** For a quota, null is unlimited. For the use, null means that the panel does not tell it. */
export const mailbox = z.object({
	address: z.string(),
	quotaMegabytes: z.number().nullable(),
	diskBytes: z.number().nullable(),
});
export type Mailbox = Readonly<z.infer<typeof mailbox>>;

export interface NewDatabase {
	readonly name: string;
	readonly user: string;
	readonly password: string;
}
export type DatabaseNames = Pick<NewDatabase, 'name' | 'user'>;
/** A database to delete, and the users to delete with it. */
export interface DatabaseWithUsers {
	readonly name: string;
	readonly users: readonly string[];
}
/** `users` have a right on the database. `diskBytes` is null when the panel does not tell it. */
export const database = z.object({
	name: z.string(),
	users: z.array(z.string()),
	diskBytes: z.number().nullable(),
});
export type Database = Readonly<z.infer<typeof database>>;

export interface HostingPackage extends HostingLimits {
	readonly name: string;
}

export interface ServerTest {
	readonly version: string;
	/** The rights that the pack needs, by the panel's own names. */
	readonly neededRights: readonly string[];
	/** The needed rights that the log-in lacks. Empty if none is missing. */
	readonly missingRights: readonly string[];
	/** Advice for a careful operator, such as about a key that has more rights than the pack needs. */
	readonly advice: readonly string[];
}
/** How full a server is, as it reports itself. Null when the panel does not tell, or there is no limit. */
export interface ServerCapacity {
	readonly accounts: number;
	readonly suspendedAccounts: number;
	/** How many accounts its licence, or the reseller's allotment, allows. */
	readonly accountLimit: number | null;
	readonly diskBytes: number | null;
	readonly diskSizeBytes: number | null;
}
export interface ServerLoad {
	readonly oneMinute: number;
	readonly fiveMinutes: number;
	readonly fifteenMinutes: number;
}
