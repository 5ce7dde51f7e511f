import type { Transaction } from '../db';
import { findInvoice, issueInvoice, type Invoice, type NewInvoiceLine } from '../invoices';
import { addDays, dayIn, laterOf } from '../kernel/calendar';
import type { Language } from '../kernel/languages';
import { writerOf } from '../messages';
import type { Booking } from './bookings';
import type { PriceLine } from './quote';

/** What an invoice of a booking is for. */
export type InvoicePart = 'deposit' | 'whole' | 'balance';

export const firstPartOf = ({ balanceMinor }: Pick<Booking, 'balanceMinor'>): InvoicePart =>
	balanceMinor === 0 ? 'whole' : 'deposit';

/**
 * Issues the invoice that comes with a booking: the deposit, or the whole price. A repeat gives the same invoice.
 */
export async function issueFirst(transaction: Transaction, booking: Booking): Promise<Invoice> {
	const { bookingId, customerId, currency, firstMinor, holdUntil, bookedAt, timeZone } = booking;
	const { words, say } = writerOf(booking.language);
	const deposit = {
		kind: 'other' as const,
		description: say(words.rental.lines.deposit, {
			percent: booking.terms.depositPercent,
			total: writerOf(booking.language).money({ amountMinor: booking.totalMinor, currency }),
			stay: stayWords(booking),
		}),
		amountMinor: firstMinor,
	};
	const { invoice } = await issueInvoice(transaction, {
		customerId,
		reference: `rental:${bookingId}:first`,
		currency,
		lines: firstPartOf(booking) === 'whole' ? priceLines(booking) : [deposit],
		dueOn: dayIn(timeZone, holdUntil),
		status: 'open',
		issuedAt: bookedAt,
		orderReference: booking.bookingCode,
	});
	return invoice;
}

/**
 * Issues the invoice of what is left: all lines of the price, less the deposit. A repeat gives the same invoice.
 *
 * @param now when it is issued. It is not due before that day.
 */
export async function issueBalance(transaction: Transaction, booking: Booking, now: Date): Promise<Invoice> {
	const { bookingId, customerId, currency, firstMinor, arrival, terms, timeZone } = booking;
	const { words, say } = writerOf(booking.language);
	const first = booking.firstInvoiceId === null ? undefined : await findInvoice(transaction, booking.firstInvoiceId);
	const less: NewInvoiceLine[] =
		firstMinor === 0
			? []
			: [
					{
						kind: 'other',
						description: say(words.rental.lines.lessDeposit, { invoiceNumber: first?.invoiceNumber ?? '' }),
						amountMinor: -firstMinor,
					},
				];
	const { invoice } = await issueInvoice(transaction, {
		customerId,
		reference: `rental:${bookingId}:balance`,
		currency,
		lines: [...priceLines(booking), ...less],
		dueOn: laterOf(addDays(arrival, -terms.balanceDueDays), dayIn(timeZone, now)),
		status: 'open',
		issuedAt: now,
		orderReference: booking.bookingCode,
	});
	return invoice;
}

/** The lines of the price in the guest's language, as an invoice has them. */
function priceLines(booking: Booking): NewInvoiceLine[] {
	return booking.lines.map((line) => ({
		kind: 'other',
		description:
			line.kind === 'nights'
				? `${describeLine(line, booking.language)}, ${stayWords(booking)}`
				: describeLine(line, booking.language),
		...(line.kind === 'nights' && { quantity: line.nights }),
		amountMinor: line.amountMinor,
	}));
}

/** A line of a price in words, such as `3 nights (Summer)`. */
export function describeLine(line: PriceLine, language: Language): string {
	const { words, say } = writerOf(language);
	const w = words.rental.lines;
	if (line.kind === 'cleaning') return w.cleaning;
	if (line.kind === 'tourist_tax') return say(w.touristTax, { persons: line.persons, nights: line.nights });
	const counted = say(line.weekend ? w.weekendNights : w.nights, { nights: line.nights });
	return line.season === null ? counted : say(w.inSeason, { nights: counted, season: line.season });
}

/** The stay in words, such as `Sea House, 4 July 2026 to 11 July 2026`. */
export function stayWords({
	language,
	unitName,
	arrival,
	departure,
}: Pick<Booking, 'language' | 'unitName' | 'arrival' | 'departure'>): string {
	const { words, say, day } = writerOf(language);
	return say(words.rental.lines.stay, { unit: unitName, arrival: day(arrival), departure: day(departure) });
}
