import { accountTermination } from '../../../../core/provisioning';
import { durableStepFields } from '../../../shared/durableStep';
import { operation } from '../../../shared/operation';
import type { PanelContext } from '../../connection';
import { account } from '../fields';

export const terminateAccount = operation({
	name: 'terminate',
	label: 'Terminate',
	action: 'Terminate hosting account',
	description: 'Remove a hosting account for good, with its files, mailboxes, databases and DNS zone',
	fields: { account, ...durableStepFields },
	run: async ({ panel, perform }: PanelContext, input) => await perform(accountTermination(panel), input),
});
