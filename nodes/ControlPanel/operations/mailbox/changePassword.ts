import { mailboxPasswordChange } from '../../../../core/provisioning';
import { durableStepFields } from '../../../shared/durableStep';
import { operation } from '../../../shared/operation';
import type { PanelContext } from '../../connection';
import { account, address, newPassword } from '../fields';

export const changeMailboxPassword = operation({
	name: 'changePassword',
	label: 'Change Password',
	action: 'Change password of mailbox',
	description: 'Change the password of a mailbox',
	fields: { account, address, password: newPassword, ...durableStepFields },
	run: async ({ panel, perform }: PanelContext, input) => await perform(mailboxPasswordChange(panel), input),
});
