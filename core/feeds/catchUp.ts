import { ExternalError } from '../kernel/errors';
import { rowStates, type NinjaEntity, type NinjaRow, type OurRow } from '../invoiceNinja';
import { changedAt, readNow, type Change, type Feed } from './change';
import { contentHash } from './content';
import { findCursor, moveCursor } from './cursors';
import { findEntries, knownSince, overdueIds, recordEntry } from './entries';
import { changeOf, giveOut, leaseOf, putOff, type Heard } from './giveOut';
import { caughtUp, judge } from './rule';

export interface CatchUpOptions {
	/** At most so many changes; the next run goes on. */
	readonly limit: number;
	/** What the first run of a reader gives out: what changes from now on, or all that is there. */
	readonly begin: 'now' | 'everything';
	/**
	 * How far before what was seen last each run begins. Stamps are whole seconds, and a long call writes its rows after
	 * later ones.
	 */
	readonly overlapSeconds: number;
	readonly now: Date;
}

export interface CaughtUp {
	readonly changes: readonly Change[];
	/** Whether the limit ended the run: there is more. */
	readonly more: boolean;
	/** What a person must look at: what the token's user is not shown. */
	readonly notices: readonly string[];
}

/** Rows of one page. */
const pageRows = 500;

interface Page {
	readonly rows: readonly NinjaRow[];
	/** When it was asked for. */
	readonly readAt: Date;
	readonly notice?: string;
}

/** Gives out what changed of one kind and was not given out under any event. It goes on where the last run ended. */
export async function catchUp(feed: Feed, entity: NinjaEntity, options: CatchUpOptions): Promise<CaughtUp> {
	const changes = await giveOverdue(feed, entity, options);
	const reading = { ...feed, entity };
	const cursor = await feed.store.asStaff(async (transaction) => await findCursor(transaction, reading));
	const since = cursor ?? (options.begin === 'everything' ? new Date(0) : options.now);
	if (!cursor) await feed.store.asStaff(async (transaction) => await moveCursor(transaction, reading, since));
	const from = new Date(Math.max(0, since.getTime() - options.overlapSeconds * 1000));

	const seen = new Set<string>();
	const notices = new Set<string>();
	let rows = pageRows;
	for (let at = from; ;) {
		if (changes.length >= options.limit) return { changes, more: true, notices: [...notices] };
		const page = await readPage(feed, entity, at, rows);
		if (page.notice !== undefined) notices.add(page.notice);
		for (const { id } of page.rows) seen.add(id);
		const given = await givePage(feed, entity, page, options, options.limit - changes.length);
		changes.push(...given.changes);
		if (given.more) return { changes, more: true, notices: [...notices] };
		if (page.rows.length < rows) break;
		const last = changedAt(page.rows.at(-1) ?? { id: '' }) ?? at;
		// Rows that change meanwhile move to the end and pull the others forward: no page is counted from the start. As long
		// as a page holds only one second, it grows.
		rows = last > at ? pageRows : rows * 2;
		at = last;
	}
	const missing = await giveMissed(feed, entity, { ...options, from, limit: options.limit - changes.length }, seen);
	changes.push(...missing.changes);
	for (const notice of missing.notices) notices.add(notice);
	return { changes, more: false, notices: [...notices] };
}

/** The oldest changes since then. A list that shows less than it counts is read as far as it shows. */
async function readPage({ ninja }: Feed, entity: NinjaEntity, since: Date, limit: number): Promise<Page> {
	const query = {
		states: rowStates,
		filters: { updated_at: Math.floor(since.getTime() / 1000) },
		sort: 'updated_at|asc',
		limit,
	};
	const rows: NinjaRow[] = [];
	const readAt = new Date();
	try {
		for await (const page of ninja.pages(entity, query)) rows.push(...page);
		return { rows, readAt };
	} catch (error) {
		if (!(error instanceof ExternalError) || error.errorClass !== 'permission' || rows.length === 0) throw error;
		return { rows, readAt, notice: `${error.vendorMessage}. ${error.remedy}` };
	}
}

