import { accountUrl, customerName, domain, field, maybe } from '../dataField';
import { button, facts, introduced } from '../letter';
import { template } from '../template';
import { line } from '../values';

/** Tells a customer that a service without a control panel is set up. */
export const serviceReady = template({
	label: 'Service Ready',
	to: 'customer',
	data: {
		customerName,
		domain,
		planName: maybe(field('Plan Name', line, { placeholder: 'e.g. Managed', description: 'As customers know it' })),
		username: maybe(field('Username', line, { description: 'Of the account, with which the customer signs in' })),
		accountUrl: maybe(accountUrl),
	},
	write: ({ domain: name, planName, username, customerName: customer, accountUrl: url }, writer) => {
		const { say, greeting, words } = writer;
		const w = words.serviceReady;
		const subject = say(w.subject, { domain: name });
		const intro = say(w.intro, { domain: name });
		return introduced(
			{ subject, intro, greeting: greeting(customer) },
			facts([w.domain, name], [w.plan, planName], [w.username, username]),
			...(url ? [button(w.open, url)] : []),
		);
	},
});
