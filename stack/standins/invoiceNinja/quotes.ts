import { saveBill } from './billing/save';
import type { Row } from './state';
import { find, fire, setting, touch, type Call } from './store';
import { text, today, truth, valuesList } from './values';

/** Only drafts and sent ones can be approved (QuoteController::performAction). Tells whether it could. */
export function approve(call: Call, quote: Row): boolean {
	if (!['1', '2'].includes(text(quote.status_id))) return false;
	quote.status_id = '3';
	touch(quote);
	fire(call, 21, 'quotes', quote);
	const client = find(call.company, 'clients', quote.client_id);
	if (truth(setting(call.company, client, 'auto_convert_quote'))) convert(call, quote);
	return true;
}

/** ConvertQuote.php: a draft invoice with the quote's lines. A quote that has its invoice is not converted again. */
export function convert(call: Call, quote: Row): Row | undefined {
	if (text(quote.invoice_id) !== '') return undefined;
	const { id: _id, number: _number, ...like } = quote;
	const invoice = saveBill({ ...call, query: new URLSearchParams(), body: {} }, 'invoices', {
		...like,
		date: today(),
		due_date: '',
		partial_due_date: '',
		invitations: valuesList(quote.invitations).map(({ client_contact_id }) => ({ client_contact_id })),
	});
	quote.invoice_id = invoice.id;
	quote.status_id = '4';
	touch(quote);
	fire(call, 6, 'quotes', quote);
	return invoice;
}
