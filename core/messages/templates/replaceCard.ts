import { button, facts, paragraph } from '../letter';
import { template } from '../template';
import { aboutInvoice, amountOf, payUrl } from './invoice/aboutInvoice';

/** The bank has refused the card for good: another one is needed. */
export const replaceCard = template({
	label: 'Replace Card',
	to: 'customer',
	data: { ...aboutInvoice, payUrl },
	write: (data, writer) => {
		const { replaceCard: w, invoiceMail: common } = writer.words;
		const { invoiceNumber } = data;
		const amount = amountOf(writer, data);
		const intro = writer.say(w.intro, { invoiceNumber, amount });
		return {
			subject: writer.say(w.subject, { invoiceNumber }),
			preview: intro,
			heading: writer.say(w.subject, { invoiceNumber }),
			greeting: writer.greeting(data.customerName),
			body: [
				paragraph(intro),
				facts([common.invoice, invoiceNumber], [common.amount, amount]),
				paragraph(data.payUrl ? w.byLink : w.byReply),
				...(data.payUrl ? [button(common.pay, data.payUrl)] : []),
			],
		};
	},
});
