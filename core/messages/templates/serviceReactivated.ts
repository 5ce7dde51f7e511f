import { z } from 'zod';
import { accountUrl, customerName, domain, field, maybe } from '../dataField';
import { button, paragraph } from '../letter';
import { template } from '../template';

export const serviceReactivated = template({
	label: 'Service Reactivated',
	to: 'customer',
	data: {
		customerName,
		domain,
		accountUrl: maybe(accountUrl),
		paymentReceived: field('Payment Received', z.boolean().default(false), {
			control: 'toggle',
			description: 'Whether to thank the customer for a payment',
		}),
	},
	write: (data, { words: { serviceReactivated: w }, say, greeting }) => {
		const { domain: name } = data;
		const intro = say(w.intro, { domain: name });
		return {
			subject: say(w.subject, { domain: name }),
			preview: intro,
			heading: say(w.subject, { domain: name }),
			greeting: greeting(data.customerName),
			body: [
				...(data.paymentReceived ? [paragraph(w.thanks)] : []),
				paragraph(`${intro} ${w.patience}`),
				...(data.accountUrl ? [button(w.signIn, data.accountUrl)] : []),
			],
		};
	},
});
