import type { BackOffice } from '../../../../core/db';
import { prepareRenewals } from '../../../../core/renewals';
import { operation, ToOutputs } from '../../../shared/operation';
import { missedPeriods, onlyFor } from './fields';

export const prepare = operation({
	name: 'prepare',
	label: 'Prepare',
	action: 'Prepare due renewals',
	description:
		'Make a draft invoice and a task for everything that is due to be renewed, once. In a dry run it makes nothing, and `wouldInvoice` is true.',
	outputs: ['Prepared', 'Held'],
	fields: { missedPeriods, filters: onlyFor },
	run: async (office: BackOffice, { missedPeriods: missed, filters }) => {
		const { prepared, would, held } = await prepareRenewals(office, { ...filters, missedPeriods: missed });
		return new ToOutputs({ Prepared: [...prepared, ...would], Held: held });
	},
});
