import { z } from 'zod';
import { ofCustomerCode, search, type Transaction } from '../db';
import { probeProtocols } from './startTls';

export const watchedStates = [
	'unknown',
	'valid',
	'expired',
	'self_signed',
	'wrong_name',
	'untrusted',
	'pending',
	'none',
	'unreachable',
] as const;
export type WatchedState = (typeof watchedStates)[number];

const certificateRow = z.object({
	certificateId: z.uuid(),
	/** Whether it is of an account on a panel, or of a host that somebody added. */
	source: z.enum(['account', 'host']),
	host: z.string(),
	port: z.number(),
	protocol: z.enum(probeProtocols),
	serverCode: z.string().nullable(),
	username: z.string().nullable(),
	label: z.string(),
	customerId: z.uuid().nullable(),
	customerCode: z.string().nullable(),
	customerName: z.string().nullable(),
	customerEmail: z.string().nullable(),
	language: z.string().nullable(),
	state: z.enum(watchedStates),
	/** What is wrong with it, in words; empty when nothing is. */
	says: z.string(),
	expiresAt: z.date().nullable(),
	issuer: z.string(),
	fingerprint: z.string().nullable(),
	/** Whether its panel may be asked for another one. */
	renewable: z.boolean(),
	renewalAskedAt: z.date().nullable(),
	/** In whose words the last request was refused. */
	renewalRefused: z.string(),
	checkedAt: z.date().nullable(),
});
/** A watched certificate, with whose it is. */
export type WatchedCertificate = Readonly<z.infer<typeof certificateRow>>;

const selected = `select w.*, w.id as certificate_id, v.server_code, c.customer_code, c.name as customer_name,
	c.email as customer_email, c.language
from msp.certificate w left join msp.server v on v.id = w.server_id left join msp.customer c on c.id = w.customer_id`;

const identity = z.object({ id: z.uuid() });

/** What a look at a certificate found. */
export interface Look {
	readonly state: WatchedState;
	readonly says: string;
	readonly expiresAt: Date | null;
	readonly issuer: string;
	readonly fingerprint: string | null;
}

export interface SeenAccount extends Look {
	readonly serverId: string;
	readonly host: string;
	readonly username: string;
	readonly renewable: boolean;
}

/** The service of the account's domain, on its server. */
const owner = `(select s.customer_id from msp.service s where s.server_id = $1 and s.domain = $2
	and s.status not in ('terminated', 'cancelled') order by s.created_at desc limit 1)`;

/** Writes what was found of an account's certificate. Another certificate than before was renewed: no request is open. */
export async function saveAccount(transaction: Transaction, seen: SeenAccount, now: Date): Promise<void> {
	const { serverId, host, username, renewable, state, says, expiresAt, issuer, fingerprint } = seen;
	await transaction.run(
		`insert into msp.certificate as w (source, server_id, host, username, renewable, state, says, expires_at, issuer,
			fingerprint, checked_at, seen_at, customer_id)
		values ('account', $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, ${owner})
		on conflict (source, host, port, protocol, server_id) do update set username = excluded.username,
			renewable = excluded.renewable, state = excluded.state, says = excluded.says, expires_at = excluded.expires_at,
			issuer = excluded.issuer, fingerprint = excluded.fingerprint, checked_at = excluded.checked_at,
			seen_at = excluded.seen_at, customer_id = excluded.customer_id,
			renewal_asked_at = case when w.expires_at is distinct from excluded.expires_at then null else w.renewal_asked_at end,
			renewal_refused = case when w.expires_at is distinct from excluded.expires_at then '' else w.renewal_refused end`,
		[
			serverId,
			host,
			username,
			renewable,
			state,
			says.slice(0, 1000),
			expiresAt,
			issuer.slice(0, 500),
			fingerprint,
			now,
		],
	);
}

