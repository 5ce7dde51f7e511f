import { z } from 'zod';
import { money } from '../../kernel/money';
import type { Catalogue } from '../catalogues';
import { choice, customerName, domain, field } from '../dataField';
import { button, facts, paragraph } from '../letter';
import { template } from '../template';
import { day, line, link, optional } from '../values';
import type { Writer } from '../writer';

const reasons = {
	abuse: 'Abuse',
	manual: 'Manual',
	overdue: 'Overdue',
	resource: 'Resource Use',
	security: 'Security',
} as const;

export const serviceSuspended = template({
	label: 'Service Suspended',
	to: 'customer',
	data: {
		customerName,
		domain,
		reason: choice('Reason', reasons, { default: 'overdue' }),
		invoiceNumber: field('Invoice Number', optional(line)),
		amountDueMinor: field('Amount Due', optional(z.number().int().min(0)), {
			control: 'number',
			description: 'In the smallest unit of the currency, such as cents. 0 leaves it out.',
		}),
		currency: field('Currency', optional(z.string().regex(/^[A-Z]{3}$/, 'must be a currency such as EUR')), {
			placeholder: 'e.g. EUR',
		}),
		paymentUrl: field('Payment URL', optional(link)),
		dataKeptUntil: field('Data Kept Until', optional(day), {
			control: 'dateTime',
			description: 'The last day before the service is removed',
		}),
	},
	write: (data, writer) => {
		const { words, say } = writer;
		const w = words.serviceSuspended;
		const { reason, amountDueMinor, currency, invoiceNumber, paymentUrl, dataKeptUntil } = data;
		const subject = say(w.subject, { domain: data.domain });
		const intro = say(w.intro, { domain: data.domain });
		const due = amountDueMinor && currency ? writer.money(money(amountDueMinor, currency)) : undefined;
		return {
			subject,
			preview: intro,
			heading: subject,
			greeting: writer.greeting(data.customerName),
			body: [
				...[intro, ...why(reason, invoiceNumber, w, say)].map(paragraph),
				facts([w.domain, data.domain], [w.invoice, invoiceNumber], [w.amountDue, due]),
				paragraph(reason === 'overdue' ? w.payAndReturn : w.contact),
				...(paymentUrl ? [button(w.pay, paymentUrl)] : []),
				...(dataKeptUntil ? [paragraph(say(w.keptUntil, { day: writer.day(dataKeptUntil) }))] : []),
			],
		};
	},
});

function why(
	reason: keyof typeof reasons,
	invoiceNumber: string | undefined,
	w: Catalogue['serviceSuspended'],
	say: Writer['say'],
): string[] {
	if (reason === 'manual') return [];
	if (reason !== 'overdue') return [w.why[reason]];
	return [invoiceNumber === undefined ? w.unpaid : say(w.unpaidInvoice, { invoiceNumber })];
}
