import { saveBill } from './billing/save';
import { check } from './checks';
import { saveContacts } from './contacts';
import { entity, type EntityPath } from './entities';
import { applyNumber } from './numbers';
import { createPayment, updatePayment } from './payments';
import { badRequest, invalid } from './refusals';
import { keyOf, type Row } from './state';
import { fill, find, fire, insert, setting, touch, type Call } from './store';
import { num, text, today, valuesList } from './values';

/** POST of a resource. */
export function create(call: Call, path: EntityPath): Row {
	if (path === 'payments') return createPayment(call);
	check(call, path);
	if (entity(path).billing) return saveBill(call, path, call.body);
	const row = insert(call, path, firstValues(path));
	save(call, path, row);
	const { events } = entity(path);
	if (events) fire(call, events.create, path, row);
	return row;
}

/** PUT of a resource. What is deleted is not updated (Request::disallowUpdate). */
export function update(call: Call, path: EntityPath, row: Row): Row {
	if (row.is_deleted) throw badRequest('Record has been deleted and cannot be updated. Please restore first.');
	if (path === 'payments') {
		updatePayment(call, row);
		return row;
	}
	check(call, path, row);
	if (path === 'invoices') refuseLocked(call, row);
	// A bill stays its client's (UpdateInvoiceRequest takes the client out).
	const { client_id: _client, ...bill } = call.body;
	if (entity(path).billing) return saveBill(call, path, path === 'purchase_orders' ? call.body : bill, row);
	save(call, path, row);
	const { events } = entity(path);
	if (events) fire(call, events.update, path, row);
	return row;
}

/** isLocked of Invoice.php, by the setting lock_invoices. */
function refuseLocked(call: Call, row: Row): void {
	const rule = text(setting(call.company, find(call.company, 'clients', row.client_id), 'lock_invoices'));
	const status = text(row.status_id);
	const isLocked =
		(rule === 'when_sent' && ['2', '3', '4'].includes(status)) || (rule === 'when_paid' && ['3', '4'].includes(status));
	if (isLocked) throw invalid({ number: ['Invoice is locked and can not be edited'] });
}

function firstValues(path: EntityPath): Record<string, unknown> {
	return ['expenses', 'bank_transactions'].includes(path) ? { date: today() } : {};
}

function save(call: Call, path: EntityPath, row: Row): void {
	const { company, body } = call;
	fill(row, path, body);
	const client = find(company, 'clients', row.client_id);
	applyNumber(call, path, row, path === 'clients' ? row : client);
	switch (path) {
		case 'clients':
		case 'vendors': {
			saveContacts(call, row, body.contacts);
			const [first] = valuesList(row.contacts);
			const person = `${text(first?.first_name)} ${text(first?.last_name)}`.trim();
			row.display_name = text(row.name) || person || text(first?.email);
			row[path === 'clients' ? 'client_hash' : 'vendor_hash'] = keyOf(row.id);
			break;
		}
		case 'tasks': {
			const log = typeof body.time_log === 'string' ? body.time_log : JSON.stringify(body.time_log ?? []);
			if (body.time_log !== undefined) row.time_log = log;
			row.is_running = isRunning(row);
			break;
		}
		case 'webhooks':
			row.company_id = company.id;
			break;
		case 'products':
			row.hash = keyOf(row.id);
			break;
		case 'subscriptions':
			row.purchase_page = `${call.url}/client/subscriptions/${row.id}/purchase`;
			break;
		case 'payment_terms':
			row.name = text(body.name) || `Net ${num(row.num_days)}`;
			break;
		default:
	}
	touch(row);
}

/** A task runs while the end of its last entry is 0 (Task.php, isRunning). */
export function isRunning(row: Row): boolean {
	const log: unknown = JSON.parse(text(row.time_log) || '[]');
	const last: unknown = Array.isArray(log) ? log.at(-1) : undefined;
	return Array.isArray(last) && last[1] === 0;
}
