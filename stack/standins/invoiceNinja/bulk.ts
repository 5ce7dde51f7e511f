import { act } from './actions';
import { entity, type EntityPath } from './entities';
import { list } from './lists';
import { takeLock } from './locks';
import { pdf } from './pdf';
import { complaints } from './refusals';
import type { StandinAnswer } from '../shared';
import { find, type Call } from './store';
import { text, textList } from './values';

const emailTypes = (
	'reminder1 reminder2 reminder3 reminder_endless custom1 custom2 custom3 ' +
	'invoice quote credit payment payment_partial statement purchase_order'
).split(' ');

/** POST /{entity}/bulk. Errors of single rows are swallowed, words that nobody knows do nothing; the rows come back. */
export function bulk(call: Call, path: EntityPath): StandinAnswer {
	const { body, company, state } = call;
	const action = text(body.action);
	const ids = textList(body.ids);
	const wrong = complaints();
	if (action === '') wrong.required('action');
	if (!Array.isArray(body.ids)) wrong.required('ids');
	const known = entity(path).bulk;
	// Quotes take `convert_to_invoice` only, though the specification has `convert`.
	if (known && action !== '' && !known.includes(action)) wrong.unknown('action');
	const type = text(body.email_type);
	// BulkInvoiceRequest.php and its neighbours.
	if (type !== '' && !emailTypes.includes(type)) wrong.unknown('email_type');
	wrong.end();
	// By ip, action and company: the entity is not part of it. Deleting several is locked for longer, up to 3 s.
	takeLock(state, `bulk|${action}|${company.id}`, action === 'delete' ? Math.max(1, Math.min(ids.length, 3)) : 1);

	const rows = ids.flatMap((id) => find(company, path, id) ?? []);
	if (rows.length === 0 && path === 'invoices') return { body: { message: 'No Invoices Found' } };
	if (action === 'download' || action === 'bulk_print') {
		const [first] = rows;
		if (first) return pdf(company, entity(path).model, first);
	}
	if (action === 'bulk_download' || action === 'template') {
		return { body: { message: action === 'template' ? crypto.randomUUID() : 'Sent message' } };
	}
	for (const row of rows) {
		try {
			act(call, path, row, action);
		} catch {
			// Swallowed, as the jobs behind swallow theirs.
		}
	}
	return { body: list(call, path, rows) };
}
