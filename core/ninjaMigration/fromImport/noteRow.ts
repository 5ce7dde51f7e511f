import { findCustomer, findCustomerOfClient, linkToClient, unlinkClients } from '../../customers';
import type { Transaction } from '../../db';
import { forgetSent, noteSent } from '../../invoices';
import { externalIdOf } from '../../invoiceNinja';
import type { MigrationBatch } from '../batches';
import { undoneRows, type MigrationRow, type RowChange } from '../rows';

/**
 * Notes in the back office what became of a row that was imported: which client a customer is, and which invoice at Invoice
 * Ninja an invoice is. In the transaction that writes the row.
 */
export async function noteRow(
	transaction: Transaction,
	{ companyCode }: MigrationBatch,
	{ kind, sourceKey }: MigrationRow,
	{ state, ninjaId }: RowChange,
): Promise<void> {
	if (ninjaId === undefined || (state !== 'done' && state !== 'differs')) return;
	if (kind === 'invoice') await noteSent(transaction, sourceKey, externalIdOf(companyCode, ninjaId));
	if (kind !== 'client') return;
	const customer = await findCustomer(transaction, sourceKey);
	if (!customer || customer.invoiceNinjaClientId !== null || customer.companyCode !== companyCode) return;
	if (await findCustomerOfClient(transaction, companyCode, ninjaId)) return;
	await linkToClient(transaction, customer, ninjaId);
}

/** Takes back what was noted of rows that are undone. A client that was there before stays linked. */
export async function forgetUndone(transaction: Transaction, { batchId }: MigrationBatch): Promise<void> {
	const rows = await undoneRows(transaction, batchId);
	const clients = rows.filter(({ kind, made }) => kind === 'client' && made);
	await unlinkClients(
		transaction,
		clients.flatMap(({ sourceKey: customerId, ninjaId }) =>
			ninjaId === null ? [] : [{ customerId, clientId: ninjaId }],
		),
	);
	const invoices = rows.filter(({ kind }) => kind === 'invoice');
	await forgetSent(
		transaction,
		invoices.map(({ sourceKey }) => sourceKey),
	);
}
