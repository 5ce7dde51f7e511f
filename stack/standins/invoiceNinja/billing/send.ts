import { entity, type EntityPath } from '../entities';
import type { Row } from '../state';
import { find, fire, type Call } from '../store';
import { num, text, truth, valuesList, type Values } from '../values';
import { markInvitationsSent } from './invoices';
import { markBillSent, sentEvents } from './mark';

export interface Letter {
	readonly subject?: string;
	readonly body?: string;
	readonly cc?: readonly string[];
}

/** Sends a bill to the contacts of its invitations. The mail is kept in the state; it also marks the bill sent. */
export function sendBill(call: Call, path: EntityPath, row: Row, template: string, letter: Letter = {}): void {
	if (path !== 'recurring_invoices') markBillSent(call, path, row, false);
	const party = path === 'purchase_orders' ? 'vendors' : 'clients';
	const invitations = valuesList(row.invitations);
	const invited = invitations.map((one) => text(one.client_contact_id ?? one.vendor_contact_id));
	const to = contactsOf(find(call.company, party, row[party === 'vendors' ? 'vendor_id' : 'client_id'])).filter(
		({ id, send_email }) => invited.includes(text(id)) && truth(send_email),
	);
	const link = text(invitations[0]?.link);
	mail(call, path, row, { template, to, letter, text: `To view it, click the link below.\n\n${link}\n` });
	for (const invitation of invitations) invitation.email_status = 'delivered';
	markInvitationsSent(row);
	const event = sentEvents[path];
	if (event && invited.length > 0) fire(call, event, path, row);
}

/** The receipt of a payment, to all contacts of its client (app/Services/Payment/SendEmail.php). */
export function sendReceipt(call: Call, payment: Row, template = 'email_template_payment', letter: Letter = {}): void {
	const to = contactsOf(find(call.company, 'clients', payment.client_id)).filter(({ send_email }) => truth(send_email));
	mail(call, 'payments', payment, {
		template,
		to,
		letter,
		text: `Thank you for your payment of ${num(payment.amount)}.\n`,
	});
}

const contactsOf = (party: Row | undefined): Values[] => valuesList(party?.contacts);

interface Mail {
	readonly template: string;
	readonly to: readonly Values[];
	readonly letter: Letter;
	readonly text: string;
}

function mail({ state, company }: Call, path: EntityPath, row: Row, { template, to, letter, text: words }: Mail): void {
	// A mail that a job cannot send is lost, and nobody hears of it.
	if (state.switches.mailRefusal !== '') return;
	const number = text(row.number);
	state.mails.push({
		at: new Date().toISOString(),
		company: company.id,
		entity: path,
		entityId: row.id,
		number,
		template,
		to: to.map(({ email }) => text(email)).filter((email) => email !== ''),
		cc: [...(letter.cc ?? [])],
		subject: letter.subject ?? `${entity(path).model} ${number} from ${text(company.settings.name)}`,
		body: letter.body ?? words,
	});
}
