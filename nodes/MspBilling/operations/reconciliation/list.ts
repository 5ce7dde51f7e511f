import { getReconciliation, listReconciled, moneyStates } from '../../../../core/reconciliation';
import { additional, anyOf, listFields, several } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { BillingContext } from '../../openBilling';
import { ofRun } from './fields';

export const listRows = operation({
	name: 'list',
	label: 'List',
	action: 'List reconciled payments',
	description: 'Return the payments of a run with what each side has, the most serious difference first',
	fields: {
		runId: ofRun,
		...listFields,
		filters: additional('Filters', {
			states: several('States', moneyStates, { description: 'Only payments in these states' }),
		}),
	},
	run: async ({ store }: BillingContext, { runId, returnAll, limit, filters }) => {
		const run = await getReconciliation({ store }, { runId });
		const filter = { runId: run.runId, states: anyOf(filters.states), limit: returnAll ? null : limit };
		return await store.asStaff(async (transaction) => await listReconciled(transaction, filter));
	},
});
