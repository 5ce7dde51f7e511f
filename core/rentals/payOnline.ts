import type { BackOffice, Transaction } from '../db';
import { systemClock, type Clock } from '../kernel/clock';
import type { Invoice } from '../invoices';
import type { Language } from '../kernel/languages';
import { changeBooking, lockBooking, type Booking } from './bookings';
import { stayWords } from './invoicing';
import { factsOf, invoicesOf } from './money';

type Office = Pick<BackOffice, 'store'>;

/** How long a page of the provider takes the payment, in minutes; and how long the same page is opened again. */
export const payMinutes = 60;
/** How long the word of a payment may be on its way after that. */
const graceMinutes = 5;
/** How long a hold may be put off, so that who pays in its last minute has time. */
export const mostPutOffMinutes = payMinutes + graceMinutes;
const slotMinutes = 30;

/** What a page of the provider needs to take the money of an invoice. */
export interface PaymentToTake {
	readonly bookingId: string;
	readonly bookingCode: string;
	readonly invoiceNumber: string;
	readonly amountMinor: number;
	readonly currency: string;
	readonly customerCode: string;
	readonly email: string | null;
	readonly language: Language;
	/** What the guest reads on the page. */
	readonly description: string;
	readonly expiresInMinutes: number;
	/**
	 * Words that make a repeat the same page of the provider, as long as at least half an hour of it is left: who presses the
	 * button twice pays once.
	 */
	readonly forWhat: string;
}

export type PayDecision =
	| { readonly pay: PaymentToTake }
	/** Why nothing is taken: nothing is open, money is on its way, the booking is over, or the hold is. */
	| { readonly why: 'nothing_open' | 'pending' | 'over' };

/**
 * Prepares the payment of the invoice that is open. While a guest pays, the nights stay held: the hold is put off until the
 * provider's page takes no money any more, and never more than that beyond its end.
 */
export async function preparePayment(
	{ store }: Office,
	bookingId: string,
	clock: Clock = systemClock,
): Promise<PayDecision> {
	return await store.asStaff(async (transaction) => {
		const booking = await lockBooking(transaction, bookingId);
		if (!booking || (booking.status !== 'held' && booking.status !== 'confirmed')) return { why: 'over' };
		const invoice = await openInvoice(transaction, booking);
		if (!invoice) return { why: 'nothing_open' };
		if ((await factsOf(transaction, invoice)).moneyPending) return { why: 'pending' };
		const now = clock.now();
		if (booking.status === 'held' && !(await putOff(transaction, booking, now))) return { why: 'over' };
		return { pay: paymentOf(booking, invoice, now) };
	});
}

/** The invoice that waits for money: the first one before the balance. */
export async function openInvoice(transaction: Transaction, booking: Booking): Promise<Invoice | undefined> {
	const { first, balance } = await invoicesOf(transaction, booking);
	return [first, balance].find(
		(one) => one && (one.status === 'open' || one.status === 'partial') && one.balanceMinor > 0,
	);
}

async function putOff(transaction: Transaction, booking: Booking, now: Date): Promise<boolean> {
	const { bookingId, holdUntil, holdLimit } = booking;
	if (now >= holdUntil) return false;
	const needed = new Date(now.getTime() + mostPutOffMinutes * 60_000);
	if (needed <= holdUntil) return true;
	if (needed > holdLimit) return false;
	await changeBooking(transaction, bookingId, { holdUntil: needed });
	return true;
}

function paymentOf(booking: Booking, invoice: Invoice, now: Date): PaymentToTake {
	const { bookingId, bookingCode, customerCode, customerEmail, currency, language } = booking;
	const slot = Math.floor(now.getTime() / (slotMinutes * 60_000));
	return {
		...{ bookingId, bookingCode, customerCode, currency, language },
		email: customerEmail,
		invoiceNumber: invoice.invoiceNumber,
		amountMinor: invoice.balanceMinor,
		description: `${bookingCode}: ${stayWords(booking)}`,
		expiresInMinutes: payMinutes,
		forWhat: `rental ${invoice.invoiceId} ${invoice.balanceMinor} ${slot}`,
	};
}
