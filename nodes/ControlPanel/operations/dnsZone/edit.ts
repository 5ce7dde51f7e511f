import { z } from 'zod';
import { zoneEdit } from '../../../../core/provisioning';
import { durableStepFields } from '../../../shared/durableStep';
import { optional, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { PanelContext } from '../../connection';
import { account, zone } from '../fields';
import { recordsAsJson } from '../records';
import { textLimits } from '../../../../core/kernel/textLimits';

export const editZone = operation({
	name: 'edit',
	label: 'Edit',
	action: 'Edit DNS zone',
	description: 'Add and remove records in one write: all or none, if the panel can do that',
	fields: {
		account,
		zone,
		present: recordsAsJson('Records to Have'),
		absent: recordsAsJson('Records Not to Have'),
		expectedSerial: text('Expected Serial', optional(z.coerce.string().max(textLimits.token)), {
			description:
				'Refuse the edit if the zone now has another serial. DNS Zone: Get tells the serial, on cPanel & WHM only.',
		}),
		...durableStepFields,
	},
	run: async ({ panel, perform }: PanelContext, input) => await perform(zoneEdit(panel), input),
});
