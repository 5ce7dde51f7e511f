import { z } from 'zod';
import { InputError } from '../../../../core/kernel/errors';
import { applyPackages, comparePackages } from '../../../../core/provisioning';
import { toggle } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { PanelContext } from '../../connection';
import { soldOn } from './soldOn';

export const syncPackages = operation({
	name: 'sync',
	label: 'Sync',
	action: 'Sync packages with plans',
	description:
		'Bring the packages of a server in line with the plans of its group: create missing packages, and change packages with other limits. MSP Customers keeps the limits of a plan.',
	fields: {
		dryRun: toggle('Dry Run', z.boolean().default(true), {
			default: true,
			description: 'Whether to only return what a sync would create and change',
		}),
	},
	run: async ({ panel, server }: PanelContext, { dryRun }) => {
		if (!server) {
			throw new InputError(
				'connectBy',
				'must be Server Record to sync packages',
				'Choose Server Record: the plans are in the back office.',
			);
		}
		const { serverGroup, plans } = await soldOn(server);
		const difference = comparePackages(plans, await panel.listPackages());
		const saved = dryRun ? [] : await applyPackages(panel, difference);
		return { serverCode: server.target.name, panel: panel.kind, serverGroup, dryRun, ...difference, saved };
	},
});
