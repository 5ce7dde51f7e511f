import { zoneEdit } from '../../../../core/provisioning';
import { durableStepFields } from '../../../shared/durableStep';
import { operation } from '../../../shared/operation';
import type { PanelContext } from '../../connection';
import { account, zone } from '../fields';
import { recordFields } from '../records';

export const ensureRecords = operation({
	name: 'ensure',
	label: 'Ensure Present',
	action: 'Ensure DNS records are present',
	description: 'Add the records that the zone lacks. SPF records are merged into one; what may exist once is replaced.',
	fields: { account, zone, ...recordFields, ...durableStepFields },
	run: async ({ panel, perform }: PanelContext, { records, recordsJson, ...input }) =>
		await perform(zoneEdit(panel), { ...input, present: [...records, ...recordsJson] }),
});