/** Stops to watch the accounts of a server that were not seen since a moment. Their letters go with them. */
export async function forgetUnseen(transaction: Transaction, serverId: string, since: Date): Promise<number> {
	return await transaction.run(
		`with gone as (delete from msp.certificate where source = 'account' and server_id = $1 and seen_at < $2 returning id)
		delete from msp.certificate_notice where certificate_id in (select id from gone)`,
		[serverId, since],
	);
}

export interface NewHost {
	readonly host: string;
	readonly port: number;
	readonly protocol: (typeof probeProtocols)[number];
	readonly label: string;
	readonly customerId: string | null;
}

/** Watches a host; one that is watched already gets the label and the customer. */
export async function saveHost(
	transaction: Transaction,
	{ host, port, protocol, label, customerId }: NewHost,
): Promise<string> {
	const saved = await transaction.row(
		identity,
		`insert into msp.certificate (source, host, port, protocol, label, customer_id) values ('host', $1, $2, $3, $4, $5)
		on conflict (source, host, port, protocol, server_id) do update set label = excluded.label,
			customer_id = excluded.customer_id
		returning id`,
		[host, port, protocol, label, customerId],
	);
	if (!saved) throw new RangeError('the host was not saved');
	return saved.id;
}

/** Writes what a look at a host found. What cannot be reached keeps the end that was known. */
export async function saveHostLook(
	transaction: Transaction,
	certificateId: string,
	look: Look,
	now: Date,
): Promise<void> {
	await transaction.run(
		`update msp.certificate set state = $2, says = $3, expires_at = coalesce($4, expires_at), checked_at = $7, seen_at = $7,
			issuer = case when $4::timestamptz is null then issuer else $5 end, fingerprint = coalesce($6, fingerprint)
		where id = $1`,
		[certificateId, look.state, look.says.slice(0, 1000), look.expiresAt, look.issuer, look.fingerprint, now],
	);
}

export async function removeHost(transaction: Transaction, certificateId: string): Promise<number> {
	return await transaction.run(
		`with gone as (delete from msp.certificate where id = $1 and source = 'host' returning id)
		delete from msp.certificate_notice where certificate_id in (select id from gone)`,
		[certificateId],
	);
}

export async function findCertificate(
	transaction: Transaction,
	certificateId: string,
): Promise<WatchedCertificate | undefined> {
	return await transaction.row(certificateRow, `${selected} where w.id = $1`, [certificateId]);
}

export interface CertificateFilter {
	readonly source?: 'account' | 'host';
	readonly states?: readonly WatchedState[];
	readonly customerCode?: string;
	/** In the host or the label. */
	readonly search?: string;
	readonly limit: number | null;
}

/** Those that end first come first. */
export async function listCertificates(
	transaction: Transaction,
	filter: CertificateFilter,
): Promise<WatchedCertificate[]> {
	return await transaction.rows(
		certificateRow,
		`${selected} where ($1::text is null or w.source = $1) and ($2::text[] is null or w.state = any($2))
			and ($3::text is null or ${ofCustomerCode('$3')}) and ${search('$4', 'w.host', 'w.label')}
		order by w.expires_at nulls last, w.host, w.id limit $5`,
		[filter.source ?? null, filter.states ?? null, filter.customerCode ?? null, filter.search ?? null, filter.limit],
	);
}

/** Those that end before a moment, after an ID, in the order of their IDs. */
export async function endingBefore(
	transaction: Transaction,
	before: Date,
	after: string | null,
	limit: number,
): Promise<WatchedCertificate[]> {
	return await transaction.rows(
		certificateRow,
		`${selected} where w.expires_at <= $1 and ($2::uuid is null or w.id > $2) order by w.id limit $3`,
		[before, after, limit],
	);
}

/** Records that a panel was asked for another certificate, and what it said. */
export async function setRenewal(
	transaction: Transaction,
	certificateId: string,
	refused: string,
	now: Date,
): Promise<number> {
	return await transaction.run(`update msp.certificate set renewal_asked_at = $3, renewal_refused = $2 where id = $1`, [
		certificateId,
		refused.slice(0, 1000),
		now,
	]);
}
