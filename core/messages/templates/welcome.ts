import { accountUrl, choice, customerName, domain, field, timeZone } from '../dataField';
import { button, facts, introduced, paragraph } from '../letter';
import { template } from '../template';
import { line, moment, names, optional } from '../values';

export const welcome = template({
	label: 'Welcome',
	to: 'customer',
	data: {
		customerName,
		domain,
		username: field('Username', line, { description: 'Of the account, with which the customer signs in' }),
		serverName: field('Server Name', line, { placeholder: 'e.g. web1.example.com' }),
		nameservers: field('Name Servers', names, {
			placeholder: 'e.g. ns1.example.com, ns2.example.com',
			description: 'A list, or names separated by commas',
		}),
		accountUrl,
		linkKind: choice('Account URL Leads To', { sign_in: 'Signing In', set_password: 'Setting the Password' }),
		linkExpiresAt: field('Account URL Expires At', optional(moment), { placeholder: 'e.g. 2026-03-01T12:00:00Z' }),
		timeZone,
	},
	write: (data, { words: { welcome: w }, say, ...writer }) => {
		const subject = say(w.subject, { domain: data.domain });
		const intro = say(w.intro, { domain: data.domain });
		const link = w.link[data.linkKind];
		const expiry = data.linkExpiresAt && writer.moment(data.linkExpiresAt, data.timeZone ?? 'UTC');
		return introduced(
			{ subject, intro, greeting: writer.greeting(data.customerName) },
			facts(
				[w.domain, data.domain],
				[w.username, data.username],
				[w.server, data.serverName],
				[w.nameservers, data.nameservers],
			),
			...(data.nameservers.length > 0 ? [paragraph(w.pointDomain)] : []),
			paragraph(link.why),
			button(link.label, data.accountUrl),
			...(expiry ? [paragraph(say(w.linkExpires, { moment: expiry }))] : []),
		);
	},
});
