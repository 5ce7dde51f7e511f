import { type Block, button, facts, introduced, paragraph } from '../../letter';
import { template } from '../../template';
import { amountIn, rentalFields, stayFacts } from './data';

/** With an invoice it reminds of that; without one, of the arrival. */
export const bookingReminder = template({
	label: 'Booking Reminder',
	to: 'customer',
	data: rentalFields,
	write: ({ customerName, booking, bookingUrl }, writer) => {
		const { words, say } = writer;
		const { rental: shared, bookingReminder: w } = words;
		const { invoice, arrivalWords, unit } = booking;
		const what = invoice === undefined ? 'arrival' : invoice.part === 'balance' ? 'balance' : 'deposit';
		const amount = invoice && amountIn(booking, writer)(invoice.amountMinor);
		const subject = say(w.subject[what], { unit, code: booking.code });
		const intro = say(w.intro[what], {
			...{ unit, amount: amount ?? '', number: invoice?.number ?? '' },
			...{
				until: writer.moment(booking.holdUntil, booking.timeZone),
				day: writer.day(invoice?.dueOn ?? booking.arrival),
			},
		});
		const owed: Block[] = invoice
			? [facts([shared.invoice, invoice.number], [shared.amountDue, amount], [shared.dueOn, writer.day(invoice.dueOn)])]
			: [];
		return introduced(
			{ subject, intro, greeting: writer.greeting(customerName) },
			...owed,
			stayFacts(booking, writer),
			...(arrivalWords === undefined ? [] : [paragraph(arrivalWords)]),
			button(invoice ? shared.pay : shared.open, bookingUrl),
		);
	},
});
