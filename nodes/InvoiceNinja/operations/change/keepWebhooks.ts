import { keepWebhooks as keep } from '../../../../core/feeds';
import { operation } from '../../../shared/operation';
import type { NinjaContext } from '../../context';

export const keepWebhooks = operation({
	name: 'keep',
	label: 'Keep',
	action: 'Keep webhooks',
	description: 'Re-create missing webhooks of the published triggers of this company, and remove leftovers of tests',
	fields: {},
	run: async ({ ninja, companyCode, openOffice }: NinjaContext) => {
		const kept = await keep({ ...(await openOffice()), ninja }, companyCode, new Date());
		const created = kept.flatMap(({ created: events }) => events);
		return { companyCode, addresses: kept, createdCount: created.length, allThere: created.length === 0 };
	},
});
