import type { BackOffice, Transaction } from '../db';
import { dayIn } from '../kernel/calendar';
import { systemClock, type Clock } from '../kernel/clock';
import { lockPayments } from '../payments';
import { bookingsUnderWay, changeBooking, findBooking, lockBooking, type Booking } from './bookings';
import { closeLeftovers } from './closeLeftovers';
import { decideBooking, type BookingFacts, type DueAction } from './decide';
import { endBooking } from './endBooking';
import { issueBalance } from './invoicing';
import { noticesOf, startNotices } from './kinds';
import { factsOf, invoicesOf } from './money';

type Office = Pick<BackOffice, 'store'>;

/** What a run did for a booking. */
export interface BookingDone {
	readonly bookingId: string;
	readonly bookingCode: string;
	readonly unitCode: string;
	readonly arrival: string;
	/** `confirm`, `expire`, `issue_balance`, `complete`, or the notice that was started. */
	readonly did: string;
}

const pageSize = 200;

/**
 * Does what the bookings ask for now: confirms what is paid, lets holds end, issues balances, starts reminders, completes
 * stays. Each is done once, however often and at how many places this runs; what a dead run left is done by the next one.
 */
export async function runBookings({ store }: Office, clock: Clock = systemClock): Promise<BookingDone[]> {
	const done: BookingDone[] = [];
	for (let after: string | null = null; ;) {
		const page: string[] = await store.asStaff(
			async (transaction) => await bookingsUnderWay(transaction, after, pageSize),
		);
		for (const bookingId of page) done.push(...(await runBooking({ store }, bookingId, clock)));
		after = page.at(-1) ?? null;
		if (page.length < pageSize) break;
	}
	await closeLeftovers({ store });
	return done;
}

/** An action may make the next one due, such as a confirmation the balance; no booking has more of them in a row. */
const mostInARow = 10;

async function runBooking({ store }: Office, bookingId: string, clock: Clock): Promise<BookingDone[]> {
	const done: BookingDone[] = [];
	for (let turn = 0; turn < mostInARow; turn++) {
		// Looked at without a lock first: most bookings ask for nothing.
		const asks = await store.asStaff(async (transaction) => {
			const booking = await findBooking(transaction, bookingId);
			return booking !== undefined && (await nextAction(transaction, booking, clock.now())) !== undefined;
		});
		if (!asks) return done;
		const did = await store.asStaff(async (transaction) => await doNext(transaction, bookingId, clock.now()));
		if (did === undefined) return done;
		done.push(did);
	}
	return done;
}

async function doNext(transaction: Transaction, bookingId: string, now: Date): Promise<BookingDone | undefined> {
	// Before the booking: a payment that is applied in this moment counts, or comes after what is done here.
	await lockPayments(transaction);
	const booking = await lockBooking(transaction, bookingId);
	const action = booking && (await nextAction(transaction, booking, now));
	if (!action) return undefined;
	await act(transaction, booking, action, now);
	const { bookingCode, unitCode, arrival } = booking;
	return { bookingId, bookingCode, unitCode, arrival, did: action.do === 'notify' ? action.notice : action.do };
}

async function nextAction(transaction: Transaction, booking: Booking, now: Date): Promise<DueAction | undefined> {
	const [action] = decideBooking(await gatherFacts(transaction, booking), now);
	return action;
}

async function gatherFacts(transaction: Transaction, booking: Booking): Promise<BookingFacts> {
	const { first, balance } = await invoicesOf(transaction, booking);
	return {
		...booking,
		first: first === undefined ? null : await factsOf(transaction, first),
		balance: balance === undefined ? null : await factsOf(transaction, balance),
		noticed: await noticesOf(transaction, booking.bookingId),
	};
}

async function act(transaction: Transaction, booking: Booking, action: DueAction, now: Date): Promise<void> {
	const { bookingId, timeZone } = booking;
	switch (action.do) {
		case 'confirm':
			await startNotices(transaction, booking, ['confirmed']);
			await changeBooking(transaction, bookingId, { status: 'confirmed' });
			break;
		case 'expire':
			await endBooking(transaction, booking, { status: 'expired', day: dayIn(timeZone, now), at: now, all: true });
			return;
		case 'issue_balance': {
			// The task comes before the invoice: core/db/lockOrder.ts.
			await startNotices(transaction, booking, ['balance_invoice']);
			const { invoiceId } = await issueBalance(transaction, booking, now);
			await changeBooking(transaction, bookingId, { balanceInvoiceId: invoiceId });
			break;
		}
		case 'complete':
			await changeBooking(transaction, bookingId, { status: 'completed', endedAt: now });
			break;
		case 'notify':
			await startNotices(transaction, booking, [action.notice]);
			return;
	}
	audit(transaction, booking, `rental.${action.do}`);
}

function audit(transaction: Transaction, { customerId, bookingId, bookingCode }: Booking, action: string): void {
	const detail = { bookingCode };
	transaction.audit({ customerId, action, subject: bookingId, outcome: 'done', detail, correlationId: bookingCode });
}
