import { z } from 'zod';
import { databaseDeletion } from '../../../../core/provisioning';
import { durableStepFields } from '../../../shared/durableStep';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { PanelContext } from '../../connection';
import { account } from '../fields';
import { textLimits } from '../../../../core/kernel/textLimits';

export const deleteDatabase = operation({
	name: 'delete',
	label: 'Delete',
	action: 'Delete database',
	description: 'Delete a database for good, and the users that have no other database',
	fields: {
		account,
		name: text('Name', z.string().trim().min(1, 'must not be empty').max(textLimits.databaseName), {
			required: true,
			placeholder: 'e.g. acme_site',
			description: 'The whole name, as Database: List shows it',
		}),
		...durableStepFields,
	},
	run: async ({ panel, perform }: PanelContext, input) => await perform(databaseDeletion(panel), input),
});
