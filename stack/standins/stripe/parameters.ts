import { invalidParameter, missingParameter, noSuch, unknownParameter } from './errors';
import type { FormObject, FormValue } from './form';

/** Reads the parameters of a request. It refuses an unknown parameter, and a missing required one. */
export function checked(given: FormObject, known: readonly string[], required: readonly string[] = []): FormObject {
	for (const name of Object.keys(given)) if (!known.includes(name)) throw unknownParameter(name);
	for (const name of required) if (given[name] === undefined || given[name] === '') throw missingParameter(name);
	return given;
}

export function textOf(value: FormValue | undefined, name: string): string | undefined {
	if (value === undefined || typeof value === 'string') return value;
	throw invalidParameter(name, `Invalid string: ${name}`);
}

export function listOf(value: FormValue | undefined, name: string): string[] {
	if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
	throw invalidParameter(name, `Invalid array: ${name}`);
}

/** Merges metadata. An empty value removes a key. */
export function metadataOf(value: FormValue | undefined, before: Record<string, string> = {}): Record<string, string> {
	if (value === undefined) return before;
	if (typeof value !== 'object' || Array.isArray(value)) throw invalidParameter('metadata', 'Invalid hash: metadata');
	const merged = { ...before, ...value };
	return Object.fromEntries(
		Object.entries(merged).flatMap(([key, held]) => (typeof held === 'string' && held !== '' ? [[key, held]] : [])),
	);
}

/** Returns a page of a list, newest first, by `limit`, `starting_after` and `ending_before`. */
export function page<T extends { readonly id?: unknown }>(all: readonly T[], query: URLSearchParams, url: string) {
	return checkedPage(url, query, ['type'])(all);
}

/** Checks the query of a list, with the filters that it knows, and gives the page of what was found. */
export function checkedPage(url: string, query: URLSearchParams, filters: readonly string[]) {
	for (const name of query.keys()) {
		// `types[0]` is an entry of the list `types[]`.
		const known = ['limit', 'starting_after', 'ending_before', ...filters];
		if (!known.includes(name.replace(/\[\d+\]$/, '[]'))) throw unknownParameter(name);
	}
	const limit = Number(query.get('limit') ?? 10);
	if (!Number.isInteger(limit) || limit < 1 || limit > 100) throw invalidParameter('limit', 'Invalid integer: limit');
	const after = query.get('starting_after');
	const before = query.get('ending_before');
	return <T extends { readonly id?: unknown }>(all: readonly T[]) => {
		const place = (cursor: string, param: string) => {
			const found = all.findIndex(({ id }) => id === cursor);
			if (found < 0) throw noSuch('object', cursor, param);
			return found;
		};
		if (before !== null) {
			// The page that ends right before the cursor: has_more tells of newer ones.
			const end = place(before, 'ending_before');
			const start = Math.max(0, end - limit);
			return { object: 'list', url, data: all.slice(start, end), has_more: start > 0 };
		}
		const start = after === null ? 0 : place(after, 'starting_after') + 1;
		const data = all.slice(start, start + limit);
		return { object: 'list', url, data, has_more: start + limit < all.length };
	};
}
