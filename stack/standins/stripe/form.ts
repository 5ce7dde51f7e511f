/** A value of a form body: text, a list or an object of them. */
export type FormValue = string | FormValue[] | { [name: string]: FormValue };
export type FormObject = { [name: string]: FormValue };

/** Decodes brackets as Stripe does: `items[0][price]=p` becomes `{items: [{price: 'p'}]}`. */
export function decodeForm(fields: URLSearchParams): FormObject {
	const decoded: FormObject = {};
	for (const [name, value] of fields) {
		const [first = '', ...rest] = name.split('[').map((part) => part.replace(/\]$/, ''));
		place(decoded, [first, ...rest], value);
	}
	return asLists(decoded) as FormObject;
}

function place(into: FormObject, [name = '', ...rest]: readonly string[], value: string): void {
	// `list[]=a&list[]=b` has no numbers, so the place of an item is its number.
	const key = name === '' ? String(Object.keys(into).length) : name;
	if (rest.length === 0) {
		into[key] = value;
		return;
	}
	const held = into[key];
	const next: FormObject = typeof held === 'object' && !Array.isArray(held) ? held : {};
	into[key] = next;
	place(next, rest, value);
}

/** Objects whose names are 0, 1, 2, … are lists. */
function asLists(value: FormValue): FormValue {
	if (typeof value !== 'object' || Array.isArray(value)) return value;
	const entries = Object.entries(value).map(([name, held]) => [name, asLists(held)] as const);
	const isList = entries.length > 0 && entries.every(([name], index) => name === String(index));
	return isList ? entries.map(([, held]) => held) : Object.fromEntries(entries);
}
