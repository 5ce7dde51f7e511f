import { entity, type EntityPath } from './entities';
import { includesOf, present } from './present';
import type { HeldCompany, Row } from './state';
import { all, find, isReadable, type Call } from './store';
import { num, text, today, truth, valuesList, type Values } from './values';

/** Lists: app/Filters/QueryFilters.php with InvoiceFilters.php, ClientFilters.php, PaymentFilters.php; BaseController.php. */

type Test = (row: Row) => boolean;

/** A list's answer: 20 rows unless `per_page` says more, 5000 at most (resolveQueryLimit). */
export function list(call: Call, path: EntityPath, rows: readonly Row[]): Values {
	const { state, company, url, query } = call;
	const include = includesOf(query, path);
	// Laravel reads input from query and body alike: bulk calls may page, too.
	const asked = query.get('per_page') ?? text(call.body.per_page);
	const perPage = Math.max(1, asked === '' ? 20 : Math.min(Math.abs(Math.trunc(num(asked))), 5000));
	const page = Math.max(1, Math.trunc(num(query.get('page') ?? '1')) || 1);
	const shown = rows.slice((page - 1) * perPage, page * perPage);
	const pages = Math.max(1, Math.ceil(rows.length / perPage));
	const link = (to: number): string => `${url}/api/v1/${path}?page=${to}`;
	return {
		data: shown.map((row) => present(state, company, path, row, include)),
		meta: {
			pagination: {
				total: rows.length,
				count: shown.length,
				per_page: perPage,
				current_page: page,
				total_pages: pages,
				links: {
					...(page > 1 && { previous: link(page - 1) }),
					...(page < pages && { next: link(page + 1) }),
				},
			},
		},
	};
}

/** All rows that the token's user sees, after the filters of the query. */
export function filtered(call: Call, path: EntityPath): Row[] {
	const { company, query } = call;
	const tests = [...commonTests(company, path, query), ...ownTests(path, query)];
	const rows = visible(company, path).filter((row) => isReadable(call.state, row) && tests.every((test) => test(row)));
	return sorted(company, rows, query.get('sort') ?? '');
}

/** Without the right to view, a user gets its own rows, with 200 (BaseController::listResponse). */
function visible(company: HeldCompany, path: EntityPath): Row[] {
	const rows = all(company, path);
	return company.blindFor.includes(path) ? rows.filter((row) => isOwn(company, row)) : rows;
}

export function isOwn(company: HeldCompany, row: Row): boolean {
	return row.user_id === company.userId || row.assigned_user_id === company.userId;
}

function given(query: URLSearchParams, name: string, make: (value: string) => Test): Test[] {
	const value = query.get(name) ?? '';
	return value === '' ? [] : [make(value)];
}

function commonTests(company: HeldCompany, path: EntityPath, query: URLSearchParams): Test[] {
	return [
		...given(query, 'status', (value) => {
			const wanted = value.split(',');
			return (row) =>
				(wanted.includes('active') && row.archived_at === 0) ||
				(wanted.includes('archived') && row.archived_at !== 0 && !row.is_deleted) ||
				(wanted.includes('deleted') && row.is_deleted);
		}),
		...given(query, 'is_deleted', (value) => (row) => row.is_deleted === truth(value)),
		...given(query, 'with_trashed', (value) => (row) => value !== 'false' || !row.is_deleted),
		...(query.has('without_deleted_clients') || query.get('filter_deleted_clients') === 'true'
			? [(row: Row) => !truth(find(company, 'clients', row.client_id)?.is_deleted)]
			: []),
		...given(query, 'client_id', (value) => (row) => row.client_id === value),
		...given(query, 'vendor_id', (value) => (row) => row.vendor_id === value),
		...given(query, 'created_at', (value) => (row) => row.created_at >= seconds(value)),
		...given(query, 'updated_at', (value) => (row) => row.updated_at >= seconds(value)),
		...given(query, 'number', (value) => (row) => row.number === value),
		...given(query, 'filter', (value) => searches(company, path, value)),
		...given(query, 'date_range', (value) => inRange('date', value)),
		...given(query, 'due_date_range', (value) => inRange('due_date', value)),
	];
}

/** Unix seconds or a date. What is neither filters nothing (the filters catch the exception). */
function seconds(value: string): number {
	if (/^\d+$/.test(value)) return Number(value);
	const read = Date.parse(value);
	return Number.isNaN(read) ? 0 : Math.floor(read / 1000);
}

function inRange(field: string, value: string): Test {
	const [from = '', to = ''] = value.split(',').slice(-2);
	return (row) => text(row[field]) >= from && text(row[field]) <= to;
}

function searches(company: HeldCompany, path: EntityPath, value: string): Test {
	const wanted = value.toLowerCase();
	const has = (one: unknown): boolean => text(one).toLowerCase().includes(wanted);
	const person = (party: Row | undefined): boolean =>
		has(party?.name) ||
		valuesList(party?.contacts).some(({ first_name, last_name, email }) => [first_name, last_name, email].some(has));
	return (row) =>
		entity(path).searched.some((field) => has(row[field])) ||
		(path === 'clients' || path === 'vendors' ? person(row) : person(find(company, 'clients', row.client_id)));
}

