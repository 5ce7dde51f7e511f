import { changeBalance, changeClient, changePaid, recountPaymentBalance } from './billing/books';
import { complaints, notFound, unauthorized } from './refusals';
import type { Row } from './state';
import { find, fire, touch, type Call } from './store';
import { now, num, text, truth, valuesList, type Values } from './values';

/** POST /payments/refund: RefundPaymentRequest.php and RefundPayment.php. */
export function refundPayment(call: Call): Row {
	const { body, company } = call;
	const payment = check(call);
	const invoices = valuesList(body.invoices);
	const total = invoices.length > 0 ? invoices.reduce((sum, { amount }) => sum + num(amount), 0) : num(body.amount);
	const fromCredits = giveBackCredits(call, payment, total);

	const viaGateway = truth(body.gateway_refund);
	const gateway = text(payment.company_gateway_id) !== '';
	// A refund through a gateway that the payment does not have raises nothing: RefundPayment.php has no else there.
	if (!viaGateway || gateway) payment.refunded = num(payment.refunded) + total - fromCredits;
	const whole = total === num(payment.amount) || num(payment.refunded) === num(payment.amount);
	payment.status_id = whole ? '6' : '5';
	for (const link of valuesList(payment.paymentables)) {
		const refunded = invoices.find(({ invoice_id }) => text(invoice_id) !== '' && invoice_id === link.invoice_id);
		if (refunded) link.refunded = num(link.refunded) + num(refunded.amount);
	}
	for (const one of invoices) owedAgain(call, find(company, 'invoices', one.invoice_id), num(one.amount));
	if (invoices.length === 0) changeClient(call, payment, { paid: -total });
	touch(payment);
	recountPaymentBalance(call, payment);
	fire(call, 31, 'payments', payment);
	// The books have changed by now: the failure is thrown at the end (RefundPayment.php, finalize).
	if (viaGateway && gateway && call.state.switches.gatewayRefuses) {
		throw unauthorized('The refund was declined by the gateway.');
	}
	return payment;
}

function check({ body, company }: Call): Row {
	const wrong = complaints();
	if (text(body.id) === '') wrong.required('id');
	if (text(body.date) === '') wrong.required('date');
	const payment = find(company, 'payments', body.id);
	if (text(body.id) !== '' && !payment) wrong.unknown('id');
	const invoices = valuesList(body.invoices);
	invoices.forEach((one, index) => {
		if (text(one.invoice_id) === '') wrong.required(`invoices.${index}.invoice_id`);
		if (one.amount === undefined) wrong.required(`invoices.${index}.amount`);
		else if (num(one.amount) <= 0) wrong.add(`invoices.${index}.amount`, 'The amount must be greater than 0.');
	});
	if (payment) checkAmounts(payment, invoices, body, wrong);
	wrong.end();
	if (!payment) throw notFound('payments', text(body.id));
	return payment;
}

/** ValidRefundableRequest.php. */
function checkAmounts(
	payment: Row,
	invoices: readonly Values[],
	body: Values,
	wrong: ReturnType<typeof complaints>,
): void {
	if (payment.is_deleted) wrong.add('id', 'Unable to refund a deleted payment.');
	const links = valuesList(payment.paymentables);
	for (const one of invoices) {
		const link = links.find(({ invoice_id }) => invoice_id === one.invoice_id);
		if (!link) wrong.add('id', `Invoice id ${text(one.invoice_id)} is not related to this payment.`);
		else if (num(one.amount) > num(link.amount) - num(link.refunded) + 1e-9) {
			wrong.add('id', `Attempting to refund more than allowed for invoice id ${text(one.invoice_id)}.`);
		}
	}
	const total = invoices.length > 0 ? invoices.reduce((sum, { amount }) => sum + num(amount), 0) : num(body.amount);
	if (total > num(payment.amount) - num(payment.refunded) + 1e-9) {
		wrong.add('id', 'Total refund amount is greater than the refundable amount of the payment.');
	}
	if (total <= 0 && invoices.length === 0) wrong.required('amount');
	const isApplied = links.some(({ invoice_id }) => text(invoice_id) !== '');
	if (invoices.length === 0 && isApplied) wrong.add('id', 'You must specify the invoices to refund.');
}

/** Credits go back first (updateCreditables). */
function giveBackCredits(call: Call, payment: Row, total: number): number {
	let left = total;
	for (const link of valuesList(payment.paymentables)) {
		const credit = find(call.company, 'credits', link.credit_id);
		if (!credit || left <= 0) continue;
		const back = Math.min(left, num(link.amount) - num(link.refunded));
		link.refunded = num(link.refunded) + back;
		credit.status_id = '2';
		credit.balance = num(credit.balance) + back;
		credit.paid_to_date = num(credit.paid_to_date) - back;
		touch(credit);
		left -= back;
	}
	return total - left;
}

function owedAgain(call: Call, invoice: Row | undefined, amount: number): void {
	if (!invoice) return;
	changeBalance(invoice, amount);
	changePaid(invoice, -amount);
	invoice.status_id = num(invoice.amount) === num(invoice.balance) ? '2' : '3';
	invoice.auto_bill_enabled = false;
	changeClient(call, invoice, { balance: amount, paid: -amount });
}

/** DeletePaymentV2.php. */
export function removePayment(call: Call, payment: Row): void {
	if (payment.is_deleted) return;
	let applied = 0;
	for (const link of valuesList(payment.paymentables)) {
		const net = num(link.amount) - num(link.refunded);
		const invoice = find(call.company, 'invoices', link.invoice_id);
		if (invoice && text(invoice.status_id) !== '6') {
			applied += net;
			unpay(call, invoice, net);
		}
		const credit = find(call.company, 'credits', link.credit_id);
		if (credit && !credit.is_deleted) {
			credit.balance = num(credit.balance) + net;
			credit.paid_to_date = num(credit.paid_to_date) - net;
			credit.status_id = '2';
			changeClient(call, credit, { credit: net });
			touch(credit);
		}
	}
	const unapplied = num(payment.amount) - num(payment.refunded) - applied;
	if (unapplied > 0) changeClient(call, payment, { paid: -unapplied });
	Object.assign(payment, { status_id: '2', is_deleted: true, archived_at: now(), paymentables: [] });
	touch(payment);
	recountPaymentBalance(call, payment);
	fire(call, 12, 'payments', payment);
}

/** A cancelled invoice keeps its balance; every other one is owed again. */
function unpay(call: Call, invoice: Row, net: number): void {
	changePaid(invoice, -net);
	if (text(invoice.status_id) === '5' || invoice.is_deleted) {
		changeClient(call, invoice, { paid: -net });
		return;
	}
	changeBalance(invoice, net);
	invoice.status_id = num(invoice.balance) === num(invoice.amount) ? '2' : num(invoice.balance) === 0 ? '4' : '3';
	changeClient(call, invoice, { balance: net, paid: -net });
}
