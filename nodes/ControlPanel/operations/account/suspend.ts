import { z } from 'zod';
import { accountSuspension } from '../../../../core/provisioning';
import { durableStepFields } from '../../../shared/durableStep';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { PanelContext } from '../../connection';
import { account } from '../fields';
import { textLimits } from '../../../../core/kernel/textLimits';

export const suspendAccount = operation({
	name: 'suspend',
	label: 'Suspend',
	action: 'Suspend hosting account',
	description: 'Take a hosting account off line. An account that is suspended already stays as it is.',
	fields: {
		account,
		reason: text('Reason', z.string().trim().min(1, 'must say why').max(textLimits.reason), {
			required: true,
			placeholder: 'e.g. overdue',
			description: 'The panel keeps it with the account. Plesk has no field for it.',
		}),
		...durableStepFields,
	},
	run: async ({ panel, perform }: PanelContext, input) => await perform(accountSuspension(panel), input),
});
