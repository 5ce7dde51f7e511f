import { z } from 'zod';
import { type probeProtocols, watchHost } from '../../../../core/certificates';
import { customerCode } from '../../../../core/customers';
import type { BackOffice } from '../../../../core/db';
import { textLimits } from '../../../../core/kernel/textLimits';
import { choice, number, optional, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';

const labels = {
	tls: 'TLS',
	smtp: 'SMTP with STARTTLS',
	imap: 'IMAP with STARTTLS',
	pop3: 'POP3 with STLS',
} as const satisfies Record<(typeof probeProtocols)[number], string>;

export const watch = operation({
	name: 'watch',
	label: 'Watch',
	action: 'Watch host',
	description:
		'Watch the certificate of a host beside the accounts on the panels. A repeat changes the label and the customer.',
	fields: {
		host: text('Host', z.string().trim().min(1, 'must be a host name').max(textLimits.domain), {
			required: true,
			placeholder: 'e.g. mail.example.com',
			description: 'A host name or an IP address',
		}),
		port: number('Port', z.number().int().min(1).max(65_535).default(443), {
			default: 443,
			typeOptions: { minValue: 1, maxValue: 65_535 },
			description: 'Where the server answers',
		}),
		protocol: choice('Protocol', labels, { default: 'tls', description: 'How the connection becomes one of TLS' }),
		label: text('Label', z.string().trim().max(textLimits.name).default(''), {
			placeholder: 'e.g. Mail server of the office',
			description: 'What it is, for people',
		}),
		customerCode: text('Customer Code', optional(customerCode), {
			placeholder: 'e.g. jansen',
			description: 'Whose it is. Without it only staff are told.',
		}),
	},
	run: async (office: BackOffice, input) => await watchHost(office, input),
});
