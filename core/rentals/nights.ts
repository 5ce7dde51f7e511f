import { z } from 'zod';
import type { Transaction } from '../db';
import type { Day } from '../kernel/calendar';

const nightRow = z.object({
	night: z.string(),
	bookingCode: z.string().nullable(),
	/** What the owner keeps it for; null for a booking. */
	keptFor: z.string().nullable(),
});
/** A night that is taken. */
export type TakenNight = Readonly<z.infer<typeof nightRow>>;

/** Who takes nights: a booking, or the owner. */
export type Taker = { readonly bookingId: string; readonly customerId: string } | { readonly keptFor: string };

/**
 * Takes nights, all of them or none: the caller's transaction ends when one of them is taken. Somebody who asks for one of
 * them at the same time waits here until this transaction ends. They are taken in their order, so nobody waits in a circle.
 *
 * @returns the nights that were taken already; none when all are the caller's now.
 */
export async function takeNights(
	transaction: Transaction,
	unitId: string,
	nights: readonly Day[],
	taker: Taker,
): Promise<Day[]> {
	const {
		bookingId = null,
		customerId = null,
		keptFor = null,
	} = { ...taker } as {
		bookingId?: string;
		customerId?: string;
		keptFor?: string;
	};
	const made = await transaction.rows(
		z.object({ night: z.string() }),
		`insert into msp.rental_night (unit_id, night, booking_id, customer_id, kept_for)
		select $1, n::date, $3, $4, $5 from unnest($2::text[]) n order by n
		on conflict (unit_id, night) do nothing returning night`,
		[unitId, nights, bookingId, customerId, keptFor],
	);
	const own = new Set(made.map(({ night }) => night));
	return nights.filter((night) => !own.has(night));
}

/** Gives the nights of a booking back. */
export async function freeNights(transaction: Transaction, bookingId: string): Promise<number> {
	return await transaction.run(`delete from msp.rental_night where booking_id = $1`, [bookingId]);
}

/** Gives nights back that the owner kept, and no others. */
export async function freeKeptNights(
	transaction: Transaction,
	unitId: string,
	{ from, to }: { readonly from: Day; readonly to: Day },
): Promise<number> {
	return await transaction.run(
		`delete from msp.rental_night where unit_id = $1 and night >= $2 and night < $3 and booking_id is null`,
		[unitId, from, to],
	);
}

/**
 * The nights that are taken, in their order.
 *
 * @param span from a night to the first one after it; without an end all that come.
 */
export async function takenNights(
	transaction: Transaction,
	unitId: string,
	{ from, to }: { readonly from: Day; readonly to: Day | null },
): Promise<TakenNight[]> {
	return await transaction.rows(
		nightRow,
		`select n.night, b.booking_code, n.kept_for from msp.rental_night n
		left join msp.rental_booking b on b.id = n.booking_id
		where n.unit_id = $1 and n.night >= $2 and ($3::date is null or n.night < $3) order by n.night`,
		[unitId, from, to],
	);
}
