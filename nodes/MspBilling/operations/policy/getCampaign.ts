import { campaignCode } from '../../../../core/policies';
import type { BackOffice } from '../../../../core/db';
import { getCampaign as find } from '../../../../core/dunning';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';

export const getCampaign = operation({
	name: 'getCampaign',
	label: 'Get Campaign',
	action: 'Get campaign of dunning',
	description: 'Return a campaign with its thresholds and stages, in the form that Save Campaign takes',
	fields: { code: text('Campaign', campaignCode, { required: true, default: 'default' }) },
	run: async ({ store }: BackOffice, { code }) =>
		await store.asStaff(async (transaction) => await find(transaction, code)),
});
