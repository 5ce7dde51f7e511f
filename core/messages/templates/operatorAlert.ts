import { z } from 'zod';
import { choice, domain, field, maybe } from '../dataField';
import { button, facts, paragraph, quote } from '../letter';
import { template } from '../template';
import { line, lines, link, moment, optional } from '../values';

const accents = { done: '#15803d', info: undefined, warning: '#d97706', error: '#dc2626' } as const;

/** How often something was reported; 0 when nobody counts, as the empty box of a form says. */
const times = z.coerce.number().int().min(0, 'must be 0 or more');

export const operatorAlert = template({
	label: 'Operator Alert',
	to: 'staff',
	data: {
		severity: choice('Severity', { error: 'Action Needed', done: 'Solved', info: 'Information', warning: 'Warning' }),
		title: field('Title', line, { placeholder: 'e.g. Provisioning of example.com failed' }),
		message: field('Message', optional(lines), { control: 'lines' }),
		customerCode: field('Customer Code', optional(line)),
		domain: maybe(domain),
		orderReference: field('Order Reference', optional(line)),
		paid: field('Paid', optional(line), { description: 'What the customer has paid', placeholder: 'e.g. 9.90 EUR' }),
		taskId: field('Task ID', optional(line)),
		stepName: field('Step Name', optional(line)),
		errorClass: field('Error Class', optional(line)),
		vendorMessage: field('Error Message', optional(lines), {
			description: "The vendor's own words, or those of the node that failed",
		}),
		remedy: field('Remedy', optional(line), { description: 'What the reader can do about it' }),
		firstSeenAt: field('First Seen At', optional(moment), {
			control: 'dateTime',
			description: 'When it was reported first. The mail writes it in UTC.',
		}),
		timesSeen: field('Times Seen', optional(times), { control: 'number', description: 'How often it was reported' }),
		placementUrl: field('Placement URL', optional(link), {
			description: 'Of a payment that nobody knows the customer of: the page that places it. Whoever has it can do so.',
		}),
		detailsUrl: field('Details URL', optional(link), {
			description: 'Where the reader finds more, such as the execution in n8n',
		}),
	},
	write: (data, { words: { operatorAlert: w }, labelled, moment: written, number }) => {
		const subject = labelled(w.severity[data.severity], data.title);
		const known = facts(
			[w.customer, data.customerCode],
			[w.domain, data.domain],
			[w.order, data.orderReference],
			[w.paid, data.paid],
			[w.step, data.stepName],
			[w.errorClass, data.errorClass],
			[w.task, data.taskId],
			[w.firstSeen, data.firstSeenAt && written(data.firstSeenAt, 'UTC')],
			[w.timesSeen, data.timesSeen && data.timesSeen > 1 ? number(data.timesSeen) : undefined],
		);
		return {
			subject,
			preview: data.message ?? data.vendorMessage ?? data.title,
			heading: subject,
			accent: accents[data.severity],
			body: [
				...(data.message ? data.message.split(/\n+/).map(paragraph) : []),
				...(data.vendorMessage ? [quote(w.vendorSaid, data.vendorMessage)] : []),
				...(data.remedy ? [paragraph(labelled(w.remedy, data.remedy))] : []),
				...(known.facts.length > 0 ? [known] : []),
				...(data.placementUrl ? [button(w.place, data.placementUrl)] : []),
				...(data.detailsUrl ? [button(w.open, data.detailsUrl)] : []),
			],
		};
	},
});
