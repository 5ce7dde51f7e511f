import type { Row } from '../state';
import { all, find, touch, type Call } from '../store';
import { num, round, text, truth } from '../values';

/** What a payment, an invoice or a credit changes in its client (app/Services/Client/ClientService.php). */

export function clientOf(call: Call, row: Row): Row | undefined {
	return find(call.company, 'clients', row.client_id);
}

export function changeClient(
	call: Call,
	row: Row,
	{
		balance = 0,
		paid = 0,
		credit = 0,
	}: { readonly balance?: number; readonly paid?: number; readonly credit?: number },
): void {
	const client = clientOf(call, row);
	if (!client) return;
	client.balance = num(client.balance) + balance;
	client.paid_to_date = num(client.paid_to_date) + paid;
	client.credit_balance = num(client.credit_balance) + credit;
	touch(client);
}

/** What the client has paid and no invoice has taken (updatePaymentBalance). */
export function recountPaymentBalance(call: Call, row: Row): void {
	const client = clientOf(call, row);
	if (!client) return;
	client.payment_balance = all(call.company, 'payments')
		.filter(
			(one) => one.client_id === client.id && !one.is_deleted && ['1', '4', '5', '6'].includes(text(one.status_id)),
		)
		.reduce((sum, one) => sum + num(one.amount) - num(one.applied), 0);
}

/** The client owes what its sent invoices say (calculateBalance; it heals what was counted wrong before). */
export function recountBalance(call: Call, row: Row): void {
	const client = clientOf(call, row);
	if (!client) return;
	client.balance = all(call.company, 'invoices')
		.filter((one) => one.client_id === client.id && !one.is_deleted && ['2', '3'].includes(text(one.status_id)))
		.reduce((sum, one) => sum + num(one.balance), 0);
	touch(client);
}

/** updateBalance of InvoiceService: a balance of nothing makes the invoice paid. */
export function changeBalance(invoice: Row, change: number, isDraft = false): void {
	if (truth(invoice.is_deleted)) return;
	invoice.balance = num(invoice.balance) + change;
	if (round(num(invoice.balance), 2) === 0 && !isDraft) invoice.status_id = '4';
	touch(invoice);
}

export function changePaid(invoice: Row, change: number): void {
	invoice.paid_to_date = num(invoice.paid_to_date) + change;
	touch(invoice);
}

/** setCalculatedStatus of InvoiceService. */
export function setCalculatedStatus(invoice: Row): void {
	const balance = num(invoice.balance);
	if (round(balance, 2) === 0) invoice.status_id = '4';
	else if (balance > 0 && balance < num(invoice.amount)) invoice.status_id = '3';
	else invoice.status_id = '2';
}
