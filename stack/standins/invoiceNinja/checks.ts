import type { EntityPath } from './entities';
import { events } from './events';
import { complaints } from './refusals';
import type { Row } from './state';
import { all, find, type Call } from './store';
import { isValues, num, text, valuesList } from './values';

/** What validation refuses (app/Http/Requests; vendor-contracts §1.4). */

type Complaints = ReturnType<typeof complaints>;
interface Checked {
	readonly call: Call;
	readonly path: EntityPath;
	/** The row that is updated. */
	readonly known: Row | undefined;
	readonly wrong: Complaints;
}

export function check(call: Call, path: EntityPath, known?: Row): void {
	const wrong = complaints();
	const checked = { call, path, known, wrong };
	for (const rule of rules[path] ?? []) rule(checked);
	wrong.end();
}

type Rule = (checked: Checked) => void;

const required =
	(field: string): Rule =>
	({ call, known, wrong }) => {
		const isThere = Object.hasOwn(call.body, field);
		if ((!known && !isThere) || (isThere && text(call.body[field]) === '')) wrong.required(field);
	};

/** Unique in the company, deleted ones included. */
const unique =
	(field: string): Rule =>
	({ call, path, known, wrong }) => {
		const given = text(call.body[field]);
		if (given !== '' && all(call.company, path).some((one) => one[field] === given && one.id !== known?.id)) {
			wrong.taken(field);
		}
	};

const exists =
	(field: string, path: EntityPath, isRequired = false): Rule =>
	({ call, known, wrong }) => {
		const given = text(call.body[field]);
		if (given === '') {
			if (isRequired && !known) wrong.required(field);
			return;
		}
		const found = find(call.company, path, given);
		if (!found || (found.is_deleted && !known)) wrong.unknown(field);
	};

const date =
	(field: string): Rule =>
	({ call: { body }, wrong }) => {
		const given = text(body[field]);
		if (given !== '' && !/^\d{4}-\d\d-\d\d$/.test(given)) wrong.add(field, `The ${field} is not a valid date.`);
	};

const numeric =
	(field: string): Rule =>
	({ call: { body }, wrong }) => {
		const given = body[field];
		if (given === undefined || given === null || given === '') return;
		if (typeof given !== 'number' && !/^-?\d*\.?\d+$/.test(text(given)))
			wrong.add(field, `The ${field} must be a number.`);
	};

/** The client of a bill is never changed by an update (UpdateInvoiceRequest unsets another). */
const bill: readonly Rule[] = [
	exists('client_id', 'clients', true),
	unique('number'),
	date('date'),
	date('due_date'),
	date('partial_due_date'),
	numeric('discount'),
	numeric('partial'),
	({ call: { body }, wrong }) => {
		if (body.line_items !== undefined && !Array.isArray(body.line_items)) {
			wrong.add('line_items', 'The line items must be an array.');
		}
		const partial = text(body.partial_due_date);
		const due = text(body.due_date);
		if (partial !== '' && due !== '' && due < partial) {
			wrong.add('due_date', 'The due date must be a date after or equal to partial due date.');
		}
	},
	({ call, wrong }) =>
		valuesList(call.body.invitations).forEach((one, index) => {
			if (text(one.client_contact_id) === '') wrong.required(`invitations.${index}.client_contact_id`);
		}),
];

const contacts: Rule = ({ call: { body }, wrong }) => {
	const seen = new Set<string>();
	valuesList(body.contacts).forEach(({ email }, index) => {
		const address = text(email);
		const field = `contacts.${index}.email`;
		if (address === '') return;
		if (!/^[^@\s]+@[^@\s]+$/.test(address)) wrong.add(field, `The ${field} must be a valid email address.`);
		if (seen.has(address)) wrong.add(field, `The ${field} field has a duplicate value.`);
		seen.add(address);
	});
};

