import { template } from '../template';
import { aboutInvoice, nextTryOn, payUrl } from './invoice/aboutInvoice';
import { chargeLetter } from './invoice/chargeLetter';

/** The bank has refused the charge for now. */
export const chargeFailed = template({
	label: 'Charge Failed',
	to: 'customer',
	data: { ...aboutInvoice, nextTryOn, payUrl },
	write: (data, writer) => {
		const { chargeFailed: words, invoiceMail: common } = writer.words;
		const follows = data.nextTryOn ? writer.say(words.again, { day: writer.day(data.nextTryOn) }) : words.notAgain;
		return chargeLetter(writer, data, words, { follows, press: common.pay });
	},
});
