import { z } from 'zod';
import type { Transaction } from '../db';

export const apiKeyRow = z.object({
	keyId: z.uuid(),
	name: z.string(),
	/** The beginning of the key. */
	prefix: z.string(),
	scopes: z.array(z.string()),
	perMinute: z.number(),
	createdBy: z.string(),
	createdAt: z.date(),
	expiresAt: z.date().nullable(),
	revokedAt: z.date().nullable(),
	/** When it last opened a route. */
	lastUsedAt: z.date().nullable(),
	/** Judged by the database's clock, which all workers share. */
	status: z.enum(['active', 'expired', 'revoked']),
});
export type ApiKey = Readonly<z.infer<typeof apiKeyRow>>;

const columns = `k.id as key_id, k.name, k.prefix, k.scopes, k.per_minute, k.created_by, k.created_at, k.expires_at,
	k.revoked_at, k.last_used_at,
	case when k.revoked_at is not null then 'revoked' when k.expires_at <= now() then 'expired' else 'active' end as status`;

export interface NewApiKey extends Pick<ApiKey, 'name' | 'prefix' | 'scopes' | 'perMinute' | 'expiresAt'> {
	readonly keyHash: string;
}

/** Adds a key; undefined when the hash or the prefix is there already. */
export async function insertApiKey(transaction: Transaction, key: NewApiKey): Promise<ApiKey | undefined> {
	return await transaction.row(
		apiKeyRow,
		`insert into msp.api_key as k (name, prefix, key_hash, scopes, per_minute, expires_at, created_by)
		values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning ${columns}`,
		[key.name, key.prefix, key.keyHash, key.scopes, key.perMinute, key.expiresAt, transaction.actor],
	);
}

export async function findApiKeyByHash(transaction: Transaction, keyHash: string): Promise<ApiKey | undefined> {
	return await transaction.row(apiKeyRow, `select ${columns} from msp.api_key k where k.key_hash = $1`, [keyHash]);
}

export async function findApiKey(transaction: Transaction, keyId: string): Promise<ApiKey | undefined> {
	return await transaction.row(apiKeyRow, `select ${columns} from msp.api_key k where k.id = $1`, [keyId]);
}

/**
 * Counts one call in the minute that runs, and refuses it when the minute has had as many as the key may make.
 *
 * @returns undefined when the call is counted; otherwise the seconds until the next minute.
 */
export async function countCall(transaction: Transaction, keyId: string): Promise<number | undefined> {
	// A call that waited for another one may carry an older minute than the row: it counts in the row's.
	const counted = await transaction.run(
		`update msp.api_key k set calls = case when k.minute >= m.minute then k.calls + 1 else 1 end,
			minute = greatest(k.minute, m.minute), last_used_at = now()
		from (select date_trunc('minute', clock_timestamp()) as minute) m
		where k.id = $1 and (k.minute is null or k.minute < m.minute or k.calls < k.per_minute)`,
		[keyId],
	);
	if (counted > 0) return undefined;
	const wait = await transaction.row(
		z.object({ seconds: z.number() }),
		`select ceil(60 - extract(second from clock_timestamp()))::integer as seconds`,
	);
	return Math.max(1, wait?.seconds ?? 60);
}

/** Ends a key at once; undefined when there is none. One that is revoked already stays as it is. */
export async function endApiKey(transaction: Transaction, keyId: string): Promise<ApiKey | undefined> {
	return await transaction.row(
		apiKeyRow,
		`update msp.api_key k set revoked_at = coalesce(k.revoked_at, now()) where k.id = $1 returning ${columns}`,
		[keyId],
	);
}

export interface ApiKeyFilter {
	readonly statuses?: ReadonlyArray<ApiKey['status']>;
	readonly limit: number | null;
}

/** Newest first. */
export async function listApiKeys(transaction: Transaction, { statuses, limit }: ApiKeyFilter): Promise<ApiKey[]> {
	return await transaction.rows(
		apiKeyRow,
		`select * from (select ${columns} from msp.api_key k) listed where ($1::text[] is null or status = any($1))
		order by created_at desc, key_id limit $2`,
		[statuses ?? null, limit],
	);
}
