import { z } from 'zod';
import { assignments, json, search, type ColumnKind, type Transaction } from '../db';
import { languages } from '../kernel/languages';
import { bookingStatuses, type BookingStatus } from './decide';
import { priceLine } from './quote';
import { unitTerms } from './unit';

const bookingRow = z.object({
	bookingId: z.uuid(),
	bookingCode: z.string(),
	customerId: z.uuid(),
	customerCode: z.string(),
	customerName: z.string(),
	customerEmail: z.string().nullable(),
	unitId: z.uuid(),
	unitCode: z.string(),
	unitName: z.string(),
	companyCode: z.string(),
	/** Of the unit. */
	timeZone: z.string(),
	checkIn: z.string(),
	checkOut: z.string(),
	/** What makes a repeat the same booking. */
	reference: z.string(),
	/** YYYY-MM-DD. */
	arrival: z.string(),
	/** YYYY-MM-DD: the first day that is no night of it. */
	departure: z.string(),
	adults: z.number(),
	children: z.number(),
	status: z.enum(bookingStatuses),
	holdUntil: z.date(),
	holdLimit: z.date(),
	currency: z.string(),
	totalMinor: z.number(),
	touristTaxMinor: z.number(),
	/** What is invoiced with the booking, and what later. */
	firstMinor: z.number(),
	balanceMinor: z.number(),
	lines: z.array(priceLine),
	terms: unitTerms,
	firstInvoiceId: z.uuid().nullable(),
	balanceInvoiceId: z.uuid().nullable(),
	language: z.enum(languages),
	notes: z.string(),
	bookedAt: z.date(),
	endedAt: z.date().nullable(),
	cancelledBy: z.string().nullable(),
	cancelReason: z.string().nullable(),
	updatedAt: z.date(),
});
/** A booking with its guest and its unit. */
export type Booking = Readonly<z.infer<typeof bookingRow>>;

const selected = `select b.*, b.id as booking_id, c.customer_code, c.name as customer_name, c.email as customer_email,
	u.unit_code, u.name as unit_name, u.company_code, u.time_zone, u.check_in, u.check_out
from msp.rental_booking b join msp.customer c on c.id = b.customer_id join msp.rental_unit u on u.id = b.unit_id`;

export type NewBooking = Pick<
	Booking,
	| 'bookingCode'
	| 'customerId'
	| 'unitId'
	| 'reference'
	| 'arrival'
	| 'departure'
	| 'adults'
	| 'children'
	| 'status'
	| 'holdUntil'
	| 'holdLimit'
	| 'currency'
	| 'totalMinor'
	| 'touristTaxMinor'
	| 'firstMinor'
	| 'balanceMinor'
	| 'lines'
	| 'terms'
	| 'language'
	| 'notes'
	| 'bookedAt'
>;

/** Adds a booking; undefined when its code is taken. */
export async function insertBooking(transaction: Transaction, booking: NewBooking): Promise<Booking | undefined> {
	const made = await transaction.row(
		z.object({ id: z.uuid() }),
		`insert into msp.rental_booking (booking_code, customer_id, unit_id, reference, arrival, departure, adults, children,
			status, hold_until, hold_limit, currency, total_minor, tourist_tax_minor, first_minor, balance_minor, lines, terms,
			language, notes, booked_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
		on conflict (booking_code) do nothing returning id`,
		[
			...[booking.bookingCode, booking.customerId, booking.unitId, booking.reference, booking.arrival],
			...[booking.departure, booking.adults, booking.children, booking.status, booking.holdUntil, booking.holdLimit],
			...[booking.currency, booking.totalMinor, booking.touristTaxMinor, booking.firstMinor, booking.balanceMinor],
			...[json(booking.lines), json(booking.terms), booking.language, booking.notes, booking.bookedAt],
		],
	);
	return made && (await findBooking(transaction, made.id));
}

export async function findBooking(transaction: Transaction, bookingId: string): Promise<Booking | undefined> {
	return await transaction.row(bookingRow, `${selected} where b.id = $1`, [bookingId]);
}

export async function findBookingByCode(transaction: Transaction, code: string): Promise<Booking | undefined> {
	return await transaction.row(bookingRow, `${selected} where b.booking_code = $1`, [code]);
}

export async function findBookingByReference(
	transaction: Transaction,
	reference: string,
): Promise<Booking | undefined> {
	return await transaction.row(bookingRow, `${selected} where b.reference = $1`, [reference]);
}

/** The booking, locked until the transaction ends. */
export async function lockBooking(transaction: Transaction, bookingId: string): Promise<Booking | undefined> {
	transaction.locking('rental_booking', bookingId);
	return await transaction.row(bookingRow, `${selected} where b.id = $1 for no key update of b`, [bookingId]);
}

export type BookingChange = Partial<
	Pick<
		Booking,
		'status' | 'holdUntil' | 'firstInvoiceId' | 'balanceInvoiceId' | 'endedAt' | 'cancelledBy' | 'cancelReason'
	>
>;

const changeable = {
	status: 'value',
	holdUntil: 'value',
	firstInvoiceId: 'value',
	balanceInvoiceId: 'value',
	endedAt: 'value',
	cancelledBy: 'value',
	cancelReason: 'value',
} as const satisfies Record<keyof BookingChange, ColumnKind>;

/** Changes a booking that the caller has locked; returns it as it is then. */
export async function changeBooking(
	transaction: Transaction,
	bookingId: string,
	change: BookingChange,
): Promise<Booking> {
	const { sql, values } = assignments<BookingChange>(change, changeable, [bookingId]);
	await transaction.run(`update msp.rental_booking set ${sql} where id = $1`, values);
	const changed = await findBooking(transaction, bookingId);
	if (!changed) throw new RangeError(`there is no booking ${bookingId} in this scope`);
	return changed;
}

/** The IDs of the bookings that may ask for something, a page at a time. */
export async function bookingsUnderWay(
	transaction: Transaction,
	after: string | null,
	limit: number,
): Promise<string[]> {
	const rows = await transaction.rows(
		z.object({ id: z.uuid() }),
		`select id from msp.rental_booking where status in ('held', 'confirmed') and ($1::uuid is null or id > $1)
		order by id limit $2`,
		[after, limit],
	);
	return rows.map(({ id }) => id);
}

export interface BookingFilter {
	/** In the code, or the guest's name or address. */
	readonly search?: string;
	readonly unitCode?: string;
	readonly companyCode?: string;
	readonly statuses?: readonly BookingStatus[];
	/** Only stays with a night from this day on. */
	readonly from?: string;
	readonly limit: number | null;
}

/** By arrival. */
export async function listBookings(transaction: Transaction, filter: BookingFilter): Promise<Booking[]> {
	return await transaction.rows(
		bookingRow,
		`${selected} where ${search('$1', 'b.booking_code', 'c.name', 'c.email')} and ($2::text is null or u.unit_code = $2)
			and ($3::text is null or u.company_code = $3) and ($4::text[] is null or b.status = any($4))
			and ($5::date is null or b.departure > $5)
		order by b.arrival, b.booking_code limit $6`,
		[
			...[filter.search ?? null, filter.unitCode ?? null, filter.companyCode ?? null, filter.statuses ?? null],
			...[filter.from ?? null, filter.limit],
		],
	);
}

/** How many bookings of a customer wait for money. */
export async function countHeld(transaction: Transaction, customerId: string): Promise<number> {
	return await transaction.run(`select 1 from msp.rental_booking where customer_id = $1 and status = 'held'`, [
		customerId,
	]);
}
