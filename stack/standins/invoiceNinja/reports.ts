import { randomUUID } from 'node:crypto';
import type { StandinAnswer } from '../shared';
import { isEntityPath } from './entities';
import { complaints, noRoute, tooMany } from './refusals';
import { all, type Call } from './store';
import { text, textList, truth } from './values';

/** Reports (routes/api.php, app/Http/Controllers/Reports; vendor-contracts §1.6). */

const names = (
	'clients contacts client_contacts credits documents expenses invoices invoice_items quotes quote_items ' +
	'recurring_invoices recurring_invoice_items payments products product_sales tasks vendors purchase_orders ' +
	'purchase_order_items profitloss ar_detail_report ar_summary_report client_balance_report client_sales_report ' +
	'tax_summary_report tax_period_report user_sales_report projects activities'
).split(' ');

const ranges =
	'all last7 last30 last365_days this_month last_month this_quarter last_quarter this_year last_year custom'.split(' ');

export function report(call: Call, name: string): StandinAnswer {
	const { state, body, company } = call;
	if (!names.includes(name)) throw noRoute();
	limit(call);
	const wrong = complaints();
	const range = text(body.date_range);
	if (range === '') wrong.required('date_range');
	else if (!ranges.includes(range)) wrong.unknown('date_range');
	if (range === 'custom') {
		for (const field of ['start_date', 'end_date']) if (text(body[field]) === '') wrong.required(field);
	}
	wrong.end();

	// The default is true, and mails the administrator.
	if (body.send_email === undefined || truth(body.send_email)) {
		state.mails.push({
			at: new Date().toISOString(),
			company: company.id,
			entity: 'report',
			entityId: name,
			number: '',
			template: 'report',
			to: ['admin@example.com'],
			cc: [],
			subject: `Report: ${name}`,
			body: '',
		});
		return { body: { message: 'Processing' } };
	}
	const hash = randomUUID();
	state.reports[hash] = { name, file: fileOf(call, name), polls: 0 };
	return { body: { message: hash } };
}

/** throttle:20,1 for each. */
function limit({ state }: Call): void {
	const at = Date.now();
	state.reportTimes = state.reportTimes.filter((time) => at - time < 60_000);
	if (state.reportTimes.length >= state.switches.reportsPerMinute) throw tooMany();
	state.reportTimes.push(at);
}

/** A user without the right to see reports gets an emptied request, not a refusal. */
function fileOf({ state, company, body }: Call, name: string): string {
	const keys = textList(body.report_keys).map((key) => key.split('.').at(-1) ?? key);
	const columns = keys.length > 0 ? keys : ['number', 'name', 'date', 'amount', 'balance'];
	const rows = isEntityPath(name) && state.switches.mayReport ? all(company, name) : [];
	const seen = truth(body.include_deleted) ? rows : rows.filter(({ is_deleted }) => !is_deleted);
	const cell = (value: unknown): string => `"${text(value).replaceAll('"', '""')}"`;
	return [columns.map(cell), ...seen.map((row) => columns.map((column) => cell(row[column])))]
		.map((cells) => cells.join(','))
		.join('\n');
}

/** POST /reports/preview/{uuid}: 409 while it is made, then the file once. */
export function preview({ state }: Call, hash: string): StandinAnswer {
	const made = state.reports[hash];
	if (!made || made.polls < state.switches.reportWaits) {
		if (made) made.polls += 1;
		return { status: 409, body: { message: 'Still working.....' } };
	}
	const { [hash]: _taken, ...others } = state.reports;
	state.reports = others;
	return {
		headers: { 'content-type': 'text/csv', 'content-disposition': `attachment; filename=${made.name}.csv` },
		body: made.file,
	};
}
