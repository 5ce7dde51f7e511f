import { entity, type EntityPath } from '../entities';
import { applyNumber } from '../numbers';
import type { Row } from '../state';
import { fill, find, fire, insert, invite, setting, touch, type Call } from '../store';
import { num, text, today, truth, valuesList, type Values } from '../values';
import { cancel, markPaid, markSent, payAmount } from './invoices';
import { markBillSent } from './mark';
import { changeClient, setCalculatedStatus } from './books';
import { calculate } from './sums';
import { sendBill } from './send';

/** Saves an invoice, quote, credit, recurring invoice or purchase order (app/Repositories/BaseRepository.php, alternativeSave). */
export function saveBill(call: Call, path: EntityPath, body: Values, known?: Row): Row {
	const row = known ?? insert(call, path, { date: today() });
	const before = num(row.amount);
	fill(row, path, body);
	const client = find(call.company, 'clients', row.client_id);
	if (!known) {
		row.uses_inclusive_taxes = Object.hasOwn(body, 'uses_inclusive_taxes')
			? truth(body.uses_inclusive_taxes)
			: truth(setting(call.company, client, 'inclusive_taxes'));
	}
	for (const slot of [1, 2, 3, 4]) {
		row[`custom_surcharge_tax${slot}`] = truth(call.company.options[`custom_surcharge_taxes${slot}`]);
	}
	inviteContacts(call, path, row, body);
	calculate(call.company, row);
	applyNumber(call, path, row, client);
	touch(row);
	if (known && path === 'invoices' && num(row.amount) !== before && text(row.status_id) !== '1') {
		setCalculatedStatus(row);
		changeClient(call, row, { balance: num(row.amount) - before });
	}
	const events = entity(path).events;
	if (events) fire(call, known ? events.update : events.create, path, row);
	actAsAsked(call, path, row);
	return row;
}

/** Invitations that the body names by contact; without any, all contacts that want mail (CreateInvitations.php). */
function inviteContacts(call: Call, path: EntityPath, row: Row, body: Values): void {
	const isOrder = path === 'purchase_orders';
	const party = isOrder ? find(call.company, 'vendors', row.vendor_id) : find(call.company, 'clients', row.client_id);
	const contacts = valuesList(party?.contacts);
	const own = contacts.map(({ id }) => text(id));
	const kind = isOrder ? 'vendor_contact_id' : 'client_contact_id';
	const named = valuesList(body.invitations)
		.map((one) => text(one[kind]))
		.filter((id) => own.includes(id));
	const kept = valuesList(row.invitations).map((one) => text(one[kind]));
	const willing = contacts.filter(({ send_email }) => truth(send_email)).map(({ id }) => text(id));
	const first = willing.length > 0 ? willing : own.slice(0, 1);
	invite(call, path, row, named.length > 0 ? named : kept.length > 0 ? kept : first);
}

/** What the query asks for besides saving (TriggeredActions.php): the text `true`, and in this order. */
function actAsAsked(call: Call, path: EntityPath, row: Row): void {
	const asks = (name: string): boolean => (call.query.get(name) ?? text(call.body[name])) === 'true';
	const reference = call.query.get('reference') ?? '';
	if (path === 'invoices') {
		if (asks('paid')) markPaid(call, row, reference);
		if (asks('mark_sent') && text(row.status_id) === '1') {
			markSent(call, row);
			fire(call, 60, 'invoices', row);
		}
		const amount = call.query.get('amount_paid') ?? text(call.body.amount_paid);
		if (amount !== '' && Number.isFinite(Number(amount))) payAmount(call, row, Number(amount), reference);
		if (asks('send_email')) sendBill(call, path, row, 'email_template_invoice');
		if (asks('cancel')) cancel(call, row);
		return;
	}
	if (path === 'recurring_invoices') {
		if (asks('start') && text(row.status_id) === '1') row.status_id = '2';
		return;
	}
	if (asks('mark_sent')) markBillSent(call, path, row);
	if (asks('send_email')) sendBill(call, path, row, `email_template_${text(entity(path).counter)}`);
}
