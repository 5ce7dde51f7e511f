import type { Store } from '../db';
import type { Ninja, NinjaEntity, NinjaRow, OurRow } from '../invoiceNinja';
import { ExternalError } from '../kernel/errors';

/** What changed at Invoice Ninja, as a workflow gets it. */
export interface Change {
	readonly companyCode: string;
	/** Invoice Ninja's name of the event, or `caught_up`. */
	readonly event: string;
	readonly entity: NinjaEntity;
	/** Invoice Ninja's ID of the object. */
	readonly id: string;
	/** Names this giving out; another one of the same object has another. */
	readonly changeId: string;
	/** When it was heard of; of what was caught up on, when it changed. */
	readonly occurredAt: string;
	/** When the object was read. Stamps are whole seconds: of two changes in one second, the one that was read later is newer. */
	readonly readAt: string;
	/** The object as it was when it was read, in the pack's words. */
	readonly data: OurRow;
}

/** A reader of one company's changes. */
export interface Feed {
	readonly store: Store;
	readonly ninja: Ninja;
	readonly companyCode: string;
	/** Who reads; what was given out is known for each reader. */
	readonly reader: string;
}

/** When Invoice Ninja wrote the row last, in whole seconds; undefined when it does not say. */
export function changedAt({ updated_at: stamp }: NinjaRow): Date | undefined {
	const seconds = Number(stamp);
	return Number.isFinite(seconds) && seconds > 0 && seconds < 8e12 ? new Date(seconds * 1000) : undefined;
}

/** How long a change may take to arrive, before it is given out again. It grows with each time that it did not. */
export function leaseSeconds(attempts: number): number {
	return Math.min(600 * 2 ** attempts, 86_400);
}

/** After so many times a change is not given out again by itself. */
export const mostAttempts = 10;

/** Reads an object now; undefined when it is not there, or not shown to the user of the token. */
export async function readNow(
	{ ninja }: Pick<Feed, 'ninja'>,
	entity: NinjaEntity,
	id: string,
): Promise<NinjaRow | undefined> {
	try {
		return await ninja.get(entity, id);
	} catch (error) {
		if (error instanceof ExternalError && error.errorClass === 'permission') return undefined;
		throw error;
	}
}
