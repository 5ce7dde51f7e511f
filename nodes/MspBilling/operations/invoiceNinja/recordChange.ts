import type { BackOffice } from '../../../../core/db';
import { recordChange as record } from '../../../../core/billing';
import { ninjaChange } from '../../../../core/invoiceNinja';
import { textLimits } from '../../../../core/kernel/textLimits';
import { json } from '../../../shared/field';
import { jsonValue } from '../../../shared/jsonValue';
import { operation } from '../../../shared/operation';

export const recordChange = operation({
	name: 'recordChange',
	label: 'Record Change',
	action: 'Record change of invoice ninja',
	description:
		'Record a payment, an invoice or a client of Invoice Ninja in the back office. Returns an item for each payment event to be applied. A repeat changes nothing.',
	fields: {
		change: json('Change', jsonValue(ninjaChange, textLimits.ninjaChange), {
			required: true,
			default: '={{ $json }}',
			description: 'The item of the Invoice Ninja Trigger, or of Invoice Ninja → Change: Catch Up',
		}),
	},
	run: async (office: BackOffice, { change }) => await record(office, change),
});
