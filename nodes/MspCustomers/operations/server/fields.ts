import { z } from 'zod';
import { named } from '../../../../core/customers';
import { domainName } from '../../../../core/kernel/domainName';
import { additional, choice, number, text, toggle } from '../../../shared/field';
import { behindAnsible } from '../../../../core/servers';
import { panelChoice, panelLabels } from '../../../shared/panelCredentials';
import { mostEntries } from '../../../../core/kernel/textLimits';

const nameservers = z
	.union([z.string().transform((list) => list.split(/[\s,]+/).filter(Boolean)), z.array(z.string())])
	.pipe(z.array(domainName).max(mostEntries));

export const panel = panelChoice({ description: 'The panel on the server. Its credential has the log-in.' });
/** For a new server: it may also have no panel. */
export const panelOrHost = choice(
	'Panel',
	{ ...panelLabels, [behindAnsible]: 'None: Host Behind Ansible' },
	{
		default: 'whm',
		noDataExpression: true,
		description:
			'The panel on the server. Its credential has the log-in. A host behind Ansible has neither: its code is its name in the inventory.',
	},
);

export const maxAccounts = number('Max Accounts', z.number().int().min(0), {
	default: 100,
	typeOptions: { minValue: 0 },
	description: 'The most accounts that the server may have',
});

export const details = {
	acceptsNew: toggle('Accepts New', z.boolean(), {
		default: true,
		description: 'Whether new accounts may be placed on the server',
	}),
	fillOrder: number('Fill Order', z.number().int(), { description: 'Servers with lower numbers are filled first' }),
	ipAddress: text('IP Address', z.union([z.ipv4(), z.ipv6()], 'must be an IP address'), {
		placeholder: 'e.g. 192.0.2.10',
		description: 'The address of its sites',
	}),
	maxConcurrency: number('Max Concurrency', z.number().int().min(1).max(32), {
		default: 2,
		typeOptions: { minValue: 1, maxValue: 32 },
		description: 'How many changes and lists all workers together may run on the server at once',
	}),
	nameservers: text('Nameservers', nameservers, {
		placeholder: 'e.g. ns1.example.com, ns2.example.com',
		description: 'The name servers that customers enter at their registrar',
	}),
	serverGroup: text('Server Group', named, {
		placeholder: 'e.g. default',
		description: 'A plan names the group of servers for its accounts',
	}),
} as const;

export const additionalFields = additional('Additional Fields', details);
export const changes = additional('Update Fields', { ...details, maxAccounts });
