import { z } from 'zod';
import { customerName, domain, field, maybe } from '../dataField';
import { facts, introduced, paragraph } from '../letter';
import { template } from '../template';
import { day, line } from '../values';

export const certificateExpires = template({
	label: 'Certificate Expires',
	to: 'customer',
	data: {
		customerName,
		domain,
		endsOn: field('Ends On', day, {
			placeholder: 'e.g. {{ $json.expiresAt }}',
			description: 'When the certificate ends',
		}),
		hasEnded: field('Has Ended', z.boolean().default(false), {
			control: 'toggle',
			description: 'Whether the certificate has ended already',
		}),
		newOneAsked: field('New One Asked', z.boolean().default(false), {
			control: 'toggle',
			description: 'Whether a new certificate was asked for',
		}),
		issuer: maybe(
			field('Issuer', line, { placeholder: 'e.g. Let’s Encrypt', description: 'Who has issued the certificate' }),
		),
	},
	write: (data, { words: { certificateExpires: w }, say, day: written, greeting }) => {
		const told = { domain: data.domain, day: written(data.endsOn) };
		const intro = say(data.hasEnded ? w.introEnded : w.intro, told);
		return introduced(
			{ subject: say(data.hasEnded ? w.subjectEnded : w.subject, told), intro, greeting: greeting(data.customerName) },
			paragraph(data.newOneAsked ? w.asked : w.yours),
			facts([w.domain, data.domain], [w.end, told.day], [w.issuer, data.issuer]),
		);
	},
});
