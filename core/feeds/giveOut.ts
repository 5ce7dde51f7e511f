import { ExternalError } from '../kernel/errors';
import type { NinjaEntity, NinjaRow } from '../invoiceNinja';
import { changedAt, leaseSeconds, mostAttempts, type Change, type Feed } from './change';
import { contentHash } from './content';
import { findEntry, forgetEntry, recordEntry, type Entry, type EntryKey } from './entries';
import { judge, type Seen } from './rule';

/** What somebody heard of an object. */
export interface Heard {
	readonly event: string;
	readonly entity: NinjaEntity;
	readonly id: string;
	readonly at: Date;
}

/** An object, and when it was asked for. */
interface ReadRow {
	readonly row: NinjaRow;
	readonly readAt: Date;
}

/** `known`: nothing new. `unreadable`: Invoice Ninja does not show the object, now or at all. */
export type GivenOut = Change | 'known' | 'unreadable';

/** Two runs that read the same object at once take turns; more than a few in a row is a storm. */
const mostTurns = 20;

/**
 * Reads an object and gives it out, once. What is given out was read after everything that was recorded before, so that no
 * older content follows a newer one; and it is recorded before it leaves.
 *
 * @param read reads the object now.
 */
export async function giveOut(feed: Feed, heard: Heard, read: () => Promise<NinjaRow | undefined>): Promise<GivenOut> {
	const key = keyOf(feed, heard);
	for (let turn = 0; turn < mostTurns; turn++) {
		const entry = await feed.store.asStaff(async (transaction) => await findEntry(transaction, key));
		const readAt = new Date();
		const row = await read();
		if (!row) return 'unreadable';
		const given = await settle(feed, heard, entry, { row, readAt });
		if (given !== 'overtaken') return given;
	}
	throw new ExternalError(
		'busy',
		`${heard.entity} ${heard.id} is given out by too many runs at once`,
		'Let the next catch-up give it out.',
	);
}

/** @returns `overtaken` when somebody else recorded the object after the caller had looked. */
async function settle(
	feed: Feed,
	heard: Heard,
	entry: Entry | undefined,
	{ row, readAt }: ReadRow,
): Promise<Change | 'known' | 'overtaken'> {
	const key = keyOf(feed, heard);
	const seen: Seen = { event: heard.event, contentHash: contentHash(heard.entity, row), at: heard.at };
	const { give, next } = judge(entry, seen);
	const version = entry?.version ?? 0;
	if (!next) {
		const now = await feed.store.asStaff(async (transaction) => await findEntry(transaction, key));
		return now?.version === version ? 'known' : 'overtaken';
	}
	// Before it is recorded: what cannot be translated now is not given out, and is tried again.
	const data = give ? await feed.ninja.translated(heard.entity, row) : undefined;
	const changeId = await feed.store.asStaff(
		async (transaction) =>
			await recordEntry(transaction, key, version, {
				...next,
				changedAt: changedAt(row) ?? null,
				...(give && leaseOf(entry, seen.contentHash)),
			}),
	);
	if (changeId === undefined) return 'overtaken';
	return data ? changeOf(feed, heard, changeId, { data, readAt }) : 'known';
}

/** How long it may take to arrive: longer each time that the same content did not. */
export function leaseOf(entry: Entry | undefined, hash: string): { leaseSeconds: number; attempts: number } {
	const attempts = entry?.contentHash === hash && entry.overdue ? entry.attempts + 1 : 0;
	return { attempts, leaseSeconds: attempts < mostAttempts ? leaseSeconds(attempts) : 10 * 365 * 86_400 };
}

export function changeOf(
	{ companyCode }: Feed,
	{ event, entity, id, at }: Heard,
	changeId: string,
	{ data, readAt }: { readonly data: Change['data']; readonly readAt: Date },
): Change {
	return { companyCode, event, entity, id, changeId, occurredAt: at.toISOString(), readAt: readAt.toISOString(), data };
}

/** Notes an object that was announced and cannot be read: the next catch-up looks at it again. */
export async function noteUnread(feed: Feed, heard: Heard): Promise<void> {
	const next = { contentHash: null, events: [heard.event], heard: {}, changedAt: null, leaseSeconds: 60 };
	await feed.store.asStaff(async (transaction) => await recordEntry(transaction, keyOf(feed, heard), 0, next));
}

/** Looks later at an object that still cannot be read; after ten times it counts as gone. */
export async function putOff(feed: Feed, heard: Heard): Promise<void> {
	const key = keyOf(feed, heard);
	await feed.store.asStaff(async (transaction) => {
		const entry = await findEntry(transaction, key);
		if (!entry?.overdue) return;
		const { version, contentHash: hash, events, heard: signals } = entry;
		const attempts = entry.attempts + 1;
		if (attempts >= mostAttempts) {
			await forgetEntry(transaction, key, version);
			return;
		}
		const next = { contentHash: hash, events, heard: signals, changedAt: null, attempts };
		await recordEntry(transaction, key, version, { ...next, leaseSeconds: leaseSeconds(attempts) });
	});
}

const keyOf = ({ reader, companyCode }: Feed, { entity, id }: Heard): EntryKey => ({ reader, companyCode, entity, id });
