import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { NinjaRow } from '../invoiceNinja';
import { changedAt, readNow, type Change, type Feed } from './change';
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
	for (const [look, pause] of [...pauses, undefined].entries()) {
		const read = async () => {
			const row = await readNow(feed, signal.entity, signal.id);
			return row && pause !== undefined && isBehind(signal, row, look) ? undefined : row;
		};
		const given = await giveOut(feed, signal, read);
		if (given === 'known') return undefined;
		if (given !== 'unreadable') return given;
		if (pause !== undefined) await wait(pause);
	}
	await noteUnread(feed, signal);
	return undefined;
}

/** How often an object is read again that differs from its delivery and has the stamp of the same second. */
const mostDoubts = 2;

/** Whether what was read is older than what the delivery tells of. */
function isBehind({ entity, hint }: Signal, read: NinjaRow, look: number): boolean {
	if (!hint) return false;
	const [told, found] = [changedAt(hint)?.getTime() ?? 0, changedAt(read)?.getTime() ?? 0];
	if (told !== found) return told > found;
	return look < mostDoubts && contentHash(entity, hint) !== contentHash(entity, read);
}

/** Reads the object of a delivery without a record, for somebody who tries a workflow out. */
export async function tryOut(
	feed: Feed,
	signal: Signal,
	pauses: readonly number[] = looks,
): Promise<Change | undefined> {
	for (const pause of [...pauses, undefined]) {
		const readAt = new Date();
		const row = await readNow(feed, signal.entity, signal.id);
		if (row) {
			const data = await feed.ninja.translated(signal.entity, row);
			return changeOf(feed, signal, randomUUID(), { data, readAt });
		}
		if (pause !== undefined) await wait(pause);
	}
	return undefined;
}
