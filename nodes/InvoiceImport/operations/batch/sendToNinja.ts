import { z } from 'zod';
import { previewImport, shownDifferences } from '../../../../core/ninjaMigration';
import { additional, number, text, toggle } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { ImportContext } from '../../context';
import { batchId } from '../fields';

const keyFields = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]);

export const sendToNinja = operation({
	name: 'sendToNinja',
	label: 'Send to Invoice Ninja',
	action: 'Send batch to invoice ninja',
	description:
		'Plan the clients, invoices and payments of an import for Invoice Ninja, and list every difference. It changes nothing there: give the batch ID that it returns to Invoice Ninja v5 → Migration: Run.',
	fields: {
		batchId,
		options: additional('Options', {
			keyField: number('Key Field', keyFields, {
				default: 4,
				typeOptions: { minValue: 1, maxValue: 4 },
				description: 'Which custom field of invoices and payments at Invoice Ninja keeps the key of the back office',
			}),
			mostDifferences: number('Most Differences', z.number().int().min(0).max(10_000, 'must be 10000 at the most'), {
				default: 1_000,
				typeOptions: { minValue: 0, maxValue: 10_000 },
				description: 'How many differences to return. All of them are counted, and kept with the batch.',
			}),
			paidWithoutPayment: toggle('Payments for What Is Paid', z.boolean(), {
				default: true,
				description:
					'Whether to make a payment on the day of the invoice for what the spreadsheet calls paid and has no payment for. Otherwise it stays open at Invoice Ninja.',
			}),
			taxName: text('Tax Name', z.string().trim().min(2, 'must have two characters at least').max(50), {
				default: 'VAT',
				description: 'Invoice Ninja does not charge a tax without a name',
			}),
		}),
	},
	run: async ({ openNinja }: ImportContext, { batchId: importBatchId, options }) => {
		const { keyField = 4, mostDifferences = 1_000, paidWithoutPayment = true, taxName = 'VAT' } = options;
		const { differencesFound, ...found } = await previewImport(await openNinja(), importBatchId, {
			...{ keyField, paidWithoutPayment, taxName },
		});
		return {
			...{ importBatchId, ...found, differenceCount: found.differences },
			differences: shownDifferences('import', differencesFound.slice(0, mostDifferences)),
		};
	},
});