/** Gives out the new ones of a page, in one transaction with the cursor: it never moves past what is not recorded. */
async function givePage(
	feed: Feed,
	entity: NinjaEntity,
	{ rows, readAt }: Page,
	{ now }: CatchUpOptions,
	limit: number,
): Promise<{ changes: Change[]; more: boolean }> {
	const reading = { ...feed, entity };
	const ids = rows.map(({ id }) => id);
	const entries = await feed.store.asStaff(async (transaction) => await findEntries(transaction, reading, ids));
	const judged = rows.map((row) => {
		const hash = contentHash(entity, row);
		const entry = entries.get(row.id);
		return { row, hash, entry, ...judge(entry, { event: caughtUp, contentHash: hash, at: now }) };
	});
	const due = judged.filter(({ give }) => give);
	const taken = due.slice(0, limit);
	const read: Array<(typeof taken)[number] & { data?: OurRow }> = [];
	for (const one of taken) {
		// What was recorded while the page was on its way may be newer than the page.
		read.push(one.entry?.fresh ? one : { ...one, data: await feed.ninja.translated(entity, one.row) });
	}
	const next = due[limit];
	const until = changedAt((next ?? judged.at(-1))?.row ?? { id: '' });
	const given = await feed.store.asStaff(async (transaction) => {
		const recorded: Array<{ heard: Heard; change?: Change }> = [];
		for (const { row, hash, entry, next: record, data } of [...read].sort(byId)) {
			const heard = { event: caughtUp, entity, id: row.id, at: changedAt(row) ?? now };
			const key = { ...reading, id: row.id };
			const changeId =
				data && record
					? await recordEntry(transaction, key, entry?.version ?? 0, {
							...record,
							changedAt: changedAt(row) ?? null,
							...leaseOf(entry, hash),
						})
					: undefined;
			recorded.push({ heard, ...(data && changeId && { change: changeOf(feed, heard, changeId, { data, readAt }) }) });
		}
		// A clock that is ahead must not hide what is written by one that is not.
		if (until) await moveCursor(transaction, reading, until < now ? until : now);
		return recorded;
	});
	const changes: Change[] = [];
	for (const { heard, change } of given) {
		const told = change ?? (await giveOut(feed, heard, async () => await readNow(feed, entity, heard.id)));
		if (typeof told !== 'string') changes.push(told);
	}
	return { changes, more: next !== undefined };
}

/** Gives out again what did not arrive, and what was announced and could not be read then. */
async function giveOverdue(feed: Feed, entity: NinjaEntity, { limit, now }: CatchUpOptions): Promise<Change[]> {
	const reading = { ...feed, entity };
	const ids = await feed.store.asStaff(async (transaction) => await overdueIds(transaction, reading, limit));
	const changes: Change[] = [];
	for (const id of ids) {
		const heard = { event: caughtUp, entity, id, at: now };
		const given = await giveOut(feed, heard, async () => await readNow(feed, entity, id));
		if (given === 'unreadable') await putOff(feed, heard);
		else if (given !== 'known') changes.push(given);
	}
	return changes;
}

/** How many of the known objects that a list lacks are looked at one by one. */
const mostMissing = 50;

/** Known objects that must be in the list and are not: each is looked at by itself, and what is not found is told. */
async function giveMissed(
	feed: Feed,
	entity: NinjaEntity,
	{ from, limit, now }: CatchUpOptions & { readonly from: Date },
	seen: ReadonlySet<string>,
): Promise<{ changes: Change[]; notices: string[] }> {
	const reading = { ...feed, entity };
	const known = await feed.store.asStaff(
		async (transaction) => await knownSince(transaction, reading, from, seen.size + mostMissing),
	);
	const gone: string[] = [];
	const changes: Change[] = [];
	for (const id of known.filter((one) => !seen.has(one)).slice(0, Math.min(mostMissing, limit))) {
		const given = await giveOut(
			feed,
			{ event: caughtUp, entity, id, at: now },
			async () => await readNow(feed, entity, id),
		);
		if (given === 'unreadable') gone.push(id);
		else if (given !== 'known') changes.push(given);
	}
	if (gone.length === 0) return { changes, notices: [] };
	const named = `${gone.slice(0, 10).join(', ')}${gone.length > 10 ? ', …' : ''}`;
	return {
		changes,
		notices: [
			`Invoice Ninja no longer shows ${gone.length} of the kind ${entity} that it showed before (${named}). They were purged, or the user of the token may not view them any more.`,
		],
	};
}

const byId = (one: { row: NinjaRow }, other: { row: NinjaRow }) => (one.row.id < other.row.id ? -1 : 1);
