import type { StandinAnswer } from '../shared';
import { sendBill, sendReceipt } from './billing/send';
import { entity, type EntityPath } from './entities';
import { pdfOf } from './pdf';
import { present } from './present';
import { badRequest, complaints, noRoute } from './refusals';
import type { HeldCompany, Row } from './state';
import { statics } from './statics';
import { all, find, type Call } from './store';
import { num, text, values, valuesList, type Values } from './values';

/** The routes beside the resources. Undefined means that there is no such route. */
export function extra(call: Call, path: string): StandinAnswer | undefined {
	const { company, method } = call;
	switch (`${method} ${path}`) {
		case 'GET ping':
			return { body: { company_name: text(company.settings.name), user_name: 'Demo User' } };
		case 'GET health_check':
			return { body: { system_health: true, queue: 'sync', extensions: [] } };
		case 'GET statics':
			return { body: statics };
		case 'GET companies':
			return { body: { data: [companyRow(company)], meta: onePage(call) } };
		case 'POST companies/current':
		case 'GET companies/current':
		case `GET companies/${company.id}`:
			return { body: { data: companyRow(company) } };
		case `PUT companies/${company.id}`:
			company.settings = { ...company.settings, ...values(call.body.settings) };
			return { body: { data: companyRow(company) } };
		case 'POST emails':
			return { body: { data: email(call) } };
		case 'POST client_statement':
			return statement(call);
		case 'POST search':
			return { body: search(call) };
		case 'POST charts/totals_v2':
			return { body: totals(call) };
		case 'GET activities':
			return { body: { data: [], meta: onePage(call, 0) } };
		default:
			return undefined;
	}
}

const onePage = ({ url }: Call, total = 1): Values => ({
	pagination: {
		total,
		count: total,
		per_page: 20,
		current_page: 1,
		total_pages: 1,
		links: {},
		path: `${url}/api/v1`,
	},
});

/** CompanyTransformer.php, the parts that a token needs. */
function companyRow({ id, key, settings, options }: HeldCompany): Values {
	return {
		id,
		company_key: key,
		size_id: '',
		industry_id: '',
		subdomain: 'demo',
		portal_mode: 'subdomain',
		enabled_modules: 4095,
		enabled_tax_rates: 1,
		enabled_item_tax_rates: 1,
		custom_fields: {},
		custom_surcharge_taxes1: false,
		custom_surcharge_taxes2: false,
		custom_surcharge_taxes3: false,
		custom_surcharge_taxes4: false,
		calculate_taxes: false,
		is_disabled: false,
		track_inventory: false,
		...options,
		settings,
		db: 'db-ninja-01',
	};
}

const mailed: Readonly<Record<string, EntityPath>> = {
	invoice: 'invoices',
	quote: 'quotes',
	credit: 'credits',
	recurring_invoice: 'recurring_invoices',
	purchase_order: 'purchase_orders',
	payment: 'payments',
};

const templates = (
	'email_template_invoice email_template_quote email_template_credit email_template_payment ' +
	'email_template_payment_partial email_template_statement email_template_reminder1 email_template_reminder2 ' +
	'email_template_reminder3 email_template_reminder_endless email_template_custom1 email_template_custom2 ' +
	'email_template_custom3 email_template_purchase_order email_quote_template_reminder1'
).split(' ');

/** POST /emails: SendEmailRequest.php and EmailController.php. Answers the entity, not the Template of the specification. */
function email(call: Call): Values {
	const { body, company, state } = call;
	const wrong = complaints();
	const named = text(body.entity).split('\\').at(-1) ?? '';
	const path = mailed[named.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase()];
	if (text(body.entity) === '') wrong.required('entity');
	else if (!path) wrong.unknown('entity');
	if (text(body.entity_id) === '') wrong.required('entity_id');
	if (!templates.includes(text(body.template))) wrong.unknown('template');
	const row = path && find(company, path, body.entity_id);
	if (path && text(body.entity_id) !== '' && (!row || row.is_deleted)) wrong.unknown('entity_id');
	wrong.end();
	if (!path || !row) throw noRoute();
	if (state.switches.mailRefusal !== '') throw badRequest(state.switches.mailRefusal);
	// Comma text, the first four valid addresses.
	const cc = text(body.cc_email)
		.split(',')
		.map((one) => one.trim())
		.filter((one) => /^[^@\s]+@[^@\s]+$/.test(one))
		.slice(0, 4);
	const letter = {
		...(text(body.subject) !== '' && { subject: text(body.subject) }),
		...(text(body.body) !== '' && { body: text(body.body) }),
		cc,
	};
	if (path === 'payments') sendReceipt(call, row, text(body.template), letter);
	else sendBill(call, path, row, text(body.template), letter);
	return present(state, company, path, row, []);
}

/** CreateStatementRequest.php: the PDF, or a mail of it. */
function statement(call: Call): StandinAnswer {
	const { body, company, query, state } = call;
	const wrong = complaints();
	const client = find(company, 'clients', body.client_id);
	if (text(body.client_id) === '') wrong.required('client_id');
	else if (!client) wrong.unknown('client_id');
	for (const field of ['start_date', 'end_date']) {
		if (text(body[field]) === '') wrong.required(field);
		else if (!/^\d{4}-\d\d-\d\d$/.test(text(body[field]))) wrong.add(field, `The ${field} is not a valid date.`);
	}
	wrong.end();
	if (query.get('send_email') === 'true') {
		state.mails.push({
			at: new Date().toISOString(),
			company: company.id,
			entity: 'clients',
			entityId: text(client?.id),
			number: text(client?.number),
			template: 'email_template_statement',
			to: valuesList(client?.contacts).map((one) => text(one.email)),
			cc: [],
			subject: 'Statement',
			body: '',
		});
		return { body: { message: 'Successfully sent email' } };
	}
	return {
		headers: { 'content-type': 'application/pdf', 'content-disposition': 'attachment; filename=statement.pdf' },
		body: pdfOf(`Statement of ${text(client?.display_name)}: ${num(client?.balance)}`),
	};
}

/** SearchController.php: names and paths, a few of each. */
function search(call: Call): Values {
	const wanted = text(call.body.search).toLowerCase();
	const hits = (path: EntityPath, name: (row: Row) => string): Values[] =>
		all(call.company, path)
			.filter((row) => !row.is_deleted && name(row).toLowerCase().includes(wanted))
			.slice(0, 100)
			.map((row) => ({
				name: name(row),
				type: `/${entity(path).model.toLowerCase()}`,
				id: row.id,
				path: `/${path}/${row.id}/edit`,
			}));
	return {
		clients: hits('clients', (row) => text(row.display_name)),
		client_contacts: [],
		invoices: hits('invoices', (row) => text(row.number)),
		settings: [],
	};
}

/** ChartController::totalsV2, by currency. */
function totals({ company }: Call): Values {
	const sum = (rows: readonly Row[], field: string): string =>
		rows.reduce((total, row) => total + num(row[field]), 0).toFixed(2);
	const sent = all(company, 'invoices').filter((one) => !one.is_deleted && text(one.status_id) !== '1');
	return {
		currencies: { [text(company.settings.currency_id)]: '' },
		[text(company.settings.currency_id)]: {
			invoices: { invoiced_amount: sum(sent, 'amount'), code: '' },
			revenue: { paid_to_date: sum(all(company, 'payments'), 'amount'), code: '' },
			outstanding: { amount: sum(sent, 'balance'), outstanding_count: sent.length, code: '' },
			expenses: { amount: sum(all(company, 'expenses'), 'amount'), code: '' },
		},
	};
}
