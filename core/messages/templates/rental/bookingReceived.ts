import { button, facts, heading, introduced, paragraph } from '../../letter';
import { template } from '../../template';
import { amountIn, policyWords, rentalFields, stayFacts } from './data';

export const bookingReceived = template({
	label: 'Booking Received',
	to: 'customer',
	data: rentalFields,
	write: ({ customerName, booking, bookingUrl }, writer) => {
		const { words, say } = writer;
		const { rental: shared, bookingReceived: w } = words;
		const amount = amountIn(booking, writer);
		const subject = say(w.subject, { unit: booking.unit, code: booking.code });
		const until = writer.moment(booking.holdUntil, booking.timeZone);
		const intro = say(w.intro, { amount: amount(booking.firstMinor), until });
		return introduced(
			{ subject, intro, greeting: writer.greeting(customerName) },
			stayFacts(booking, writer),
			facts(
				[shared.total, amount(booking.totalMinor)],
				[shared.payNow, amount(booking.firstMinor)],
				[
					shared.payLater,
					booking.balanceMinor > 0
						? say(shared.later, { amount: amount(booking.balanceMinor), day: writer.day(booking.balanceOn) })
						: undefined,
				],
			),
			button(shared.open, bookingUrl),
			heading(shared.policy),
			...policyWords(booking, writer).map(paragraph),
		);
	},
});
