import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { InputError, ExternalError } from '../kernel/errors';
import type { Store } from '../db';
import { giveBackSlot, renewSlot, takeSlot, type ServerSlot } from './slots';

/** How long somebody waits for a slot and holds it. Times in milliseconds. */
export interface SlotPatience {
	/** Nobody waits longer than this for a slot. */
	readonly waitMs: number;
	/** Longer than any one call to a panel may take (180 s): a slot comes free by itself only when its holder has died. */
	readonly leaseMs: number;
	/** How often the holder renews its lease. */
	readonly renewMs: number;
}

/** The wait and the slowest call together end before the lease of a step (300 s) does. */
export const standardPatience: SlotPatience = { waitMs: 60_000, leaseMs: 200_000, renewMs: 60_000 };

/** A slot on a server while somebody works there. */
export interface HeldSlot {
	/** Renews the lease when it is due; takes another slot when this one was lost meanwhile. */
	keep(): Promise<void>;
	giveBack(): Promise<void>;
}

/** The slots of one server. */
export interface ServerSlots {
	/**
	 * @throws ExternalError `busy` when none came free in time. InputError when the server's record is gone.
	 */
	hold(): Promise<HeldSlot>;
	/** Holds a slot for as long as the work takes, and gives it back however that ends. */
	during<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * The slots of a server, which all workers share through the back office. Nothing is locked in the database between two
 * of its short transactions: when a worker is killed, its slot comes free as the lease runs out.
 */
export function serverSlots(store: Store, serverId: string, patience: SlotPatience = standardPatience): ServerSlots {
	const leaseSeconds = patience.leaseMs / 1000;

	const take = async (): Promise<ServerSlot> => {
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

	const renew = async (slot: ServerSlot): Promise<boolean> =>
		await store.asStaff(async (transaction) => await renewSlot(transaction, slot, leaseSeconds));

	// The change at the panel stands also when this fails: then the lease runs out.
	const giveBack = async (slot: ServerSlot): Promise<void> =>
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
			// One method may be several calls. When the renewal fails, the limit may be passed for a moment.
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

/** By chance, and longer from try to try up to a second, so that not all who wait ask at once. */
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
		'Nothing to do: the pack tries again later. Raise Max Concurrency in MSP Customers → Server: Update if the server can take more.',
	);
}

const gone = (serverId: string) =>
	new InputError(
		'server',
		`is unknown: no server has the ID ${serverId} any more`,
		'Take its code from MSP Customers → Server: List.',
	);
