import { changeClient } from './billing/books';
import { cancel, markPaid, removeInvoice, restoreInvoice } from './billing/invoices';
import { markBillSent } from './billing/mark';
import { sendBill, sendReceipt } from './billing/send';
import { entity, type EntityPath } from './entities';
import { approve, convert } from './quotes';
import { issue, start, stop } from './recurring';
import { removePayment } from './refunds';
import { isRunning } from './save';
import type { Row } from './state';
import { find, fire, touch, type Call } from './store';
import { now, num, text, valuesList } from './values';

/** What one action word does to one row. False means that it is refused; bulk swallows that, a GET answers 400. */
export function act(call: Call, path: EntityPath, row: Row, action: string): boolean {
	switch (action) {
		case 'archive':
			archive(call, path, row);
			return true;
		case 'restore':
			restore(call, path, row);
			return true;
		case 'delete':
			remove(call, path, row);
			return true;
		case 'mark_sent':
			markBillSent(call, path, row);
			return true;
		case 'email':
		case 'emailPayment':
		case 'send_email':
			if (path === 'payments') sendReceipt(call, row);
			else sendBill(call, path, row, template(call, path));
			return true;
		default:
			return actOfItsOwn(call, path, row, action);
	}
}

function template(call: Call, path: EntityPath): string {
	const asked = text(call.body.email_type);
	return `email_template_${asked || text(entity(path).counter).replace('recurring_', '')}`;
}

function actOfItsOwn(call: Call, path: EntityPath, row: Row, action: string): boolean {
	switch (`${path} ${action}`) {
		case 'invoices mark_paid':
			if (text(row.status_id) === '4' || row.is_deleted) return false;
			markPaid(call, row);
			return true;
		case 'invoices cancel':
			cancel(call, row);
			return true;
		case 'invoices set_payment_link':
		case 'recurring_invoices set_payment_link':
			row.subscription_id = text(call.body.subscription_id);
			break;
		case 'quotes approve':
			return approve(call, row);
		case 'quotes convert_to_invoice':
			convert(call, row);
			return true;
		case 'credits mark_paid':
			row.paid_to_date = num(row.balance);
			changeClient(call, row, { credit: -num(row.balance) });
			Object.assign(row, { balance: 0, status_id: '4' });
			break;
		case 'recurring_invoices start':
			start(row);
			return true;
		case 'recurring_invoices stop':
			stop(row);
			return true;
		case 'recurring_invoices send_now':
			// RecurringService::sendNow: drafts only.
			if (text(row.status_id) !== '1') return false;
			start(row);
			issue(call, row);
			return true;
		case 'recurring_invoices increase_prices':
			increasePrices(row, num(call.body.percentage_increase));
			break;
		case 'recurring_invoices update_prices':
			updatePrices(call, row);
			break;
		case 'tasks start':
		case 'tasks stop':
			switchTask(row, action);
			fire(call, 19, path, row);
			break;
		case 'clients assign_group':
			row.group_settings_id = text(call.body.group_settings_id);
			break;
		case 'products set_tax_id':
			row.tax_id = text(call.body.tax_id);
			break;
		case 'expenses bulk_categorize':
			row.category_id = text(call.body.category_id);
			break;
		case 'clients bulk_update':
		case 'expenses bulk_update':
		case 'tasks bulk_update':
		case 'recurring_invoices bulk_update': {
			const column = text(call.body.column);
			if (!(column in entity(path).defaults) || entity(path).locked.includes(column)) return false;
			row[column] = call.body.new_value;
			break;
		}
		case 'subscriptions assign_invoice': {
			const kind = text(call.body.entity).endsWith('RecurringInvoice') ? 'recurring_invoices' : 'invoices';
			const bill = find(call.company, kind, call.body.entity_id);
			if (bill) bill.subscription_id = row.id;
			return true;
		}
		default:
			// Unknown words, and words that save nothing: clone_to_invoice answers an unsaved copy.
			return false;
	}
	touch(row);
	return true;
}

/** BaseRepository::archive. */
function archive(call: Call, path: EntityPath, row: Row): void {
	if (row.archived_at !== 0) return;
	row.archived_at = now();
	touch(row);
	fire(call, entity(path).events?.archive ?? 0, path, row);
}

/** BaseRepository::restore. A deleted payment cannot be restored (PaymentRepository::restore). */
function restore(call: Call, path: EntityPath, row: Row): void {
	if (row.archived_at === 0 || (path === 'payments' && row.is_deleted)) return;
	if (path === 'invoices') restoreInvoice(call, row);
	else {
		if (path === 'credits' && row.is_deleted) changeClient(call, row, { credit: num(row.balance) });
		Object.assign(row, { archived_at: 0, is_deleted: false });
		touch(row);
	}
	fire(call, entity(path).events?.restore ?? 0, path, row);
}

/** BaseRepository::delete and those of the repositories that do more. */
export function remove(call: Call, path: EntityPath, row: Row): void {
	if (row.is_deleted) return;
	if (path === 'invoices') return removeInvoice(call, row);
	if (path === 'payments') return removePayment(call, row);
	if (path === 'credits') changeClient(call, row, { credit: -num(row.balance) });
	Object.assign(row, { is_deleted: true, archived_at: row.archived_at || now() });
	touch(row);
	fire(call, entity(path).events?.delete ?? 0, path, row);
}

function increasePrices(row: Row, percent: number): void {
	for (const line of valuesList(row.line_items)) line.cost = num(line.cost) * (1 + percent / 100);
}

function updatePrices(call: Call, row: Row): void {
	const products = Object.values(call.company.rows.products ?? {});
	for (const line of valuesList(row.line_items)) {
		const product = products.find(({ product_key }) => product_key === line.product_key);
		if (product) line.cost = num(product.price);
	}
}

function switchTask(row: Row, action: string): void {
	const log = JSON.parse(text(row.time_log) || '[]') as unknown[][];
	if (action === 'start' && !isRunning(row)) log.push([now(), 0, '', true]);
	const last = log.at(-1);
	if (action === 'stop' && last?.[1] === 0) last[1] = now();
	row.time_log = JSON.stringify(log);
	row.is_running = isRunning(row);
}
