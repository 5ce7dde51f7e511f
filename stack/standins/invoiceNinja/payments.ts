import { changeBalance, changeClient, changePaid, clientOf, recountPaymentBalance } from './billing/books';
import { markSent, paymentable, setDueDate } from './billing/invoices';
import { markBillSent } from './billing/mark';
import { sendReceipt } from './billing/send';
import { takeLock } from './locks';
import { applyNumber } from './numbers';
import { complaints } from './refusals';
import type { Row } from './state';
import { all, fill, find, fire, insert, setting, touch, type Call } from './store';
import { now, num, text, today, valuesList, type Values } from './values';

/** POST /payments: StorePaymentRequest.php and PaymentRepository.php, applyPayment. */
export function createPayment(call: Call): Row {
	const { body } = call;
	// By ip, amount, client and company, for one second: two payments of one client without an amount are the same.
	takeLock(call.state, `payment|${num(body.amount)}|${text(body.client_id)}|${call.company.id}`);
	const invoices = valuesList(body.invoices);
	const credits = valuesList(body.credits);
	const total = sum(invoices) - sum(credits);
	const amount = num(body.amount) === 0 ? total : num(body.amount);
	check(call, invoices, credits, amount);

	const client = find(call.company, 'clients', body.client_id);
	const payment = insert(call, 'payments', { date: today() });
	fill(payment, 'payments', body);
	Object.assign(payment, {
		amount,
		is_manual: true,
		status_id: '4',
		currency_id: text(setting(call.company, client, 'currency_id')),
		// Without a key the server builds one from the clock, which protects nothing.
		idempotency_key:
			text(body.idempotency_key) ||
			`${now()}${text(payment.date)}${amount}${text(body.client_id)}${call.company.key}`.slice(0, 64),
	});
	applyNumber(call, 'payments', payment, client);
	changeClient(call, payment, { paid: amount + sum(credits) });
	for (const one of invoices) {
		const invoice = find(call.company, 'invoices', one.invoice_id);
		if (invoice) applyToInvoice(call, payment, invoice, num(one.amount));
	}
	for (const one of credits) {
		const credit = find(call.company, 'credits', one.credit_id);
		if (credit) applyCredit(call, payment, credit, num(one.amount));
	}
	payment.applied = num(payment.applied) + total;
	recountPaymentBalance(call, payment);
	// Everything else is saved quietly: 4 and no 8.
	fire(call, 4, 'payments', payment);
	if ((call.query.get('email_receipt') ?? text(body.email_receipt)) === 'true') sendReceipt(call, payment);
	return payment;
}

const sum = (links: readonly Values[]): number => links.reduce((total, { amount }) => total + num(amount), 0);

/** UpdatePaymentRequest.php: the amount of a payment stays; what is named in `invoices` is applied as well. */
export function updatePayment(call: Call, payment: Row): void {
	const { amount: _amount, client_id: _client, idempotency_key: _key, ...body } = call.body;
	const invoices = valuesList(body.invoices);
	check(call, invoices, [], num(payment.amount) - num(payment.applied), payment);
	fill(payment, 'payments', body);
	for (const one of invoices) {
		const invoice = find(call.company, 'invoices', one.invoice_id);
		if (invoice) applyToInvoice(call, payment, invoice, num(one.amount));
	}
	payment.applied = num(payment.applied) + sum(invoices);
	touch(payment);
	recountPaymentBalance(call, payment);
	fire(call, 31, 'payments', payment);
}

/** The rules of StorePaymentRequest.php, with the words of its rule classes. */
function check(call: Call, invoices: readonly Values[], credits: readonly Values[], amount: number, known?: Row): void {
	const { body, company } = call;
	const wrong = complaints();
	const client = find(company, 'clients', known?.client_id ?? body.client_id);
	if (!known && text(body.client_id) === '') wrong.required('client_id');
	else if (!client || client.is_deleted) wrong.unknown('client_id');
	checkUnique(call, 'number', known, wrong);
	if (!known) checkUnique(call, 'idempotency_key', known, wrong);
	if (text(body.idempotency_key).length > 64) {
		wrong.add('idempotency_key', 'The idempotency key must not be greater than 64 characters.');
	}
	if (text(body.date) !== '' && !/^\d{4}-\d\d-\d\d$/.test(text(body.date))) {
		wrong.add('date', 'The date is not a valid date.');
	}
	if (sum(invoices) > amount + sum(credits) + 1e-9) wrong.add('amount', 'Amounts do not balance correctly.');
	checkLinks('invoices', 'invoice_id', invoices, (id, paid, at) => {
		const invoice = find(company, 'invoices', id);
		if (!invoice || invoice.is_deleted || invoice.client_id !== client?.id) wrong.unknown(`${at}.invoice_id`);
		else if (!['1', '2', '3'].includes(text(invoice.status_id))) {
			wrong.add('invoices', 'One or more of these invoices cannot be paid');
		} else {
			const open = text(invoice.status_id) === '1' ? num(invoice.amount) : num(invoice.balance);
			if (paid > open + 1e-9) wrong.add(`${at}.invoice_id`, 'Amount cannot be greater than invoice balance');
		}
	});
	checkLinks('credits', 'credit_id', credits, (id, used, at) => {
		const credit = find(company, 'credits', id);
		if (!credit || credit.is_deleted || credit.client_id !== client?.id) wrong.unknown(`${at}.credit_id`);
		else if (used > num(text(credit.status_id) === '1' ? credit.amount : credit.balance) + 1e-9) {
			wrong.add(`${at}.credit_id`, 'Total of credits exceeds the balance of the credit.');
		}
	});
	wrong.end();

	function checkLinks(
		list: string,
		name: string,
		links: readonly Values[],
		one: (id: string, amount: number, at: string) => void,
	): void {
		links.forEach((link, index) => {
			const at = `${list}.${index}`;
			const id = text(link[name]);
			if (link.amount === undefined || link.amount === null) wrong.required(`${at}.amount`);
			if (id === '') wrong.required(`${at}.${name}`);
			else if (links.findIndex((other) => other[name] === id) !== index) {
				wrong.add(`${at}.${name}`, `The ${at}.${name} field has a duplicate value.`);
			} else one(id, num(link.amount), at);
		});
	}
}

