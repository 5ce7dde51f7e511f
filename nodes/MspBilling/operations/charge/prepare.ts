import { prepareCharges } from '../../../../core/charges';
import type { BackOffice } from '../../../../core/db';
import { operation } from '../../../shared/operation';
import { whose } from './fields';

export const prepare = operation({
	name: 'prepare',
	label: 'Prepare',
	action: 'Prepare due charges',
	description:
		'Start a task for each invoice whose charge is due: issued by the pack, open, a customer of Stripe, and allowed by the policy. In a dry run nothing is started, and `wouldCharge` is true.',
	fields: { filters: whose },
	run: async (office: BackOffice, { filters }) => await prepareCharges(office, filters),
});
