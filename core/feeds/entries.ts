import { z } from 'zod';
import { json, type Transaction } from '../db';
import type { Given } from './rule';

/** The object that a reader is told of. */
export interface EntryKey {
	/** Who reads: a name of the reader's own, such as the ID of its workflow. */
	readonly reader: string;
	readonly companyCode: string;
	readonly entity: string;
	readonly id: string;
}

const entryRow = z.object({
	id: z.string(),
	version: z.number(),
	contentHash: z.string().nullable(),
	events: z.array(z.string()),
	heard: z.record(z.string(), z.string()),
	overdue: z.boolean(),
	/** Whether it was recorded so lately that what a caller read may be older. */
	fresh: z.boolean(),
	attempts: z.number(),
});
export type Entry = Readonly<z.infer<typeof entryRow>>;

/** How long after a record a reading that was begun before it may still be on its way. */
const freshFor = `interval '5 minutes'`;

const columns = `e.external_id as id, e.version, e.content_hash, e.events, e.heard, e.attempts,
	coalesce(e.lease_until <= clock_timestamp(), false) as overdue,
	e.recorded_at > clock_timestamp() - ${freshFor} as fresh`;

const mine = `e.reader = $1 and e.company_code = $2 and e.entity = $3`;

export async function findEntry(
	transaction: Transaction,
	{ reader, companyCode, entity, id }: EntryKey,
): Promise<Entry | undefined> {
	return await transaction.row(
		entryRow,
		`select ${columns} from msp.feed_entry e where ${mine} and e.external_id = $4`,
		[reader, companyCode, entity, id],
	);
}

/** The entries of several objects, by their IDs. */
export async function findEntries(
	transaction: Transaction,
	{ reader, companyCode, entity }: Omit<EntryKey, 'id'>,
	ids: readonly string[],
): Promise<ReadonlyMap<string, Entry>> {
	const found = await transaction.rows(
		entryRow,
		`select ${columns} from msp.feed_entry e where ${mine} and e.external_id = any($4)`,
		[reader, companyCode, entity, ids],
	);
	return new Map(found.map((entry) => [entry.id, entry]));
}

export interface NewRecord extends Pick<Given, 'contentHash' | 'events' | 'heard'> {
	readonly changedAt: Date | null;
	/** Until when it has to arrive; undefined leaves that as it is. */
	readonly leaseSeconds?: number;
	readonly attempts?: number;
}

const given = z.object({ changeId: z.uuid() });

/**
 * Records what is given out of an object, over the version that the caller has seen; 0 when it has seen none.
 *
 * @returns the ID of the change; undefined when somebody else has recorded meanwhile.
 */
export async function recordEntry(
	transaction: Transaction,
	{ reader, companyCode, entity, id }: EntryKey,
	version: number,
	{ contentHash, events, heard, changedAt, leaseSeconds, attempts = 0 }: NewRecord,
): Promise<string | undefined> {
	const values = [reader, companyCode, entity, id, contentHash, events, json(heard), changedAt];
	const lease = `clock_timestamp() + make_interval(secs => $9::float8)`;
	if (version === 0) {
		const row = await transaction.row(
			given,
			`insert into msp.feed_entry (reader, company_code, entity, external_id, content_hash, events, heard, changed_at,
				lease_until, attempts) values ($1, $2, $3, $4, $5, $6, $7, $8, ${lease}, $10)
			on conflict (reader, company_code, entity, external_id) do nothing returning change_id`,
			[...values, leaseSeconds ?? null, attempts],
		);
		return row?.changeId;
	}
	const gives = leaseSeconds !== undefined;
	const row = await transaction.row(
		given,
		`update msp.feed_entry e set content_hash = $5, events = $6, heard = $7, version = e.version + 1,
			changed_at = coalesce($8, e.changed_at), recorded_at = clock_timestamp(),
			lease_until = case when $12 then ${lease} else e.lease_until end,
			attempts = case when $12 then $10 else e.attempts end,
			change_id = case when $12 then gen_random_uuid() else e.change_id end
		where ${mine} and e.external_id = $4 and e.version = $11 returning change_id`,
		[...values, leaseSeconds ?? null, attempts, version, gives],
	);
	return row?.changeId;
}

/** Notes that what was given out has arrived; false when it was replaced by a newer change, or arrived before. */
export async function setArrived(transaction: Transaction, changeId: string): Promise<boolean> {
	const touched = await transaction.run(
		`update msp.feed_entry set lease_until = null, attempts = 0
		where change_id = $1 and lease_until is not null and content_hash is not null`,
		[changeId],
	);
	return touched > 0;
}

/** The objects of a reader that were given out or announced and did not arrive in time, the longest overdue first. */
export async function overdueIds(
	transaction: Transaction,
	{ reader, companyCode, entity }: Omit<EntryKey, 'id'>,
	limit: number,
): Promise<string[]> {
	const rows = await transaction.rows(
		z.object({ id: z.string() }),
		`select e.external_id as id from msp.feed_entry e
		where ${mine} and e.lease_until <= clock_timestamp() order by e.lease_until, e.external_id limit $4`,
		[reader, companyCode, entity, limit],
	);
	return rows.map(({ id }) => id);
}

/** The objects of a reader that changed since then, as far as it knows. */
export async function knownSince(
	transaction: Transaction,
	{ reader, companyCode, entity }: Omit<EntryKey, 'id'>,
	since: Date,
	limit: number,
): Promise<string[]> {
	const rows = await transaction.rows(
		z.object({ id: z.string() }),
		`select e.external_id as id from msp.feed_entry e
		where ${mine} and e.changed_at >= $4 and e.content_hash is not null order by e.changed_at, e.external_id limit $5`,
		[reader, companyCode, entity, since, limit],
	);
	return rows.map(({ id }) => id);
}

/** Forgets an object that cannot be read any more, unless somebody has recorded it meanwhile. */
export async function forgetEntry(
	transaction: Transaction,
	{ reader, companyCode, entity, id }: EntryKey,
	version: number,
): Promise<void> {
	await transaction.run(`delete from msp.feed_entry e where ${mine} and e.external_id = $4 and e.version = $5`, [
		reader,
		companyCode,
		entity,
		id,
		version,
	]);
}
