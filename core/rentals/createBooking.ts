import { randomInt } from 'node:crypto';
import type { BackOffice, Transaction } from '../db';
import { dayIn, daysBetween, momentOf } from '../kernel/calendar';
import { systemClock, type Clock } from '../kernel/clock';
import { InputError } from '../kernel/errors';
import { decimalOf } from '../kernel/money';
import {
	changeBooking,
	countHeld,
	findBookingByReference,
	insertBooking,
	type Booking,
	type NewBooking,
} from './bookings';
import { guestOf, type Guest } from './guest';
import { firstPartOf, issueFirst } from './invoicing';
import { startNotices } from './kinds';
import { takeNights } from './nights';
import { mostPutOffMinutes } from './payOnline';
import { planPayment, quoteStay } from './quote';
import { getUnit } from './saveUnit';
import { nightsOf, type StayRequest } from './stay';
import type { RentalUnit } from './units';

export interface BookingInput extends StayRequest {
	readonly unitCode: string;
	/** What makes a repeat the same booking: a form that is sent twice, a webhook that is delivered again. */
	readonly reference: string;
	readonly guest: Guest;
	/** The price that the guest has seen. With another one nothing is booked. */
	readonly expectedTotalMinor?: number;
	readonly notes?: string;
	/** A guest who has so many bookings that wait for money gets no other one: nobody blocks a calendar for nothing. */
	readonly mostHeld?: number;
}

export interface CreatedBooking extends Booking {
	/** False for a repeat. */
	readonly created: boolean;
}

/**
 * Books a stay: takes its nights, makes the guest a customer of the unit's company, and issues the invoice of the deposit, or
 * of the whole price when the arrival is near. All of it or nothing, in one transaction; a repeat gives the same booking.
 *
 * @throws StayRefused when the rules of the unit do not allow the stay; InputError when a night is taken, the unit takes no
 *   bookings, the price is another one, or the reference is of another booking.
 */
export async function createBooking(
	{ store }: Pick<BackOffice, 'store'>,
	input: BookingInput,
	clock: Clock = systemClock,
): Promise<CreatedBooking> {
	return await store.asStaff(async (transaction) => {
		await transaction.lockName('rental_booking', `reference:${input.reference}`);
		const known = await findBookingByReference(transaction, input.reference);
		if (known) return { ...sameBooking(known, input), created: false };

		const unit = await getUnit(transaction, input.unitCode);
		if (!unit.open) {
			throw new InputError('unit', `${unit.unitCode} takes no bookings now`, 'Open it with Unit: Save.', 'conflict');
		}
		const booking = await insertNew(transaction, await newBooking(transaction, unit, input, clock.now()));
		await takeAll(transaction, booking);
		const isFree = booking.firstMinor === 0;
		// The tasks come before the invoice: core/db/lockOrder.ts.
		await startNotices(transaction, booking, isFree ? ['confirmed'] : ['received', `${firstPartOf(booking)}_invoice`]);
		const firstInvoiceId = isFree ? null : (await issueFirst(transaction, booking)).invoiceId;
		const created = await changeBooking(transaction, booking.bookingId, { firstInvoiceId });
		const { bookingId, bookingCode, customerId, arrival, departure, totalMinor, currency } = created;
		transaction.audit({
			customerId,
			action: 'rental.book',
			subject: bookingId,
			outcome: 'done',
			detail: { bookingCode, unitCode: unit.unitCode, arrival, departure, totalMinor, currency },
			correlationId: bookingCode,
		});
		return { ...created, created: true };
	});
}

