import { InputError } from '../../../kernel/errors';
import { button, facts, introduced, paragraph } from '../../letter';
import { template } from '../../template';
import { amountIn, rentalFields, stayFacts } from './data';

/** Says exactly what goes back, and why so much. */
export const bookingCancelled = template({
	label: 'Booking Cancelled',
	to: 'customer',
	data: rentalFields,
	write: ({ customerName, booking, bookingUrl }, writer) => {
		const { refund } = booking;
		if (!refund) throw new InputError('booking.refund', 'is missing', 'Give the booking with its refund.');
		const { words, say } = writer;
		const { rental: shared, bookingCancelled: w } = words;
		const amount = amountIn(booking, writer);
		const subject = say(w.subject[refund.cause], { unit: booking.unit, code: booking.code });
		const intro = say(w.intro[refund.cause], { unit: booking.unit });
		const { paidMinor, refundMinor, refundedTaxMinor, percent, daysBefore } = refund;
		const why = say(w.why, { percent, daysBefore: Math.max(0, daysBefore) });
		return introduced(
			{ subject, intro, greeting: writer.greeting(customerName) },
			stayFacts(booking, writer),
			...(paidMinor === 0
				? [paragraph(w.nothingPaid)]
				: [
						facts(
							[w.paid, amount(paidMinor)],
							[w.back, amount(refundMinor)],
							[w.ofWhichTax, refundedTaxMinor > 0 ? amount(refundedTaxMinor) : undefined],
							[w.kept, amount(paidMinor - refundMinor)],
						),
						...(refund.cause === 'cancelled' ? [paragraph(why)] : []),
						...(refundMinor > 0 ? [paragraph(w.how)] : []),
					]),
			button(shared.open, bookingUrl),
		);
	},
});
