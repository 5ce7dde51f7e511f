import { undoBatch } from '../../../../core/ninjaMigration';
import { additional } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { migrationOffice, type SproutContext } from './context';
import { atOnce, batchId, rows, standardAtOnce } from './fields';

export const undoSprout = operation({
	name: 'undo',
	label: 'Undo',
	action: 'Undo migration',
	description:
		'Delete what a batch made at Invoice Ninja, and nothing else: payments, then invoices, then clients that have nothing else. A repeat goes on.',
	fields: { batchId, rows, options: additional('Options', { atOnce }) },
	run: async (context: SproutContext, { batchId: id, rows: most, options }) =>
		await undoBatch(await migrationOffice(context), {
			batchId: id,
			rows: most,
			atOnce: options.atOnce ?? standardAtOnce,
		}),
});
