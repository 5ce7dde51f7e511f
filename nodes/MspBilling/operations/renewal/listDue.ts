import type { BackOffice } from '../../../../core/db';
import { listDueRenewals } from '../../../../core/renewals';
import { operation, ToOutputs } from '../../../shared/operation';
import { missedPeriods, onlyFor } from './fields';

export const listDue = operation({
	name: 'listDue',
	label: 'List Due',
	action: 'List due renewals',
	description:
		'Return the invoices that Renewal: Prepare would make now, and what it would hold for a person. Changes nothing.',
	outputs: ['Due', 'Held'],
	fields: { missedPeriods, filters: onlyFor },
	run: async (office: BackOffice, { missedPeriods: missed, filters }) => {
		const { would, held } = await listDueRenewals(office, { ...filters, missedPeriods: missed });
		return new ToOutputs({ Due: would, Held: held });
	},
});
