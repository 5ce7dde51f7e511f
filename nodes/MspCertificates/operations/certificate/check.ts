import { z } from 'zod';
import { checkCertificates } from '../../../../core/certificates';
import type { BackOffice } from '../../../../core/db';
import { number, text, toggle } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { words } from '../fields';

export const check = operation({
	name: 'check',
	label: 'Check',
	action: 'Check certificates',
	description:
		'Look at the certificates of all accounts on the panels and of the watched hosts, and keep what is found. It changes nothing on a server.',
	fields: {
		servers: text('Servers', words, {
			placeholder: 'e.g. web1, web2',
			description: 'Codes of the servers, separated by commas. Leave empty for all that have a panel.',
		}),
		probeAccounts: toggle('Probe Accounts', z.boolean().default(true), {
			default: true,
			description: 'Whether to look at the domain of each account as a visitor does, beside what the panel says',
		}),
		atOnce: number('At Once', z.number().int().min(1).max(32, 'must be 32 at the most').default(4), {
			default: 4,
			typeOptions: { minValue: 1, maxValue: 32 },
			description: 'How many certificates to look at at a time',
		}),
	},
	run: async (office: BackOffice, { servers, ...options }) =>
		await checkCertificates(office, { servers: servers.length === 0 ? null : servers, ...options }),
});