const clientStatuses: Readonly<Partial<Record<EntityPath, Readonly<Record<string, readonly string[]>>>>> = {
	invoices: { draft: ['1'], paid: ['4'], unpaid: ['2', '3'], cancelled: ['5', '6'] },
	quotes: { draft: ['1'], sent: ['2'], approved: ['3'], converted: ['4'], expired: ['2'] },
	credits: { draft: ['1'], sent: ['2'], partial: ['3'], applied: ['4'] },
	recurring_invoices: { draft: ['1'], active: ['2'], paused: ['3'], completed: ['4'] },
	purchase_orders: { draft: ['1'], sent: ['2'], accepted: ['3'], cancelled: ['5'] },
	payments: {
		pending: ['1'],
		cancelled: ['2'],
		failed: ['3'],
		completed: ['4'],
		partially_refunded: ['5'],
		refunded: ['6'],
	},
};

function ownTests(path: EntityPath, query: URLSearchParams): Test[] {
	const exact = ['name', 'id_number', 'product_key', 'frequency_id', 'group_settings_id', 'transaction_reference'];
	return [
		...given(query, 'client_status', (value) => byClientStatus(path, value.split(','))),
		...given(query, 'status_id', (value) => (row) => value.split(',').includes(text(row.status_id))),
		...given(query, 'private_notes', (value) => (row) => text(row.private_notes).includes(value)),
		...exact
			.filter((field) => field in entity(path).defaults && field !== 'transaction_reference')
			.flatMap((field) => given(query, field, (value) => (row) => text(row[field]) === value)),
		...given(query, 'group', (value) => (row) => row.group_settings_id === value),
		...(path === 'clients' || path === 'vendors'
			? given(query, 'email', (value) => (row) => valuesList(row.contacts).some(({ email }) => email === value))
			: []),
		...given(query, 'balance', (value) => compares('balance', value)),
		...given(query, 'between_balance', (value) => {
			const [least = '', most = ''] = value.split(':');
			return (row) => num(row.balance) >= num(least) && num(row.balance) <= num(most);
		}),
		...given(
			query,
			'payable',
			(value) => (row) =>
				row.client_id === value &&
				!row.is_deleted &&
				num(row.balance) > 0 &&
				['1', '2', '3'].includes(text(row.status_id)),
		),
		...(query.has('overdue') && path === 'invoices' ? [(row: Row) => !row.is_deleted && isOverdue(row)] : []),
		...(query.get('match_transactions') === 'true'
			? [(row: Row) => !row.is_deleted && text(row.transaction_id) === '']
			: []),
		...given(query, 'next_send_between', (value) => {
			const [from = '', to = ''] = value.split('|');
			return (row) => text(row.next_send_date) >= from && text(row.next_send_date) <= to;
		}),
	];
}

/**
 * `overdue` is an ungrouped "or": `status in (…) and due_date < now or partial_due_date < now`. The second half drags in
 * paid and draft ones (InvoiceFilters.php, client_status).
 */
function byClientStatus(path: EntityPath, wanted: readonly string[]): Test {
	if (wanted.includes('all')) return () => true;
	const statuses = wanted.flatMap((one) => clientStatuses[path]?.[one] ?? []);
	const overdue = path === 'invoices' && wanted.includes('overdue');
	if (statuses.length === 0 && !overdue) return () => true;
	const partialOver = (row: Row): boolean => text(row.partial_due_date) !== '' && text(row.partial_due_date) < today();
	const dueOver = (row: Row): boolean =>
		['2', '3'].includes(text(row.status_id)) && text(row.due_date) !== '' && text(row.due_date) < today();
	return (row) => statuses.includes(text(row.status_id)) || (overdue && (dueOver(row) || partialOver(row)));
}

function isOverdue(row: Row): boolean {
	if (!['2', '3'].includes(text(row.status_id))) return false;
	return [row.due_date, row.partial_due_date].some((date) => text(date) !== '' && text(date) < today());
}

function compares(field: string, value: string): Test {
	const [operator = 'eq', amount = ''] = value.split(':');
	const wanted = num(amount);
	return (row) => {
		const has = num(row[field]);
		switch (operator) {
			case 'lt':
				return has < wanted;
			case 'gt':
				return has > wanted;
			case 'lte':
				return has <= wanted;
			case 'gte':
				return has >= wanted;
			default:
				return has === wanted;
		}
	};
}

function sorted(company: HeldCompany, rows: Row[], sort: string): Row[] {
	const [column = '', direction] = sort.split('|');
	if (column === '' || direction === undefined) return rows;
	// The column `id` is the number that the hashed ID is made of: rows are kept in its order.
	if (column === 'id') return direction === 'desc' ? rows.reverse() : rows;
	const sign = direction === 'desc' ? -1 : 1;
	const key = (row: Row): unknown =>
		column === 'client_id' ? find(company, 'clients', row.client_id)?.name : row[column];
	return rows.sort((a, b) => {
		const [left, right] = [key(a), key(b)];
		if (typeof left === 'number' && typeof right === 'number') return sign * (left - right);
		return sign * text(left).localeCompare(text(right));
	});
}
