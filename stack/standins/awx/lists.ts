import type { StandinAnswer, StandinRequest } from '../shared';

type Row = Readonly<Record<string, unknown>>;

/** The parameters that are no field (FieldLookupBackend.RESERVED_NAMES in awx/api/filters.py). */
const reserved = new Set([
	'page',
	'page_size',
	'format',
	'order',
	'order_by',
	'search',
	'count_disabled',
	'no_truncate',
	'limit',
]);

/**
 * A list of AWX: pages of 25 and at most 200, filters by field, and a refusal of what is no field. Source:
 * awx/api/pagination.py and filters.py.
 *
 * @param handled parameters that were looked at before.
 */
export function listed(
	request: StandinRequest,
	all: readonly object[],
	handled: readonly string[] = [],
): StandinAnswer {
	const { query, path } = request;
	let rows = all as readonly Row[];
	for (const [name, value] of query) {
		if (reserved.has(name) || handled.includes(name)) continue;
		// prevent_search: awx/main/models/jobs.py.
		if (name.startsWith('extra_vars'))
			return { status: 403, body: { detail: 'Filtering on extra_vars is not allowed.' } };
		const [field = '', lookup = 'exact'] = name.split('__');
		if (!['exact', 'gt', 'icontains'].includes(lookup) || (rows.length > 0 && !rows.some((row) => field in row))) {
			return { status: 400, body: { detail: `Job has no field named '${field}'` } };
		}
		rows = rows.filter((row) => matches(row[field], lookup, value));
	}
	const order = query.get('order_by') ?? 'id';
	const key = order.replace('-', '');
	const sign = order.startsWith('-') ? -1 : 1;
	rows = [...rows].sort((one, other) => sign * (Number(one[key] ?? 0) - Number(other[key] ?? 0)));
	const size = Math.min(200, Number(query.get('page_size') ?? 25));
	const page = Number(query.get('page') ?? 1);
	const results = rows.slice((page - 1) * size, page * size);
	if (results.length === 0 && page > 1) return { status: 404, body: { detail: 'Invalid page.' } };
	return {
		body: {
			count: rows.length,
			next: rows.length > page * size ? `${path}?page=${page + 1}` : null,
			previous: page > 1 ? `${path}?page=${page - 1}` : null,
			results,
		},
	};
}

function matches(held: unknown, lookup: string, wanted: string): boolean {
	if (lookup === 'gt') return Number(held) > Number(wanted);
	return lookup === 'icontains' ? String(held).toLowerCase().includes(wanted.toLowerCase()) : String(held) === wanted;
}
