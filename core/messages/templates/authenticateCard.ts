import { template } from '../template';
import { aboutInvoice, payUrl } from './invoice/aboutInvoice';
import { chargeLetter } from './invoice/chargeLetter';

/** The bank wants its customer to confirm the payment: no try without them goes through. */
export const authenticateCard = template({
	label: 'Authenticate Card',
	to: 'customer',
	data: { ...aboutInvoice, payUrl },
	write: (data, writer) => {
		const { authenticateCard: words } = writer.words;
		const follows = data.payUrl ? words.byLink : words.byReply;
		return chargeLetter(writer, data, words, { follows, press: words.confirm });
	},
});
