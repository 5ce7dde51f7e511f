import { z } from 'zod';
import { InputError } from '../../../../core/kernel/errors';
import { applyPackages, comparePackages } from '../../../../core/provisioning';
import { listPlans } from '../../../../core/catalog';
import { findServer } from '../../../../core/servers';
import { toggle } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { PanelContext } from '../../connection';

export const syncPackages = operation({
	name: 'sync',
	label: 'Sync',
	action: 'Sync packages with plans',
	description:
		"Make the packages of a server as the plans of its group say: those that are missing are made, those with other limits are changed. A plan's limits are kept in MSP Customers.",
	fields: {
		dryRun: toggle('Dry Run', z.boolean().default(true), {
			default: true,
			description: 'Whether to only tell what would be made and changed',
		}),
	},
	run: async ({ panel, server }: PanelContext, { dryRun }) => {
		if (!server) {
			throw new InputError(
				'connectBy',
				'must be Server Record to sync packages',
				'Choose it: the plans are kept in the back office.',
			);
		}
		const { serverGroup, plans } = await soldOn(server);
		const difference = comparePackages(plans, await panel.listPackages());
		const saved = dryRun ? [] : await applyPackages(panel, difference);
		return { serverCode: server.target.name, panel: panel.kind, serverGroup, dryRun, ...difference, saved };
	},
});

async function soldOn({ office, target }: NonNullable<PanelContext['server']>) {
	return await office.store.asStaff(async (transaction) => {
		const serverGroup = (await findServer(transaction, target.id))?.serverGroup ?? '';
		const plans = await listPlans(transaction, { limit: null });
		return { serverGroup, plans: plans.filter((plan) => plan.serverGroup === serverGroup) };
	});
}
