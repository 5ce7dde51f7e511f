import type { Merge, Moved, Transaction } from '../db';

/**
 * Gives the invoices of a customer who is merged to the other one. Those of Invoice Ninja stay those of their client there,
 * which is noted.
 *
 * @param clientId the client of Invoice Ninja that the merged customer is.
 */
export async function moveInvoices(
	transaction: Transaction,
	{ from, into }: Merge,
	clientId: string | null,
): Promise<Moved> {
	const ids = [from, into];
	return {
		rows: {
			invoice: await transaction.run(
				`update msp.invoice set customer_id = $2, source_client_id = case when source = 'invoice_ninja'
					then coalesce(source_client_id, $3) else source_client_id end
				where customer_id = $1`,
				[from, into, clientId],
			),
			invoice_line: await transaction.run('update msp.invoice_line set customer_id = $2 where customer_id = $1', ids),
			invoice_adjustment: await transaction.run(
				'update msp.invoice_adjustment set customer_id = $2 where customer_id = $1',
				ids,
			),
		},
	};
}
