import { InputError } from '../../../kernel/errors';
import { button, facts, introduced } from '../../letter';
import { template } from '../../template';
import { amountIn, rentalFields, stayFacts } from './data';

export const bookingInvoice = template({
	label: 'Booking Invoice',
	to: 'customer',
	data: rentalFields,
	write: ({ customerName, booking, bookingUrl }, writer) => {
		const { invoice } = booking;
		if (!invoice) throw new InputError('booking.invoice', 'is missing', 'Give the booking with its invoice.');
		const { words, say } = writer;
		const { rental: shared, bookingInvoice: w } = words;
		const subject = say(w.subject[invoice.part], { number: invoice.number, code: booking.code });
		const amount = amountIn(booking, writer)(invoice.amountMinor);
		const intro = say(w.intro[invoice.part], { unit: booking.unit, amount, day: writer.day(invoice.dueOn) });
		return introduced(
			{ subject, intro, greeting: writer.greeting(customerName) },
			facts([shared.invoice, invoice.number], [shared.amountDue, amount], [shared.dueOn, writer.day(invoice.dueOn)]),
			stayFacts(booking, writer),
			button(shared.pay, bookingUrl),
		);
	},
});
