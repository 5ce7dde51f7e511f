import { z } from 'zod';
import { field } from '../dataField';
import { button, facts, introduced, paragraph, table } from '../letter';
import { template } from '../template';
import { day, jsonOf, line, optional } from '../values';
import { aboutInvoice, amountOf, payUrl } from './invoice/aboutInvoice';

const lines = z.array(z.object({ description: line, amountMinor: z.number().int() })).max(100);

export const invoiceIssued = template({
	label: 'Invoice Issued',
	to: 'customer',
	data: {
		...aboutInvoice,
		dueOn: field('Due On', day, { control: 'dateTime', description: 'The day on which it is due' }),
		payUrl,
		charged: field('Charged', z.boolean().default(false), {
			control: 'toggle',
			description: 'Whether the saved payment method is charged, so that the customer need not pay',
		}),
		lines: field('Lines', optional(jsonOf(lines)), {
			control: 'json',
			placeholder: 'e.g. {{ $json.lines }}',
			description: 'What is on the invoice: the description and the amount of each line',
		}),
	},
	write: (data, writer) => {
		const { invoiceIssued: w, invoiceMail: common } = writer.words;
		const { invoiceNumber, currency } = data;
		const amount = amountOf(writer, data);
		const due = writer.day(data.dueOn);
		const intro = writer.say(w.intro, { invoiceNumber, amount });
		const rows = (data.lines ?? []).map((one) => [one.description, amountOf(writer, { ...one, currency })]);
		return introduced(
			{
				subject: writer.say(w.subject, { invoiceNumber, amount }),
				intro,
				greeting: writer.greeting(data.customerName),
			},
			...(rows.length > 0 ? [table([common.what, common.amount], rows)] : []),
			facts([common.invoice, invoiceNumber], [common.amount, amount], [common.dueOn, due]),
			paragraph(writer.say(data.charged ? w.charged : w.pleasePay, { day: due })),
			...(data.payUrl ? [button(data.charged ? w.look : common.pay, data.payUrl)] : []),
		);
	},
});
