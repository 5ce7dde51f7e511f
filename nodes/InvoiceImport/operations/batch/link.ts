import { addressOf, sealBatchTicket, ticketDays } from '../../../../core/importDesk';
import { getBatch } from '../../../../core/imports';
import { operation } from '../../../shared/operation';
import type { ImportContext } from '../../context';
import { batchId } from '../fields';
import { page } from '../page/fields';

export const link = operation({
	name: 'link',
	label: 'Make Result Link',
	action: 'Make link to result',
	description: `Return the address of the page that shows an import. Whoever has it sees the result for ${ticketDays} days.`,
	fields: { batchId, page },
	run: async ({ store, vault }: ImportContext, { batchId: id, page: address }) => {
		const { language } = await store.asStaff(async (transaction) => await getBatch(transaction, id));
		const ticket = sealBatchTicket(vault, { batchId: id, language });
		return { batchId: id, resultUrl: addressOf(address, { door: '', ticket }) };
	},
});
