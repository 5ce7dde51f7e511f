import { zoneEdit } from '../../../../core/provisioning';
import { durableStepFields } from '../../../shared/durableStep';
import { operation } from '../../../shared/operation';
import type { PanelContext } from '../../connection';
import { account, zone } from '../fields';
import { recordFields } from '../records';

export const removeRecords = operation({
	name: 'remove',
	label: 'Remove',
	action: 'Remove DNS records',
	description:
		'Remove the records that have these names, types and values. Records that are gone already are no error.',
	fields: { account, zone, ...recordFields, ...durableStepFields },
	run: async ({ panel, perform }: PanelContext, { records, recordsJson, ...input }) =>
		await perform(zoneEdit(panel), { ...input, absent: [...records, ...recordsJson] }),
});
