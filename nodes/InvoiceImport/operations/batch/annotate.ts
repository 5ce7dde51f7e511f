import { annotatedName, annotateRejected, mediaTypes } from '../../../../core/importDesk';
import { getBatch } from '../../../../core/imports';
import { additional } from '../../../shared/field';
import { operation, WithFiles } from '../../../shared/operation';
import type { ImportContext } from '../../context';
import { batchId, outputFile, pageLanguage } from '../fields';

export const annotate = operation({
	name: 'annotate',
	label: 'Annotate',
	action: 'Make workbook of rejected rows',
	description:
		'Make a workbook of the rows that were rejected: wrong cells in red, the reason in each row. Corrected, it can be imported as it is.',
	fields: { batchId, outputFile, options: additional('Options', { resultLanguage: pageLanguage }) },
	run: async ({ store, files }: ImportContext, { batchId: id, outputFile: property, options }) => {
		const batch = await store.asStaff(async (transaction) => await getBatch(transaction, id));
		const fileName = annotatedName(batch);
		const file = await files.make(
			fileName,
			mediaTypes.xlsx,
			async (out) => await annotateRejected(store, id, out, options.resultLanguage),
		);
		return new WithFiles({ batchId: id, fileName }, { [property]: file });
	},
});
