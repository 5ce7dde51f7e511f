import { z } from 'zod';
import { listRows as list, rowKinds, rowStates } from '../../../../core/ninjaMigration';
import { textLimits } from '../../../../core/kernel/textLimits';
import { additional, listFields, several, text } from '../../../shared/field';
import { listRows as listed } from '../../../shared/listRows';
import { operation } from '../../../shared/operation';
import { migrationOffice, type SproutContext } from './context';
import { batchId } from './fields';

export const listSproutRows = operation({
	name: 'listRows',
	label: 'List Rows',
	action: 'List rows of migration',
	description: 'Return the clients, invoices and payments of a batch, with what became of each',
	fields: {
		batchId,
		...listFields,
		filters: additional('Filters', {
			kinds: several('Kinds', rowKinds, { description: 'Only rows of these kinds' }),
			search: text('Search', z.string().trim().max(textLimits.search), {
				description: 'Only rows with this text in the name, the number or the key of the source',
			}),
			states: several('States', rowStates, { description: 'Only rows in these states' }),
		}),
	},
	run: async (context: SproutContext, { batchId: id, filters, ...input }) => {
		const rows = await listed(await migrationOffice(context), list, { ...input, filters: { ...filters, batchId: id } });
		return rows.map(({ plan, contentHash: _, ...row }) => ({
			...row,
			sproutTotal: plan.sproutTotal ?? null,
			expectedTotal: plan.expectedTotal ?? null,
		}));
	},
});
