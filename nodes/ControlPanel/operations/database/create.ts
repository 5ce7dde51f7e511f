import { z } from 'zod';
import { databaseCreation } from '../../../../core/provisioning';
import { durableStepFields } from '../../../shared/durableStep';
import { additional, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { PanelContext } from '../../connection';
import { account, chosenPassword } from '../fields';
import { textLimits } from '../../../../core/kernel/textLimits';

export const createDatabase = operation({
	name: 'create',
	label: 'Create',
	action: 'Create database',
	description: 'Create a database and a user with all rights on it, with a generated password',
	fields: {
		account,
		name: text('Name', z.string().trim().min(1, 'must not be empty').max(textLimits.databaseName), {
			required: true,
			placeholder: 'e.g. site',
			description: "Without the prefix that the panel adds, which is often the account's name",
		}),
		additionalFields: additional('Additional Fields', {
			password: chosenPassword,
			user: text('User', z.string().trim().max(textLimits.databaseName), {
				description: 'The name of the user. Leave it empty to use the name of the database.',
			}),
		}),
		...durableStepFields,
	},
	run: async ({ panel, perform }: PanelContext, { additionalFields, ...input }) =>
		await perform(databaseCreation(panel), { ...input, ...additionalFields }),
});
