import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { InputError, ExternalError } from '../kernel/errors';
import type { Store } from '../db';
import { giveBackSlot, renewSlot, takeSlot, type ServerSlot } from './slots';

/** How long a caller waits for a slot, and how long it holds the slot. Times in milliseconds. */
export interface SlotPatience {
	/** The longest wait for a slot. */
	readonly waitMs: number;
	/** Longer than any call to a panel may take (180 s), so a lease runs out only when its holder has died. */
	readonly leaseMs: number;
	/** How often the holder renews its lease. */
	readonly renewMs: number;
}

/** The wait and the slowest call together end before the lease of a step (300 s) does. */
export const standardPatience: SlotPatience = { waitMs: 60_000, leaseMs: 200_000, renewMs: 60_000 };

/** A slot that a caller holds on a server. */
export interface HeldSlot {
	/** Renews the lease when it is due. Takes another slot if this one was lost meanwhile. */
	keep(): Promise<void>;
	giveBack(): Promise<void>;
}

/** The slots of one server. */
export interface ServerSlots {
	/** @throws ExternalError `busy` when no slot was free in time. InputError when the server's record is gone. */
	hold(): Promise<HeldSlot>;
	/** Holds a slot while the work runs, and releases it however the work ends. */
	during<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * The slots of a server, which all workers share through the back office. It holds no database lock between its short
 * transactions. When a worker dies, its slot is free again after the lease runs out.
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

	// If this fails, the change at the panel is still valid, and the lease runs out.
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
			// One method may make several calls. If the renewal fails, the server may exceed its limit for a moment.
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

/** A random wait that grows from try to try up to a second, so that not all callers ask at once. */
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
		'not_found',
	);
