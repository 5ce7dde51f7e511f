import { z } from 'zod';
import type { Transaction } from '../db';
import { InputError } from '../kernel/errors';
import { findInvoice, findInvoicesByNumber, type Invoice } from './invoices';

/**
 * @param invoice its number, its ID, or `<company>/<number>` where several companies have one of that number.
 * @throws InputError when there is no such invoice, or several companies have one of the number.
 */
export async function getInvoice(transaction: Transaction, invoice: string): Promise<Invoice> {
	const isId = z.uuid().safeParse(invoice).success;
	const [found, ...others] = isId ? await byId(transaction, invoice) : await byNumber(transaction, invoice);
	if (found && others.length === 0) return found;
	if (found) {
		const companies = [found, ...others].map(({ companyCode }) => companyCode);
		throw new InputError(
			'invoice',
			`is ambiguous: the companies ${companies.join(' and ')} have an invoice ${invoice} each`,
			`Write ${found.companyCode}/${invoice}, or give its ID.`,
			'conflict',
		);
	}
	throw new InputError(
		'invoice',
		`is unknown: no invoice has the number ${invoice}`,
		'Take its number from MSP Billing → Invoice: List.',
		'not_found',
	);
}

async function byId(transaction: Transaction, invoiceId: string): Promise<Invoice[]> {
	const found = await findInvoice(transaction, invoiceId);
	return found ? [found] : [];
}

/** The number as it is; and only when nobody has it, a company and a number. */
async function byNumber(transaction: Transaction, written: string): Promise<Invoice[]> {
	const exact = await findInvoicesByNumber(transaction, written);
	if (exact.length > 0) return exact;
	const slash = written.indexOf('/');
	if (slash < 1) return [];
	const company = written.slice(0, slash);
	const numbered = await findInvoicesByNumber(transaction, written.slice(slash + 1));
	return numbered.filter(({ companyCode }) => companyCode === company);
}
