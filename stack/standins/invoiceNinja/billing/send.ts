import { entity, type EntityPath } from '../entities';
import { badRequest } from '../refusals';
import type { Row } from '../state';
import { find, fire, type Call } from '../store';
import { text, truth, valuesList } from '../values';
import { markInvitationsSent, markSent } from './invoices';
import { markBillSent, sentEvents } from './mark';

export interface Letter {
	readonly subject?: string;
	readonly body?: string;
	readonly cc?: readonly string[];
}

/** Sends a bill to the contacts of its invitations. The mail is kept in the state; it also marks the bill sent. */
export function sendBill(call: Call, path: EntityPath, row: Row, template: string, letter: Letter = {}): void {
	const { state, company } = call;
	if (state.switches.mailRefusal !== '') throw badRequest(state.switches.mailRefusal);
	if (path === 'invoices') markSent(call, row);
	else if (text(row.status_id) === '1' && path !== 'recurring_invoices') markBillSent(call, path, row);
	const party =
		path === 'purchase_orders' ? find(company, 'vendors', row.vendor_id) : find(company, 'clients', row.client_id);
	const invited = valuesList(row.invitations).map((one) => text(one.client_contact_id ?? one.vendor_contact_id));
	const to = valuesList(party?.contacts)
		.filter(({ id, send_email }) => invited.includes(text(id)) && truth(send_email))
		.map(({ email }) => text(email))
		.filter((email) => email !== '');
	const number = text(row.number);
	const link = text(valuesList(row.invitations)[0]?.link);
	const what = entity(path).model;
	state.mails.push({
		at: new Date().toISOString(),
		company: company.id,
		entity: path,
		entityId: row.id,
		number,
		template,
		to,
		cc: [...(letter.cc ?? [])],
		subject: letter.subject ?? `New ${what} ${number} from ${text(company.settings.name)}`,
		body: letter.body ?? `To view your ${what.toLowerCase()}, click the link below.\n\n${link}\n`,
	});
	if (state.mails.length > 1_000) state.mails.splice(0, 500);
	for (const invitation of valuesList(row.invitations)) invitation.email_status = 'delivered';
	markInvitationsSent(row);
	const event = sentEvents[path];
	if (event && invited.length > 0) fire(call, event, path, row);
}
