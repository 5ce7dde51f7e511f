import { z } from 'zod';
import type { Transaction } from '../db';

/** A slot for one of the few calls that a server runs at once, and its holder. */
export interface ServerSlot {
	readonly serverId: string;
	readonly slot: number;
	/** The holder chooses a new one each time. */
	readonly holder: string;
}

export type TakenSlot =
	| { readonly taken: true; readonly slot: number }
	| { readonly taken: false; readonly serverCode: string; readonly limit: number };

const limitRow = z.object({ serverCode: z.string(), limit: z.number() });
const slotRow = z.object({ slot: z.number() });

/**
 * Takes a free slot on the server if its limit allows it. A slot whose lease has run out is free. It reads the limit
 * each time, so a new limit counts from the next slot on. Returns undefined when there is no such server.
 *
 * It uses two statements, so that a caller who waits for the lock of the server's row counts the slots after the wait.
 */
export async function takeSlot(
	transaction: Transaction,
	{ serverId, holder }: Pick<ServerSlot, 'serverId' | 'holder'>,
	leaseSeconds: number,
): Promise<TakenSlot | undefined> {
	transaction.locking('server', serverId);
	const server = await transaction.row(
		limitRow,
		`select server_code, max_concurrency as limit from msp.server where id = $1 for no key update`,
		[serverId],
	);
	if (!server) return undefined;
	const taken = await transaction.row(
		slotRow,
		`with held as (select slot from msp.server_slot where server_id = $1 and lease_until > now())
		insert into msp.server_slot (server_id, slot, holder, lease_until)
		select $1, min(free), $2, now() + make_interval(secs => $4::float8) from generate_series(1, $3::int) free
		where free not in (select slot from held) and (select count(*) from held) < $3::int having min(free) is not null
		on conflict (server_id, slot) do update set holder = excluded.holder, lease_until = excluded.lease_until
		returning slot`,
		[serverId, holder, server.limit, leaseSeconds],
	);
	return taken ? { taken: true, slot: taken.slot } : { taken: false, ...server };
}

/** Renews a slot. Returns false when its lease has run out, and another holder may have it. */
export async function renewSlot(
	transaction: Transaction,
	{ serverId, slot, holder }: ServerSlot,
	leaseSeconds: number,
): Promise<boolean> {
	const renewed = await transaction.run(
		`update msp.server_slot set lease_until = now() + make_interval(secs => $4::float8)
		where server_id = $1 and slot = $2 and holder = $3 and lease_until > now()`,
		[serverId, slot, holder, leaseSeconds],
	);
	return renewed === 1;
}

/** Releases a slot. If another holder has it now, that holder keeps it. */
export async function giveBackSlot(transaction: Transaction, { serverId, slot, holder }: ServerSlot): Promise<void> {
	await transaction.run(`delete from msp.server_slot where server_id = $1 and slot = $2 and holder = $3`, [
		serverId,
		slot,
		holder,
	]);
}
