import { z } from 'zod';
import { mailboxCreation } from '../../../../core/provisioning';
import { durableStepFields } from '../../../shared/durableStep';
import { additional, number, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { PanelContext } from '../../connection';
import { account, chosenPassword } from '../fields';
import { textLimits } from '../../../../core/kernel/textLimits';

/** Empty and 0 both mean unlimited. */
const quota = z.preprocess(
	(value) => (value === '' || value === 0 ? null : (value ?? null)),
	z.number().int().positive().nullable(),
);

export const createMailbox = operation({
	name: 'create',
	label: 'Create',
	action: 'Create mailbox',
	description: 'Create a mailbox of a hosting account, with a generated password',
	fields: {
		account,
		address: text(
			'Address',
			z
				.string()
				.trim()
				.max(textLimits.mailAddress)
				.regex(/^[^@\s]+(@[^@\s]+)?$/, 'must be a mail address or its first part'),
			{
				required: true,
				placeholder: 'e.g. info',
				description: "The part before the @, for the account's own domain, or a whole address",
			},
		),
		quotaMegabytes: number('Quota (MB)', quota, {
			typeOptions: { minValue: 0 },
			description: '0 means unlimited',
		}),
		additionalFields: additional('Additional Fields', { password: chosenPassword }),
		...durableStepFields,
	},
	run: async ({ panel, perform }: PanelContext, { additionalFields, ...input }) =>
		await perform(mailboxCreation(panel), { ...input, ...additionalFields }),
});
