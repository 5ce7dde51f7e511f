import { z } from 'zod';
import { domainName } from '../kernel/domainName';
import { toldLimits, type HostingLimits } from '../kernel/hostingLimits';

/** How an account is named to a panel: WHM and DirectAdmin go by the user name, Plesk by the domain. */
export const accountRef = z.object({ username: z.string().min(1), domain: domainName });
export type AccountRef = Readonly<z.infer<typeof accountRef>>;
/** With both, the user name decides, and the domain is where a panel may look for it first. */
export type AccountKey = { readonly username: string; readonly domain?: string } | { readonly domain: string };

export interface NewAccount extends AccountRef {
	readonly packageName: string;
	readonly contactEmail: string;
	readonly password: string;
}

export const account = accountRef.extend({
	packageName: z.string(),
	suspended: z.boolean(),
	/** Why, in the words given when it was suspended; empty while it is not. */
	suspensionReason: z.string(),
	contactEmail: z.string(),
	ipAddress: z.string(),
	/** Steps that were recorded before limits were read have none. */
	limits: toldLimits.default({}),
});
export type Account = Readonly<z.infer<typeof account>>;

export interface SignOnRequest {
	readonly service: 'panel' | 'webmail';
	/** The mailbox that webmail opens; the account's own where it is not given. */
	readonly mailbox?: string;
	/** The address of the person's browser; Plesk and DirectAdmin bind the log-in to it. */
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
	/** The SOA's serial; null where the panel does not tell. */
	readonly serial: string | null;
	/** The records of the types that the pack writes. */
	readonly records: readonly DnsRecord[];
}
export interface ZoneEdit {
	readonly add: readonly DnsRecord[];
	readonly remove: readonly DnsRecord[];
	readonly expectedSerial?: string;
}

/** `pending`: asked for and not there yet. `self_signed`: served, but no browser trusts it. */
export const certificateStates = ['none', 'pending', 'self_signed', 'valid', 'expired'] as const;
export const certificate = z.object({
	state: z.enum(certificateStates),
	issuer: z.string(),
	/** ISO; null where there is none. */
	expiresAt: z.string().nullable(),
	hostnames: z.array(z.string()),
	/** Why a request brought none, where the panel tells at once. Ask again when that is out of the way. */
	obstacle: z.string().optional(),
});
export type Certificate = Readonly<z.infer<typeof certificate>>;

export interface NewMailbox {
	readonly address: string;
	readonly password: string;
	/** Null is unlimited. */
	readonly quotaMegabytes: number | null;
}
/** Null is unlimited for a quota, and not told for what is in use. */
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
/** A database to delete, and those users that go with it. */
export interface DatabaseWithUsers {
	readonly name: string;
	readonly users: readonly string[];
}
/** `users`: those with a right on it. `diskBytes` is null where the panel does not tell. */
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
	/** What the pack needs, by the panel's own names. */
	readonly neededRights: readonly string[];
	/** Those of them that the log-in lacks; empty when nothing is missing. */
	readonly missingRights: readonly string[];
	/** What a careful operator would change, such as a key that may do more than is needed. */
	readonly advice: readonly string[];
}
/** How full a server is, by its own account. Null where the panel does not tell, or there is no limit. */
export interface ServerCapacity {
	readonly accounts: number;
	readonly suspendedAccounts: number;
	/** How many its licence, or the reseller's allotment, lets it have. */
	readonly accountLimit: number | null;
	readonly diskBytes: number | null;
	readonly diskSizeBytes: number | null;
}
export interface ServerLoad {
	readonly oneMinute: number;
	readonly fiveMinutes: number;
	readonly fifteenMinutes: number;
}
