import type { EntityPath } from '../entities';
import { applyNumber } from '../numbers';
import type { Row } from '../state';
import { find, fire, type Call } from '../store';
import { num, text } from '../values';
import { changeClient } from './books';
import { markInvitationsSent, markSent } from './invoices';

/** The event of a bill that was sent; invoices have 60. */
export const sentEvents: Partial<Record<EntityPath, number>> = {
	invoices: 60,
	quotes: 61,
	credits: 62,
	purchase_orders: 63,
};

/** Marks a quote, credit or purchase order sent (their MarkSent.php). */
export function markBillSent(call: Call, path: EntityPath, row: Row, tells = true): void {
	if (path === 'invoices') {
		markSent(call, row, tells);
		return;
	}
	if (text(row.status_id) !== '1' || row.is_deleted) return;
	row.status_id = '2';
	row.balance = num(row.amount);
	if (path === 'credits') changeClient(call, row, { credit: num(row.amount) });
	applyNumber(call, path, row, find(call.company, 'clients', row.client_id));
	markInvitationsSent(row);
	// A credit that is marked sent, and not mailed, tells nobody (invoiceninja/admin-portal#695).
	const event = path === 'credits' ? undefined : sentEvents[path];
	if (event && tells) fire(call, event, path, row);
}
