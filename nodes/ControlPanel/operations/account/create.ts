import { z } from 'zod';
import { accountCreation } from '../../../../core/provisioning';
import { siteDomain } from '../../../../core/kernel/domainName';
import { mailAddress } from '../../../../core/kernel/mailAddress';
import { durableStepFields } from '../../../shared/durableStep';
import { additional, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { PanelContext } from '../../connection';
import { chosenPassword, packageName } from '../fields';
import { textLimits } from '../../../../core/kernel/textLimits';

export const createAccount = operation({
	name: 'create',
	label: 'Create',
	action: 'Create hosting account',
	description: 'Create a hosting account for a domain, with a generated user name and password',
	fields: {
		domain: text('Domain', siteDomain, { required: true, placeholder: 'e.g. example.com' }),
		packageName,
		contactEmail: text('Contact Email', mailAddress, {
			required: true,
			placeholder: 'e.g. name@example.com',
		}),
		additionalFields: additional('Additional Fields', {
			username: text('Username', z.string().max(textLimits.username), {
				description: "Leave it empty to generate one by the panel's rules",
			}),
			password: chosenPassword,
		}),
		...durableStepFields,
	},
	run: async ({ panel, perform }: PanelContext, { additionalFields, ...input }) => {
		const made = await perform(accountCreation(panel), { ...input, ...additionalFields });
		return { ...made, passwordPage: panel.passwordPage(made) };
	},
});
