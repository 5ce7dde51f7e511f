import { template } from '../template';
import { aboutInvoice, payUrl } from './invoice/aboutInvoice';
import { chargeLetter } from './invoice/chargeLetter';

/** The bank has refused the card for good: another one is needed. */
export const replaceCard = template({
	label: 'Replace Card',
	to: 'customer',
	data: { ...aboutInvoice, payUrl },
	write: (data, writer) => {
		const { replaceCard: words, invoiceMail: common } = writer.words;
		const follows = data.payUrl ? words.byLink : words.byReply;
		return chargeLetter(writer, data, words, { follows, press: common.pay });
	},
});
