import { resultOf } from '../../../../core/importDesk';
import { getBatch } from '../../../../core/imports';
import { additional } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { ImportContext } from '../../context';
import { batchId, pageLanguage } from '../fields';
import { shownBatch } from '../shownBatch';

export const get = operation({
	name: 'get',
	label: 'Get',
	action: 'Get batch',
	description: 'Return an import: its state, its counts, and its result for a mail',
	fields: { batchId, options: additional('Options', { resultLanguage: pageLanguage }) },
	run: async ({ store }: ImportContext, { batchId: id, options: { resultLanguage } }) => {
		const batch = await store.asStaff(async (transaction) => await getBatch(transaction, id));
		return { ...shownBatch(batch), ...(await resultOf(store, batch, resultLanguage)) };
	},
});
