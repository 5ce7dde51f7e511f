import { z } from 'zod';
import type { Transaction } from '../db';
import { startTask, type StartedTask, type TaskKind } from '../tasks';
import type { Booking } from './bookings';

const described = z.object({ id: z.uuid(), bookingCode: z.string(), unitCode: z.string(), arrival: z.string() });

const onBooking = {
	subjectType: 'rental_booking',
	describe: async (transaction: Transaction, ids: readonly string[]) => {
		const rows = await transaction.rows(
			described,
			`select b.id, b.booking_code, u.unit_code, b.arrival from msp.rental_booking b
			join msp.rental_unit u on u.id = b.unit_id where b.id = any($1)`,
			[ids],
		);
		return new Map(rows.map(({ id, ...about }) => [id, about]));
	},
};

/** What a mail is about: `received`, `balance_reminder:3`. */
export const noticeInput = z.object({ notice: z.string().regex(/^[a-z_]+(:-?\d+)?$/) });

/** A mail about a booking. */
const rentalNotice: TaskKind = { ...onBooking, name: 'rental_notice', input: noticeInput };

/** Money of a booking that goes back. */
const rentalRefund: TaskKind = {
	...onBooking,
	name: 'rental_refund',
	input: z.object({}),
	// A part of it that a person has to give back is no work of the task.
	completesWhenPastStopping: true,
};

export const rentalKinds: readonly TaskKind[] = [rentalNotice, rentalRefund];

/**
 * Starts the mails about a booking, each once. They are started in the order of their keys, which is the order of the locks.
 */
export async function startNotices(
	transaction: Transaction,
	booking: Pick<Booking, 'bookingId' | 'customerId'>,
	notices: readonly string[],
): Promise<StartedTask[]> {
	const started: StartedTask[] = [];
	for (const notice of [...notices].sort()) {
		started.push(
			await startTask(transaction, rentalNotice, {
				customerId: booking.customerId,
				subjectId: booking.bookingId,
				input: { notice },
				taskKey: `${noticePrefix}${booking.bookingId}:${notice}`,
			}),
		);
	}
	return started;
}

const noticePrefix = 'rental_notice:';

/** The mails about a booking that were started. */
export async function noticesOf(transaction: Transaction, bookingId: string): Promise<ReadonlySet<string>> {
	const prefix = `${noticePrefix}${bookingId}:`;
	const rows = await transaction.rows(
		z.object({ taskKey: z.string() }),
		`select task_key from msp.task where subject_id = $1 and kind = 'rental_notice'`,
		[bookingId],
	);
	return new Set(rows.map(({ taskKey }) => taskKey.slice(prefix.length)));
}

/**
 * Starts the task that gives the money of a booking back, once.
 *
 * @param byHand a part of it did not come through Stripe: a person is told to give it back.
 */
export async function startRefund(
	transaction: Transaction,
	{ bookingId, customerId }: Pick<Booking, 'bookingId' | 'customerId'>,
	{ byHand }: { readonly byHand: boolean },
): Promise<StartedTask> {
	if (byHand) await startNotices(transaction, { bookingId, customerId }, ['refund_by_hand']);
	return await startTask(transaction, rentalRefund, {
		customerId,
		subjectId: bookingId,
		input: {},
		taskKey: `rental_refund:${bookingId}`,
	});
}
