import { z } from 'zod';
import { importStatuses, listBatches, listInterrupted } from '../../../../core/imports';
import { textLimits } from '../../../../core/kernel/textLimits';
import { additional, anyOf, listFields, several, text, toggle } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { ImportContext } from '../../context';
import { shownBatch } from '../shownBatch';

/** A schedule that comes every few minutes works on no more at once. */
const mostInterrupted = 1_000;

export const list = operation({
	name: 'list',
	label: 'List',
	action: 'List batches',
	description: 'List imports, the newest first; or those that were interrupted, the longest waiting first',
	fields: {
		...listFields,
		filters: additional('Filters', {
			companyCode: text('Company Code', z.string().trim().max(textLimits.key), { placeholder: 'e.g. main' }),
			interrupted: toggle('Only Interrupted', z.boolean(), {
				description: 'Whether to list only imports whose run died, which Workbook: Import makes again',
			}),
			statuses: several('Statuses', importStatuses, { description: 'Any of them; all of them if none is chosen' }),
		}),
	},
	run: async ({ store }: ImportContext, { returnAll, limit, filters }) => {
		const most = returnAll ? null : limit;
		const found = await store.asStaff(async (transaction) =>
			filters.interrupted === true
				? await listInterrupted(transaction, most ?? mostInterrupted)
				: await listBatches(transaction, {
						...(filters.companyCode && { companyCode: filters.companyCode }),
						statuses: anyOf(filters.statuses),
						limit: most,
					}),
		);
		return found.map(shownBatch);
	},
});
