import { mailboxDeletion } from '../../../../core/provisioning';
import { durableStepFields } from '../../../shared/durableStep';
import { operation } from '../../../shared/operation';
import type { PanelContext } from '../../connection';
import { account, address } from '../fields';

export const deleteMailbox = operation({
	name: 'delete',
	label: 'Delete',
	action: 'Delete mailbox',
	description: 'Delete a mailbox for good, with its mail',
	fields: { account, address, ...durableStepFields },
	run: async ({ panel, perform }: PanelContext, input) => await perform(mailboxDeletion(panel), input),
});