/** StoreTaskRequest.php: whole seconds, an end of 0 while it runs, a real boolean in the fourth place, no overlaps. */
const timeLog: Rule = ({ call: { body }, wrong }) => {
	if (body.time_log === undefined) return;
	const complaint = (words: string): void => wrong.add('time_log', words);
	let log: unknown = body.time_log;
	if (typeof log === 'string') {
		try {
			log = JSON.parse(log);
		} catch {
			log = undefined;
		}
	}
	if (!Array.isArray(log)) return complaint('The time log must be an array or JSON.');
	let before = 0;
	for (const entry of log as unknown[]) {
		const [start, end, , billable] = Array.isArray(entry) ? (entry as unknown[]) : [];
		if (!Number.isInteger(start) || !Number.isInteger(end)) return complaint('The time log has invalid values.');
		if (billable !== undefined && typeof billable !== 'boolean') {
			return complaint('The billable value of the time log must be a boolean.');
		}
		if (num(start) < before || (num(end) !== 0 && num(end) < num(start))) {
			return complaint('The time log has overlapping times.');
		}
		before = num(end) === 0 ? Number.MAX_SAFE_INTEGER : num(end);
	}
};

const classification: Rule = ({ call: { body }, wrong }) => {
	const known = 'individual,business,company,partnership,trust,charity,government,other'.split(',');
	const given = text(body.classification);
	if (given !== '' && !known.includes(given)) wrong.unknown('classification');
};

const rules: Readonly<Partial<Record<EntityPath, readonly Rule[]>>> = {
	clients: [
		unique('number'),
		unique('id_number'),
		contacts,
		classification,
		({ call: { body }, wrong }) => {
			if (body.settings !== undefined && !isValues(body.settings)) {
				wrong.add('settings', 'The settings must be an object.');
			}
		},
		exists('group_settings_id', 'group_settings'),
	],
	invoices: [...bill, exists('project_id', 'projects'), exists('location_id', 'locations')],
	quotes: bill,
	credits: bill,
	recurring_invoices: [
		...bill,
		({ call: { body }, known, wrong }) => {
			const frequency = text(body.frequency_id);
			if (!known && frequency === '') wrong.required('frequency_id');
			else if (frequency !== '' && !(num(frequency) >= 1 && num(frequency) <= 12)) wrong.unknown('frequency_id');
		},
		numeric('remaining_cycles'),
	],
	purchase_orders: [exists('vendor_id', 'vendors', true), unique('number'), date('date'), date('due_date')],
	products: [numeric('cost'), numeric('price'), numeric('quantity')],
	expenses: [
		unique('number'),
		date('date'),
		date('payment_date'),
		exists('client_id', 'clients'),
		exists('vendor_id', 'vendors'),
		exists('project_id', 'projects'),
		exists('category_id', 'expense_categories'),
		numeric('amount'),
	],
	tasks: [unique('number'), exists('client_id', 'clients'), exists('project_id', 'projects'), timeLog],
	projects: [required('name'), exists('client_id', 'clients', true), unique('number'), date('due_date')],
	vendors: [required('name'), contacts, unique('number')],
	subscriptions: [
		required('name'),
		unique('name'),
		({ call: { body }, known, wrong }) => {
			const frequency = text(body.frequency_id ?? known?.frequency_id);
			if (text(body.recurring_product_ids) !== '' && frequency === '') wrong.required('frequency_id');
		},
	],
	bank_transactions: [numeric('amount'), date('date')],
	tax_rates: [required('name'), numeric('rate')],
	webhooks: [
		required('target_url'),
		required('event_id'),
		({ call: { body }, wrong }) => {
			const url = text(body.target_url);
			if (url !== '' && !URL.canParse(url)) wrong.add('target_url', 'The target url format is invalid.');
			const method = text(body.rest_method);
			if (method !== '' && !['post', 'put'].includes(method)) wrong.unknown('rest_method');
			if (body.event_id !== undefined && typeof body.event_id !== 'string' && typeof body.event_id !== 'number') {
				wrong.unknown('event_id');
			} else if (text(body.event_id) !== '' && !events[Number(text(body.event_id))]) wrong.unknown('event_id');
		},
	],
	company_gateways: [required('gateway_key')],
	locations: [required('name'), exists('client_id', 'clients'), exists('vendor_id', 'vendors')],
	group_settings: [required('name')],
	payment_terms: [
		({ call: { body }, known, wrong }) => !known && body.num_days === undefined && wrong.required('num_days'),
	],
	expense_categories: [required('name')],
	task_statuses: [required('name')],
	users: [required('email')],
};
