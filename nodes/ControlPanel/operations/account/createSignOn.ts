import { z } from 'zod';
import { accountNamed } from '../../../../core/provisioning';
import { additional, choice, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { PanelContext } from '../../connection';
import { account } from '../fields';
import { textLimits } from '../../../../core/kernel/textLimits';

export const createSignOn = operation({
	name: 'createSignOn',
	label: 'Create Single Sign-On Link',
	action: 'Create link that logs in',
	description:
		'Create a short-lived link that logs a person in. Anybody with the link can log in: hand it on, and do not keep it.',
	fields: {
		account,
		service: choice(
			'Service',
			{ panel: 'Control Panel', webmail: 'Webmail' },
			{
				description:
					'The page that the link opens. Only cPanel & WHM can open webmail: on other panels, open it from the panel.',
			},
		),
		additionalFields: additional('Additional Fields', {
			browserAddress: text('Browser Address', z.union([z.ipv4(), z.ipv6()], 'must be an IP address'), {
				placeholder: 'e.g. 203.0.113.7',
				description:
					"The IP address of the person's browser. Plesk needs it. DirectAdmin binds the link to it, if you give it. WHM ignores it.",
			}),
			mailbox: text('Mailbox', z.email().max(textLimits.mailAddress), {
				placeholder: 'e.g. info@example.com',
				description: 'For webmail: the mailbox to open',
			}),
		}),
	},
	run: async ({ panel }: PanelContext, { service, additionalFields, ...input }) => {
		const { username, domain } = await accountNamed(panel, input.account);
		const signOn = await panel.createSignOn({ username, domain }, { service, ...additionalFields });
		return { username, domain, ...signOn };
	},
});
