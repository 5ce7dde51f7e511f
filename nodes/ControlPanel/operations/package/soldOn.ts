import { listPlans } from '../../../../core/catalog';
import { findServer } from '../../../../core/servers';
import type { PanelContext } from '../../connection';

/** The plans of a server's group that sell a package. */
export async function soldOn({ office, target }: NonNullable<PanelContext['server']>) {
	return await office.store.asStaff(async (transaction) => {
		const serverGroup = (await findServer(transaction, target.id))?.serverGroup ?? '';
		const plans = await listPlans(transaction, { limit: null });
		// A plan that is delivered by playbook has no package.
		const sold = plans.filter((plan) => plan.serverGroup === serverGroup && plan.delivery === 'panel');
		return { serverGroup, plans: sold };
	});
}
