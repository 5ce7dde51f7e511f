import { z } from 'zod';
import { addressOf, sealDoor } from '../../../../core/importDesk';
import { getCompany } from '../../../../core/companies';
import { textLimits } from '../../../../core/kernel/textLimits';
import { number, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { ImportContext } from '../../context';
import { companyCode } from '../fields';
import { page } from './fields';

export const makeLink = operation({
	name: 'makeLink',
	label: 'Make Upload Link',
	action: 'Make upload link',
	description: 'Return the address at which spreadsheets are uploaded. Whoever has it can import for the company.',
	fields: {
		page,
		companyCode,
		linkName: text('Name', z.string().trim().min(1, 'is missing').max(textLimits.name), {
			default: 'office',
			required: true,
			description: 'For whom the link is. It stands for uploads that give no name.',
		}),
		days: number('Days', z.number().int().min(0).max(3_650, 'must be 3650 at the most'), {
			default: 365,
			typeOptions: { minValue: 0, maxValue: 3_650 },
			description: 'How long it works. 0 for a link without an end.',
		}),
	},
	run: async ({ store, vault }: ImportContext, { page: address, companyCode: company, linkName, days }) => {
		await store.asStaff(async (transaction) => await getCompany(transaction, company));
		const until = days === 0 ? null : new Date(Date.now() + days * 86_400_000).toISOString();
		const sealed = sealDoor(vault, { name: linkName, companyCode: company, until });
		return { uploadUrl: addressOf(address, { door: sealed }), uploadUntil: until };
	},
});
