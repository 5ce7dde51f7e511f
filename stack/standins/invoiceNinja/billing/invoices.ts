import { applyNumber } from '../numbers';
import { nextId, type Row } from '../state';
import { all, fire, insert, setting, touch, type Call } from '../store';
import { daysAfter, now, num, text, today, truth, valuesList, type Values } from '../values';
import {
	changeBalance,
	changeClient,
	changePaid,
	clientOf,
	recountBalance,
	recountPaymentBalance,
	setCalculatedStatus,
} from './books';

/** setDueDate of InvoiceService: the terms of the client count from the invoice's date. */
export function setDueDate(call: Call, invoice: Row): void {
	const terms = text(setting(call.company, clientOf(call, invoice), 'payment_terms'));
	if (text(invoice.due_date) !== '' || terms === '') return;
	const due = daysAfter(text(invoice.date) || today(), num(terms));
	if (num(invoice.partial) > 0 && text(invoice.partial_due_date) === '') invoice.partial_due_date = due;
	else invoice.due_date = due;
}

/** MarkSent.php. Only a draft that is not deleted changes. */
export function markSent(call: Call, invoice: Row, tells = false): void {
	if (text(invoice.status_id) !== '1' || invoice.is_deleted) return;
	const amount = num(invoice.amount);
	invoice.status_id = '2';
	changeBalance(invoice, amount, true);
	applyNumber(call, 'invoices', invoice, clientOf(call, invoice));
	setDueDate(call, invoice);
	changeClient(call, invoice, { balance: amount });
	markInvitationsSent(invoice);
	if (!tells) return;
	fire(call, 8, 'invoices', invoice);
	fire(call, 60, 'invoices', invoice);
}

export function markInvitationsSent(bill: Row): void {
	const at = new Date().toISOString().replace('T', ' ').slice(0, 19);
	for (const invitation of valuesList(bill.invitations)) invitation.sent_date = at;
	bill.last_sent_date = today();
	touch(bill);
}

/** A link of a payment to an invoice or a credit (Paymentable.php). */
export function paymentable(call: Call, link: Values): Values {
	return {
		id: nextId(call.state),
		invoice_id: '',
		credit_id: '',
		refunded: 0,
		created_at: now(),
		updated_at: now(),
		archived_at: 0,
		...link,
	};
}

/** MarkPaid.php: one payment of the whole balance, entered by hand. */
export function markPaid(call: Call, invoice: Row, reference = ''): void {
	if (text(invoice.status_id) === '4') return;
	markSent(call, invoice);
	payByHand(call, invoice, num(invoice.balance), reference);
	invoice.status_id = '4';
}

/** ApplyPaymentAmount.php: `amount_paid` in the call that saves the invoice. */
export function payAmount(call: Call, invoice: Row, amount: number, reference = ''): void {
	markSent(call, invoice);
	if (text(invoice.status_id) === '4' || amount === 0) return;
	payByHand(call, invoice, amount, reference);
	setCalculatedStatus(invoice);
}

function payByHand(call: Call, invoice: Row, amount: number, reference: string): void {
	const client = clientOf(call, invoice);
	const payment = insert(call, 'payments', {
		client_id: invoice.client_id,
		amount,
		applied: Math.min(amount, num(invoice.balance)),
		is_manual: true,
		// ctrans('texts.manual_entry'): the same words for everything that is entered by hand.
		transaction_reference: reference || 'Manual entry',
		currency_id: text(setting(call.company, client, 'currency_id')),
		type_id: text(setting(call.company, client, 'payment_type_id')),
		date: today(),
		paymentables: [paymentable(call, { invoice_id: invoice.id, amount })],
	});
	applyNumber(call, 'payments', payment, client);
	changeBalance(invoice, -amount);
	changePaid(invoice, amount);
	applyNumber(call, 'invoices', invoice, client);
	changeClient(call, invoice, { balance: -amount, paid: amount });
	recountPaymentBalance(call, invoice);
	// MarkPaid fires the payment's creation and the invoice's update by name.
	fire(call, 4, 'payments', payment);
	fire(call, 8, 'invoices', invoice);
}

