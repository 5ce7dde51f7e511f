import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { NinjaRow } from '../invoiceNinja';
import { changedAt, type Change, type Feed } from './change';
import { contentHash } from './content';
import { changeOf, giveOut, noteUnread, type Heard } from './giveOut';

/** What a delivery says. */
export interface Signal extends Heard {
	/** The object as the delivery has it: only a hint at how new the object must be. */
	readonly hint?: NinjaRow;
}

/** How long after a delivery the object is looked for, in milliseconds from one look to the next. */
const looks: readonly number[] = [250, 500, 1000, 2000, 4000];

/**
 * Takes a verified delivery: reads its object again, and gives it out if it is new. A delivery may come while the call
 * that caused it is still open, and what is not written yet cannot be read, or is read as it was: then it is read again.
 * What cannot be read even so is left to the next catch-up.
 *
 * @returns undefined when there is nothing to tell.
 */
export async function receiveSignal(
	feed: Feed,
	signal: Signal,
	pauses: readonly number[] = looks,
): Promise<Change | undefined> {
	let last: NinjaRow | undefined;
	const read = async () => (last = await feed.ninja.get(signal.entity, signal.id));
	for (const pause of [...pauses, undefined]) {
		const given = await giveOut(feed, signal, read);
		if (given !== 'known' && given !== 'unreadable') return given;
		if (given === 'known' && !(last && isBehind(signal, last))) return undefined;
		if (pause !== undefined) await wait(pause);
		else if (given === 'unreadable') await noteUnread(feed, signal);
	}
	return undefined;
}

/** Whether what was read is older than what the delivery tells of. */
function isBehind({ entity, hint }: Signal, read: NinjaRow): boolean {
	if (!hint) return false;
	const [told, found] = [changedAt(hint)?.getTime() ?? 0, changedAt(read)?.getTime() ?? 0];
	return told > found || (told === found && contentHash(entity, hint) !== contentHash(entity, read));
}

/** Reads the object of a delivery without a record, for somebody who tries a workflow out. */
export async function tryOut(
	feed: Feed,
	signal: Signal,
	pauses: readonly number[] = looks,
): Promise<Change | undefined> {
	for (const pause of [...pauses, undefined]) {
		const row = await feed.ninja.get(signal.entity, signal.id);
		if (row) return changeOf(feed, signal, randomUUID(), await feed.ninja.translated(signal.entity, row));
		if (pause !== undefined) await wait(pause);
	}
	return undefined;
}
