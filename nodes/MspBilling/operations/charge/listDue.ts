import { z } from 'zod';
import { listCharges } from '../../../../core/charges';
import type { BackOffice } from '../../../../core/db';
import { listFields, toggle } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { whose } from './fields';

export const listDue = operation({
	name: 'listDue',
	label: 'List Due',
	action: 'List due charges',
	description:
		'Say of each open invoice of the pack whether its charge is due, and if not, when or why. Changes nothing.',
	fields: {
		...listFields,
		onlyDue: toggle('Only Due', z.boolean(), { default: true, description: 'Whether to leave out what is not due' }),
		filters: whose,
	},
	run: async (office: BackOffice, { returnAll, limit, onlyDue, filters }) =>
		await listCharges(office, { ...filters, onlyDue, limit: returnAll ? null : limit }),
});
