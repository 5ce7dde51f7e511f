import { button, facts, paragraph } from '../letter';
import { template } from '../template';
import { aboutInvoice, amountOf, payUrl } from './invoice/aboutInvoice';

/** The bank wants its customer to confirm the payment: no try without them goes through. */
export const authenticateCard = template({
	label: 'Authenticate Card',
	to: 'customer',
	data: { ...aboutInvoice, payUrl },
	write: (data, writer) => {
		const { authenticateCard: w, invoiceMail: common } = writer.words;
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
				...(data.payUrl ? [button(w.confirm, data.payUrl)] : []),
			],
		};
	},
});
