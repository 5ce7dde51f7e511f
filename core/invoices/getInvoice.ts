import { z } from 'zod';
import type { Transaction } from '../db';
import { InputError } from '../kernel/errors';
import { findInvoice, findInvoiceByNumber, type Invoice } from './invoices';

/**
 * @param invoice its number or its ID.
 * @throws InputError when there is no such invoice.
 */
export async function getInvoice(transaction: Transaction, invoice: string): Promise<Invoice> {
	const isId = z.uuid().safeParse(invoice).success;
	const found = isId ? await findInvoice(transaction, invoice) : await findInvoiceByNumber(transaction, invoice);
	if (found) return found;
	throw new InputError(
		'invoice',
		`is unknown: no invoice has the number ${invoice}`,
		'Take its number from MSP Billing → Invoice: List.',
		'not_found',
	);
}
