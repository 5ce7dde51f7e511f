import { z } from 'zod';
import { recordRenewal } from '../../../../core/billing';
import type { BackOffice } from '../../../../core/db';
import { textLimits } from '../../../../core/kernel/textLimits';
import { json } from '../../../shared/field';
import { jsonValue } from '../../../shared/jsonValue';
import { operation } from '../../../shared/operation';
import { invoiceId } from './fields';

const row = z.looseObject({ id: z.string().min(1).max(textLimits.token) }, 'must be an invoice of Invoice Ninja');

export const record = operation({
	name: 'record',
	label: 'Record',
	action: 'Record renewal of invoice ninja',
	description:
		'Take the invoice that Invoice Ninja made of a prepared one: its number, its total with tax, its link. A repeat changes nothing.',
	fields: {
		invoiceId: { ...invoiceId, control: { ...invoiceId.control, default: '' } },
		invoice: json('Invoice', jsonValue(row, textLimits.ninjaChange), {
			required: true,
			default: '={{ $json }}',
			description: 'The item of Invoice Ninja → Invoice: Create',
		}),
	},
	run: async (office: BackOffice, { invoiceId: id, invoice: made }) =>
		await recordRenewal(office, { invoiceId: id, row: made }),
});
