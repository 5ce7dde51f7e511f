import { z } from 'zod';
import { packageChange } from '../../../../core/provisioning';
import { durableStepFields } from '../../../shared/durableStep';
import { optional, toggle } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { PanelContext } from '../../connection';
import { account, packageName } from '../fields';

export const changePackage = operation({
	name: 'changePackage',
	label: 'Change Package',
	action: 'Change package of hosting account',
	description: 'Put a hosting account on another package, with its limits',
	fields: {
		account,
		packageName,
		reapply: toggle('Reapply', optional(z.boolean()), {
			description: 'Whether to reset the limits of an account that is on the package already',
		}),
		...durableStepFields,
	},
	run: async ({ panel, perform }: PanelContext, input) => await perform(packageChange(panel), input),
});