async function newBooking(
	transaction: Transaction,
	unit: RentalUnit,
	input: BookingInput,
	now: Date,
): Promise<Omit<NewBooking, 'bookingCode'>> {
	const { terms, timeZone } = unit;
	const today = dayIn(timeZone, now);
	const quote = quoteStay(unit, input, today);
	checkPrice(input, quote);
	const customer = await guestOf(transaction, unit, input.guest);
	if (input.mostHeld !== undefined && (await countHeld(transaction, customer.customerId)) >= input.mostHeld) {
		throw new TooManyHeld(input.mostHeld);
	}
	const payment = planPayment(quote, terms, daysBetween(today, quote.arrival));
	const { holdUntil, holdLimit } = holdOf(unit, quote.arrival, now);
	const { arrival, departure, adults, children, currency, totalMinor, touristTaxMinor, lines } = quote;
	return {
		customerId: customer.customerId,
		unitId: unit.unitId,
		reference: input.reference,
		...{ arrival, departure, adults, children, currency, totalMinor, touristTaxMinor, terms, ...payment },
		lines: [...lines],
		// Without a deposit nothing is waited for.
		status: payment.firstMinor === 0 ? 'confirmed' : 'held',
		...{ holdUntil, holdLimit, bookedAt: now, language: input.guest.language, notes: input.notes ?? '' },
	};
}

const hour = 3_600_000;

/** Nights are not held beyond the hour of arrival; but everybody has an hour to pay. */
function holdOf({ terms, timeZone, checkIn }: RentalUnit, arrival: string, now: Date) {
	const asked = now.getTime() + terms.holdHours * hour;
	const latest = momentOf(arrival, checkIn, timeZone).getTime();
	const until = Math.max(Math.min(asked, latest), now.getTime() + hour);
	return { holdUntil: new Date(until), holdLimit: new Date(until + mostPutOffMinutes * 60_000) };
}

function checkPrice(
	{ expectedTotalMinor }: BookingInput,
	{ totalMinor, currency }: { totalMinor: number; currency: string },
): void {
	if (expectedTotalMinor === undefined || expectedTotalMinor === totalMinor) return;
	throw new InputError(
		'expectedTotalMinor',
		`is not the price: the stay costs ${decimalOf({ amountMinor: totalMinor, currency })} ${currency}`,
		'Show the guest the price anew.',
		'conflict',
	);
}

/** A code is short, so that a guest can say it on the telephone; so one may be taken. */
async function insertNew(transaction: Transaction, booking: Omit<NewBooking, 'bookingCode'>): Promise<Booking> {
	for (let tries = 0; tries < 20; tries++) {
		const made = await insertBooking(transaction, { ...booking, bookingCode: drawCode() });
		if (made) return made;
	}
	throw new RangeError('no code was free for a booking');
}

/** Without letters and digits that look alike. */
const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const drawCode = () => Array.from({ length: 8 }, () => alphabet.charAt(randomInt(alphabet.length))).join('');

async function takeAll(transaction: Transaction, booking: Booking): Promise<void> {
	const { unitId, arrival, departure, bookingId, customerId, unitCode } = booking;
	const taken = await takeNights(transaction, unitId, nightsOf(arrival, departure), { bookingId, customerId });
	if (taken.length === 0) return;
	throw new NightsTaken(unitCode, taken);
}

/** Nights that somebody wants are taken. The words are for staff; a page says it in the guest's language. */
export class NightsTaken extends InputError {
	constructor(
		unitCode: string,
		readonly nights: readonly string[],
	) {
		const [first = '', ...others] = nights;
		const more = others.length === 0 ? '' : ` and ${others.length} more`;
		super(
			'arrival',
			`is not free at ${unitCode}: the night of ${first}${more} is taken`,
			'Choose nights that MSP Rental → Unit: Get Availability shows as free.',
			'conflict',
		);
		this.name = 'NightsTaken';
	}
}

/** A guest has too many bookings that wait for money. */
export class TooManyHeld extends InputError {
	constructor(most: number) {
		super(
			'email',
			`is of a guest who has ${most} bookings that are not paid yet`,
			'Have one of them paid, or cancel it.',
			'conflict',
		);
		this.name = 'TooManyHeld';
	}
}

/** A reference stands for one stay: another one under it is a mistake. */
function sameBooking(known: Booking, { unitCode, arrival, departure }: BookingInput): Booking {
	if (known.unitCode === unitCode && known.arrival === arrival && known.departure === departure) return known;
	throw new InputError(
		'reference',
		`is of another booking: ${known.bookingCode} at ${known.unitCode} from ${known.arrival} to ${known.departure}`,
		'Give each booking a reference of its own.',
		'conflict',
	);
}
