import { button, facts, paragraph } from '../letter';
import { template } from '../template';
import { aboutInvoice, amountOf, nextTryOn, payUrl } from './invoice/aboutInvoice';

export const chargeFailed = template({
	label: 'Charge Failed',
	to: 'customer',
	data: { ...aboutInvoice, nextTryOn, payUrl },
	write: (data, writer) => {
		const { chargeFailed: w, invoiceMail: common } = writer.words;
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
				paragraph(data.nextTryOn ? writer.say(w.again, { day: writer.day(data.nextTryOn) }) : w.notAgain),
				...(data.payUrl ? [button(common.pay, data.payUrl)] : []),
			],
		};
	},
});