/** HandleCancellation.php. Only sent and partial ones can be cancelled (invoiceCancellable). */
export function cancel(call: Call, invoice: Row): void {
	if (!['2', '3'].includes(text(invoice.status_id)) || invoice.is_deleted || invoice.archived_at !== 0) return;
	const balance = num(invoice.balance);
	invoice.backup = { cancellation: { adjustment: -balance, status_id: num(invoice.status_id) } };
	invoice.balance = 0;
	invoice.status_id = '5';
	touch(invoice);
	recountBalance(call, invoice);
	fire(call, 8, 'invoices', invoice);
}

/** HandleReversal.php: what was paid becomes unapplied. No action of the API does it but the portal's staff. */
export function reverse(call: Call, invoice: Row): void {
	const balance = num(invoice.balance);
	for (const payment of all(call.company, 'payments')) {
		for (const link of valuesList(payment.paymentables)) {
			if (link.invoice_id !== invoice.id) continue;
			payment.applied = num(payment.applied) - (num(link.amount) - num(link.refunded));
			link.amount = num(link.refunded);
			touch(payment);
		}
	}
	invoice.balance = 0;
	invoice.paid_to_date = 0;
	invoice.status_id = '6';
	touch(invoice);
	changeClient(call, invoice, { balance: -balance });
	recountPaymentBalance(call, invoice);
	fire(call, 8, 'invoices', invoice);
}

function linksTo(call: Call, invoice: Row): Array<{ readonly payment: Row; readonly sum: number }> {
	return all(call.company, 'payments').flatMap((payment) => {
		const links = valuesList(payment.paymentables).filter(({ invoice_id }) => invoice_id === invoice.id);
		const sum = links.reduce((total, { amount, refunded }) => total + num(amount) - num(refunded), 0);
		return links.length === 0 ? [] : [{ payment, sum }];
	});
}

/** MarkInvoiceDeleted.php: its number gets a tail, the client owes less, payments of it alone go with it. Fires no 9. */
export function removeInvoice(call: Call, invoice: Row): void {
	if (invoice.is_deleted) return;
	const links = linksTo(call, invoice).filter(({ payment }) => !payment.is_deleted);
	const adjustment = links.reduce((total, { sum }) => total + sum, 0);
	const paid = links.reduce((total, { payment }) => total + num(payment.amount), 0);
	for (const { payment, sum } of links) {
		if (adjustment === paid) Object.assign(payment, { is_deleted: true, archived_at: now() });
		else {
			payment.amount = num(payment.amount) - sum;
			payment.applied = num(payment.applied) - sum;
		}
		touch(payment);
	}
	const owed = text(invoice.status_id) === '1' ? 0 : num(invoice.balance);
	changeClient(call, invoice, { balance: -owed, paid: -adjustment });
	invoice.number = `${text(invoice.number)}_deleted`;
	Object.assign(invoice, { is_deleted: true, archived_at: now() });
	touch(invoice);
	recountPaymentBalance(call, invoice);
}

/** HandleRestore.php. */
export function restoreInvoice(call: Call, invoice: Row): void {
	invoice.archived_at = 0;
	touch(invoice);
	if (!invoice.is_deleted) return;
	const links = linksTo(call, invoice);
	if (num(invoice.paid_to_date) === 0 && links.some(({ payment }) => payment.is_deleted)) return;
	const owed = text(invoice.status_id) === '1' ? 0 : num(invoice.balance);
	changeClient(call, invoice, { balance: owed, paid: num(invoice.paid_to_date) });
	invoice.is_deleted = false;
	invoice.number = text(invoice.number).replace(/_deleted(_\d+)?$/, '');
	for (const { payment, sum } of links) {
		if (!truth(payment.is_deleted)) {
			payment.amount = num(payment.amount) + sum;
			payment.applied = num(payment.applied) + sum;
		}
		Object.assign(payment, { is_deleted: false, archived_at: 0 });
		touch(payment);
	}
	recountPaymentBalance(call, invoice);
}
