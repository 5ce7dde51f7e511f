import { certificateRequest } from '../../../../core/provisioning';
import { durableStepFields } from '../../../shared/durableStep';
import { operation } from '../../../shared/operation';
import type { PanelContext } from '../../connection';
import { account } from '../fields';

export const requestCertificate = operation({
	name: 'request',
	label: 'Request',
	action: 'Request certificate',
	description: 'Ask the panel for a free certificate for the names of an account. It comes later: see Get Status.',
	fields: { account, ...durableStepFields },
	run: async ({ panel, perform }: PanelContext, input) => await perform(certificateRequest(panel), input),
});
