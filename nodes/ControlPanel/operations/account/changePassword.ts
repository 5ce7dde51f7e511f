import { passwordChange } from '../../../../core/provisioning';
import { durableStepFields } from '../../../shared/durableStep';
import { operation } from '../../../shared/operation';
import type { PanelContext } from '../../connection';
import { account, newPassword } from '../fields';

export const changePassword = operation({
	name: 'changePassword',
	label: 'Change Password',
	action: 'Change password of hosting account',
	description: 'Change the password of a hosting account',
	fields: { account, password: newPassword, ...durableStepFields },
	run: async ({ panel, perform }: PanelContext, input) => await perform(passwordChange(panel), input),
});
