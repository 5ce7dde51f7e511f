import { accountReactivation } from '../../../../core/provisioning';
import { durableStepFields } from '../../../shared/durableStep';
import { operation } from '../../../shared/operation';
import type { PanelContext } from '../../connection';
import { account } from '../fields';

export const unsuspendAccount = operation({
	name: 'unsuspend',
	label: 'Unsuspend',
	action: 'Unsuspend hosting account',
	description: 'Bring a suspended hosting account back on line. A live account stays as it is.',
	fields: { account, ...durableStepFields },
	run: async ({ panel, perform }: PanelContext, input) => await perform(accountReactivation(panel), input),
});
