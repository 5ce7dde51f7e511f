import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { InputError, ExternalError } from '../kernel/errors';
import type { Store } from '../db';
import { giveBackSlot, renewSlot, takeSlot, type Slot } from './slots';

/** How long a place is waited for and held. Times in milliseconds. */
export interface SlotPatience {
	/** After this a place is not waited for any longer. */
	readonly waitMs: number;
	/** Longer than any one call to a panel may take (180 s): a place comes free by itself only where its holder has died. */
	readonly leaseMs: number;
	/** How often a place that is held is held anew. */
	readonly renewMs: number;
}

/** What is waited for here and the slowest call together end before the lease of a step (300 s) does. */
export const standardPatience: SlotPatience = { waitMs: 60_000, leaseMs: 200_000, renewMs: 60_000 };

/** A place on a server while somebody works there. */
export interface HeldSlot {
	/** Holds the place on where it was not held anew for a while; takes another where it was lost meanwhile. */
	keep(): Promise<void>;
	giveBack(): Promise<void>;
}

/** The places on one server. */
export interface ServerSlots {
	/**
	 * @throws ExternalError `busy` where none came free in time. InputError where the server's record is gone.
	 */
	hold(): Promise<HeldSlot>;
	/** Holds a place for as long as the work takes, and gives it back however that ends. */
	during<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * The places on a server, shared by all workers through the back office. Nothing is held in the database between two
 * of its short transactions: a worker that is killed frees its place when the lease runs out.
 */
export function serverSlots(store: Store, serverId: string, patience: SlotPatience = standardPatience): ServerSlots {
	const leaseSeconds = patience.leaseMs / 1000;

	const take = async (): Promise<Slot> => {
		const holder = randomUUID();
		const until = Date.now() + patience.waitMs;
		for (let tries = 1; ; tries++) {
			const taken = await store.asStaff(
				async (transaction) => await takeSlot(transaction, { serverId, holder }, leaseSeconds),
			);
			if (!taken) throw gone(serverId);
			if (taken.taken) return { serverId, slot: taken.slot, holder };
			if (Date.now() >= until) throw full(taken, patience);
			await wait(pauseMs(tries));
		}
	};

	const renew = async (slot: Slot): Promise<boolean> =>
		await store.asStaff(async (transaction) => await renewSlot(transaction, slot, leaseSeconds));

	// What was done at the panel stands, also where this cannot be told: then the lease runs out.
	const giveBack = async (slot: Slot): Promise<void> =>
		await store
			.asStaff(async (transaction) => await giveBackSlot(transaction, slot))
			.catch((error: unknown) => {
				if (!(error instanceof ExternalError)) throw error;
			});

	const hold = async (): Promise<HeldSlot> => {
		let slot = await take();
		let heldAt = Date.now();
		return {
			async keep() {
				if (Date.now() - heldAt < patience.renewMs) return;
				if (!(await renew(slot))) slot = await take();
				heldAt = Date.now();
			},
			giveBack: async () => await giveBack(slot),
		};
	};

	return {
		hold,
		async during(work) {
			const slot = await take();
			// One method may be several calls. Where the place cannot be renewed, the limit may be passed for a moment.
			const renewal = setInterval(() => void renew(slot).catch(() => false), patience.renewMs).unref();
			try {
				return await work();
			} finally {
				clearInterval(renewal);
				await giveBack(slot);
			}
		},
	};
}

/** By chance, and longer from try to try up to a second, so that those who wait do not all ask at once. */
function pauseMs(tries: number): number {
	const most = Math.min(1000, 25 * 2 ** Math.min(tries, 6));
	return most * (0.5 + 0.5 * Math.random());
}

function full(
	{ serverCode, limit }: { readonly serverCode: string; readonly limit: number },
	{ waitMs }: SlotPatience,
): ExternalError {
	return new ExternalError(
		'busy',
		`The server ${serverCode} had ${limit} changes or lists under way, its limit, for ${Math.round(waitMs / 1000)} s`,
		'Nothing to do: it is tried again later. Raise Max Concurrency in MSP Customers → Server: Update if it can take more.',
	);
}

const gone = (serverId: string) =>
	new InputError('server', `is gone: ${serverId}`, 'Take its code from MSP Customers → Server: List.');