/** Unique in the company; deleted rows count too (Rule::unique without a where). */
function checkUnique(
	call: Call,
	field: 'number' | 'idempotency_key',
	known: Row | undefined,
	wrong: ReturnType<typeof complaints>,
): void {
	const given = text(call.body[field]);
	if (given === '') return;
	if (all(call.company, 'payments').some((one) => one[field] === given && one.id !== known?.id)) wrong.taken(field);
}

/** ApplyPayment.php. */
export function applyToInvoice(call: Call, payment: Row, invoice: Row, amount: number): void {
	payment.paymentables = [...valuesList(payment.paymentables), paymentable(call, { invoice_id: invoice.id, amount })];
	markSent(call, invoice);
	const partial = num(invoice.partial);
	const balance = num(invoice.balance);
	const paid = partial === 0 && amount > balance ? balance : amount;
	if (partial > 0 && amount < partial) invoice.partial = partial - amount;
	else {
		Object.assign(invoice, { partial: 0, partial_due_date: '' });
		if (partial > 0) setDueDate(call, invoice);
		invoice.status_id = partial === 0 && amount >= balance ? '4' : '3';
	}
	changeBalance(invoice, -paid);
	changePaid(invoice, paid);
	changeClient(call, invoice, { balance: -paid });
	applyNumber(call, 'invoices', invoice, clientOf(call, invoice));
}

/** ApplyCreditPayment.php. */
function applyCredit(call: Call, payment: Row, credit: Row, amount: number): void {
	payment.paymentables = [...valuesList(payment.paymentables), paymentable(call, { credit_id: credit.id, amount })];
	markBillSent(call, 'credits', credit);
	credit.balance = num(credit.balance) - amount;
	credit.paid_to_date = num(credit.paid_to_date) + amount;
	credit.status_id = num(credit.balance) === 0 ? '4' : '3';
	touch(credit);
	changeClient(call, credit, { credit: -amount });
}

export interface PortalPayment {
	readonly invoiceId: string;
	/** The default is the deposit, or the balance. */
	readonly amount?: number;
	readonly gatewayId: string;
	readonly reference: string;
	readonly typeId: string;
}

/**
 * A customer pays in the portal by a gateway of Invoice Ninja's own (app/PaymentDrivers/BaseDriver.php, createPayment,
 * and UpdateInvoicePayment.php). Fires 4; whether the invoice's save fires 8 differs by version, so it does: the pack
 * must live with more events than it needs.
 */
export function payInPortal(call: Call, { invoiceId, amount, gatewayId, reference, typeId }: PortalPayment): Row {
	const invoice = find(call.company, 'invoices', invoiceId);
	const wrong = complaints();
	if (!invoice || invoice.is_deleted || !['2', '3'].includes(text(invoice.status_id))) wrong.unknown('invoice_id');
	wrong.end();
	if (!invoice) throw new Error('The invoice was checked above.');
	const client = clientOf(call, invoice);
	const paid = amount ?? (num(invoice.partial) > 0 ? num(invoice.partial) : num(invoice.balance));
	const payment = insert(call, 'payments', {
		client_id: invoice.client_id,
		client_contact_id: text(valuesList(invoice.invitations)[0]?.client_contact_id),
		amount: paid,
		applied: paid,
		date: today(),
		is_manual: false,
		status_id: '4',
		type_id: typeId,
		gateway_type_id: typeId === '14' ? '3' : '1',
		company_gateway_id: gatewayId,
		transaction_reference: reference,
		currency_id: text(setting(call.company, client, 'currency_id')),
	});
	applyNumber(call, 'payments', payment, client);
	applyToInvoice(call, payment, invoice, paid);
	changeClient(call, payment, { paid });
	recountPaymentBalance(call, payment);
	fire(call, 4, 'payments', payment);
	fire(call, 8, 'invoices', invoice);
	return payment;
}
