import { template } from '../template';
import { unpaidLetter } from './unpaidNotice';

export const paymentReminder = template(
	unpaidLetter('Payment Reminder', ({ invoices, overdue }, { words, say }) => {
		const [first] = invoices;
		const { reminder, dueSoon } = words.unpaidNotice;
		return say(overdue ? reminder : dueSoon, { count: invoices.length, number: first?.number ?? '' });
	}),
);
