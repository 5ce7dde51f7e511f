import { InputError } from '../../../../core/kernel/errors';
import { limitsOfPackage, packageMaking } from '../../../../core/provisioning';
import { durableStepFields } from '../../../shared/durableStep';
import { operation } from '../../../shared/operation';
import type { PanelContext } from '../../connection';
import { packageName } from '../fields';
import { soldOn } from './soldOn';

export const ensurePackage = operation({
	name: 'ensure',
	label: 'Ensure',
	action: 'Ensure package',
	description:
		'Make a package with the limits of its plan when the server does not have it yet. One that is there stays as it is.',
	fields: { packageName, ...durableStepFields },
	run: async ({ panel, perform, server }: PanelContext, { packageName: name }) => {
		if (!server) {
			throw new InputError(
				'connectBy',
				'must be Server Record to make the package of a plan',
				'Choose Server Record: the plans are in the back office.',
			);
		}
		const { plans } = await soldOn(server);
		const input = { packageName: name, limits: limitsOfPackage(plans, name), serverCode: server.target.name };
		return { serverCode: server.target.name, ...(await perform(packageMaking(panel), input)) };
	},
});
