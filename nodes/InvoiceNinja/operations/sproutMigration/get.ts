import { mustFindBatch, progressOf, shownDifferences } from '../../../../core/ninjaMigration';
import { operation } from '../../../shared/operation';
import { migrationOffice, type SproutContext } from './context';
import { batchId } from './fields';

export const getSprout = operation({
	name: 'get',
	label: 'Get',
	action: 'Get migration',
	description: 'Return how far a batch is, and the differences that its plan found',
	fields: { batchId },
	run: async (context: SproutContext, { batchId: id }) => {
		const { store } = await migrationOffice(context);
		return await store.asStaff(async (transaction) => {
			const { source, differences, createdAt, actor } = await mustFindBatch(transaction, id);
			const progress = await progressOf(transaction, id);
			return {
				...progress,
				createdAt,
				actor,
				differences: shownDifferences(source, differences),
				differenceCount: progress.differences,
			};
		});
	},
});
