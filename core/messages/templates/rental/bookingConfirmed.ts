import { button, facts, heading, introduced, paragraph } from '../../letter';
import { template } from '../../template';
import { amountIn, policyWords, rentalFields, stayFacts } from './data';

export const bookingConfirmed = template({
	label: 'Booking Confirmed',
	to: 'customer',
	data: rentalFields,
	write: ({ customerName, booking, bookingUrl }, writer) => {
		const { words, say } = writer;
		const { rental: shared, bookingConfirmed: w } = words;
		const amount = amountIn(booking, writer);
		const subject = say(w.subject, { unit: booking.unit, code: booking.code });
		const intro = say(w.intro, { unit: booking.unit, day: writer.day(booking.arrival) });
		const later = { amount: amount(booking.balanceMinor), day: writer.day(booking.balanceOn) };
		return introduced(
			{ subject, intro, greeting: writer.greeting(customerName) },
			stayFacts(booking, writer),
			facts([shared.total, amount(booking.totalMinor)]),
			paragraph(booking.balanceMinor > 0 ? say(w.balance, later) : w.paid),
			button(shared.open, bookingUrl),
			heading(shared.policy),
			...policyWords(booking, writer).map(paragraph),
		);
	},
});
