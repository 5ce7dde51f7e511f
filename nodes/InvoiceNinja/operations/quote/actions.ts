import { z } from 'zod';
import { ExternalError } from '../../../../core/kernel/errors';
import { durableStepFields } from '../../../shared/durableStep';
import { found, rowField } from '../../build/common';
import { made } from '../../build/create';
import { actionOperation, actOn } from '../../build/states';
import { invoiceKind, quoteKind } from '../../kinds/documents';

export const approveQuote = actionOperation(quoteKind, {
	name: 'approve',
	label: 'Approve',
	action: 'approve',
	verb: 'Approve quote',
	description: 'Approve a quote in place of the client. A draft or a sent one can be approved.',
});

const converted = z.looseObject({ invoiceId: z.string().min(1) });

/** `Convert to Invoice` of a quote: the invoice that it became. */
export const convertQuote = made({
	name: 'convertToInvoice',
	label: 'Convert to Invoice',
	action: 'Convert quote to invoice',
	description: 'Make an invoice of a quote, once, and return the invoice',
	fields: { row: rowField(quoteKind), ...durableStepFields },
	run: async (context, given) => {
		const { row: id } = given as { row: string };
		const { ninja } = context;
		const before = found(await ninja.get('quote', id), quoteKind, id);
		// A quote that is converted already has its invoice: Invoice Ninja would make another one.
		const there = typeof before.invoice_id === 'string' && before.invoice_id !== '' && !context.durable;
		const quote = there
			? await ninja.translated('quote', before)
			: await actOn(context, quoteKind, 'convert_to_invoice', id);
		const read = converted.safeParse(quote);
		if (!read.success) {
			const words = `Invoice Ninja converted quote ${id} and does not say to which invoice`;
			throw new ExternalError('unknown', words, 'Look at the quote in Invoice Ninja.');
		}
		const { invoiceId } = read.data;
		const invoice = found(await ninja.get('invoice', invoiceId), invoiceKind, invoiceId);
		return { ...(await ninja.translated('invoice', invoice)), quoteId: id, wasConverted: there };
	},
});
