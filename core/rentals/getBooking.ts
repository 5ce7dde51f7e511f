import { z } from 'zod';
import type { Transaction } from '../db';
import { InputError } from '../kernel/errors';
import { findBooking, findBookingByCode, type Booking } from './bookings';

/**
 * @param booking its code or its ID.
 * @throws InputError when there is no such booking.
 */
export async function getBooking(transaction: Transaction, booking: string): Promise<Booking> {
	const found = z.uuid().safeParse(booking).success
		? await findBooking(transaction, booking)
		: await findBookingByCode(transaction, booking.trim().toUpperCase());
	if (found) return found;
	throw new InputError(
		'booking',
		`is unknown: no booking has the code ${booking}`,
		'Take it from MSP Rental → Booking: List.',
		'not_found',
	);
}
