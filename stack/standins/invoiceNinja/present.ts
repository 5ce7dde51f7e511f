import { entity, type EntityPath } from './entities';
import { badRequest } from './refusals';
import type { HeldCompany, NinjaState, Row } from './state';
import { all, find } from './store';
import { text, valuesList, type Values } from './values';

/** Sends rows as Fractal's transformers do: what is always there, and what `include` asks for. */

export function present(
	state: NinjaState,
	company: HeldCompany,
	path: EntityPath,
	row: Row,
	include: readonly string[],
): Values {
	const { idempotency_key: key, ...sent } = row;
	const shown: Values = {
		...sent,
		...(path === 'payments' && state.switches.showsIdempotencyKey && { idempotency_key: key }),
	};
	for (const wanted of include) Object.assign(shown, included(state, company, path, row, wanted));
	return shown;
}

export function includesOf(query: URLSearchParams, path: EntityPath): string[] {
	const wanted = (query.get('include') ?? '').split(',').filter((one) => one !== '');
	const known = entity(path).includes;
	// A relation that is not there is a 400 (vendor-contracts §1.1). `client.contacts` asks inside of one that is.
	const unknown = wanted.find((one) => !known.includes(one.split('.')[0] ?? one));
	if (unknown !== undefined) {
		throw badRequest(`Call to undefined relationship [${unknown}] on model [App\\Models\\${entity(path).model}].`);
	}
	return wanted.map((one) => one.split('.')[0] ?? one);
}

const one: Readonly<Record<string, readonly [EntityPath, string]>> = {
	client: ['clients', 'client_id'],
	vendor: ['vendors', 'vendor_id'],
	project: ['projects', 'project_id'],
	invoice: ['invoices', 'invoice_id'],
	location: ['locations', 'location_id'],
	group_settings: ['group_settings', 'group_settings_id'],
	category: ['expense_categories', 'category_id'],
	status: ['task_statuses', 'status_id'],
	payment: ['payments', 'payment_id'],
	expense: ['expenses', 'expense_id'],
};

function included(
	state: NinjaState,
	company: HeldCompany,
	path: EntityPath,
	row: Row,
	wanted: string,
): Values | undefined {
	if (wanted in row && Array.isArray(row[wanted])) return undefined;
	const show = (what: EntityPath, rows: readonly Row[]): Values[] =>
		rows.map((each) => present(state, company, what, each, []));
	const single = one[wanted];
	if (single) {
		const found = find(company, single[0], row[single[1]]);
		return found && { [wanted]: present(state, company, single[0], found, []) };
	}
	switch (wanted) {
		case 'payments':
			return { payments: show('payments', paymentsOf(company, row)) };
		case 'invoices':
			return { invoices: show('invoices', invoicesOf(company, path, row)) };
		case 'credits':
			return { credits: show('credits', linked(company, 'credits', row, 'credit_id')) };
		case 'locations':
			return { locations: show('locations', belonging(company, 'locations', row)) };
		case 'type':
			return { type: { id: text(row.type_id), name: '' } };
		case 'tasks':
		case 'expenses':
		case 'quotes':
			return {
				[wanted]: show(
					wanted,
					all(company, wanted).filter(({ project_id }) => project_id === row.id),
				),
			};
		default:
			return { [wanted]: [] };
	}
}

function paymentsOf(company: HeldCompany, invoice: Row): Row[] {
	return all(company, 'payments').filter((payment) =>
		valuesList(payment.paymentables).some(({ invoice_id }) => invoice_id === invoice.id),
	);
}

function invoicesOf(company: HeldCompany, path: EntityPath, row: Row): Row[] {
	if (path === 'payments') return linked(company, 'invoices', row, 'invoice_id');
	const field = path === 'recurring_invoices' ? 'recurring_id' : 'project_id';
	return all(company, 'invoices').filter((invoice) => invoice[field] === row.id);
}

function linked(company: HeldCompany, path: EntityPath, payment: Row, field: string): Row[] {
	return valuesList(payment.paymentables).flatMap((link) => find(company, path, link[field]) ?? []);
}

function belonging(company: HeldCompany, path: EntityPath, client: Row): Row[] {
	return all(company, path).filter(({ client_id }) => client_id === client.id);
}
