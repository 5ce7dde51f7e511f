import { z } from 'zod';
import { money } from '../../../kernel/money';
import { customerName, field } from '../../dataField';
import { facts } from '../../letter';
import { day, jsonOf, line, lines, link, moment, timeZone } from '../../values';
import type { Writer } from '../../writer';

const minor = z.number().int().min(0);

/** What the mails about a booking of a rental are told. Each takes what it needs. */
const rentalBooking = z.strictObject({
	code: line,
	unit: line,
	arrival: day,
	departure: day,
	guests: z.number().int().min(1),
	currency: z.string().regex(/^[A-Z]{3}$/, 'must be a currency such as EUR'),
	timeZone,
	totalMinor: minor,
	/** HH:MM. */
	checkIn: line,
	checkOut: line,
	/** What is paid first, and until when the nights are held for it. */
	firstMinor: minor,
	holdUntil: moment,
	/** What is invoiced later, and on which day. */
	balanceMinor: minor,
	balanceOn: day,
	/** The policy: from the earliest to the latest. */
	refunds: z.array(z.strictObject({ daysBefore: z.number().int(), percent: z.number().int() })).max(20),
	invoice: z
		.strictObject({ part: z.enum(['deposit', 'whole', 'balance']), number: line, amountMinor: minor, dueOn: day })
		.optional(),
	refund: z
		.strictObject({
			cause: z.enum(['cancelled', 'expired']),
			paidMinor: minor,
			refundMinor: minor,
			refundedTaxMinor: minor,
			percent: z.number().int(),
			daysBefore: z.number().int(),
			status: z.enum(['nothing', 'waiting', 'approved', 'declined', 'given']),
		})
		.optional(),
	/** What the owner says before the arrival. */
	arrivalWords: lines.optional(),
});
export type RentalBookingData = z.input<typeof rentalBooking>;
export type RentalBookingTold = z.output<typeof rentalBooking>;

export const rentalFields = {
	customerName,
	booking: field('Booking', jsonOf(rentalBooking), {
		control: 'json',
		placeholder: 'e.g. {{ $json.booking }}',
		description: 'The booking, as MSP Rental → Booking: Prepare Notice gives it',
	}),
	bookingUrl: field('Booking URL', link, {
		placeholder: 'e.g. {{ $json.bookingUrl }}',
		description: 'Where the guest sees the booking, pays and cancels it. Whoever has it can do so.',
	}),
};

/** The stay, as every mail about a booking shows it. */
export function stayFacts(booking: RentalBookingTold, writer: Writer) {
	const { rental: w } = writer.words;
	return facts(
		[w.booking, booking.code],
		[w.unit, booking.unit],
		[w.arrival, writer.say(w.from, { day: writer.day(booking.arrival), time: booking.checkIn })],
		[w.departure, writer.say(w.until, { day: writer.day(booking.departure), time: booking.checkOut })],
		[w.guests, writer.number(booking.guests)],
	);
}

export const amountIn = (booking: RentalBookingTold, writer: Writer) => (amountMinor: number) =>
	writer.money(money(amountMinor, booking.currency));

/** The policy in words, one line for each step. */
export function policyWords({ refunds }: Pick<RentalBookingTold, 'refunds'>, { words, say }: Writer): string[] {
	const { rental: w } = words;
	const steps = [...refunds].sort((one, other) => other.daysBefore - one.daysBefore);
	return [
		...steps.map(({ daysBefore, percent }) => say(w.policyStep, { daysBefore, percent })),
		...(steps.at(-1)?.daysBefore === 0 ? [] : [w.policyLater]),
	];
}
