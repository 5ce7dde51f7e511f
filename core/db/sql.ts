/** How a change is written to the column of its own name in snake case, as it is or as JSON; or to a column by an expression. */
export type ColumnKind = 'value' | 'json' | { readonly column: string; readonly sql: (parameter: string) => string };

/** A moment so many seconds from now, by the database's clock. Null clears the column. */
export const inSeconds = (column: string) => ({
	column,
	sql: (parameter: string) => `now() + make_interval(secs => ${parameter}::float8)`,
});

/**
 * The assignments of an update for those keys that are given, with their values, after the values before them.
 *
 * @param columns every key that may change.
 * @throws RangeError when the change holds another key: it would be lost without a word.
 */
export function assignments<Change extends object>(
	change: Change,
	columns: Readonly<Record<keyof Change, ColumnKind>>,
	before: readonly unknown[],
): { readonly sql: string; readonly values: unknown[] } {
	const unknown = Object.entries(change).find(([key, value]) => value !== undefined && !Object.hasOwn(columns, key));
	if (unknown) throw new RangeError(`'${unknown[0]}' is no column that an update changes`);
	const values = [...before];
	const sets = (Object.keys(columns) as Array<keyof Change & string>).flatMap((key) => {
		const value: unknown = change[key];
		if (value === undefined) return [];
		const kind = columns[key];
		values.push(kind === 'json' && value !== null ? json(value) : value);
		const parameter = `$${values.length}`;
		if (typeof kind === 'string') return [`${snakeCase(key)} = ${parameter}`];
		return [`${kind.column} = ${kind.sql(parameter)}`];
	});
	// An update without a change still tells whether the row is there.
	return { sql: sets.length > 0 ? sets.join(', ') : 'updated_at = updated_at', values };
}

/** The condition that one of the columns holds the searched text; true for every row when the parameter is null. */
export function search(parameter: string, ...columns: string[]): string {
	const found = columns.map((column) => `position(lower(${parameter}) in lower(${column})) > 0`);
	return `(${parameter}::text is null or ${found.join(' or ')})`;
}

/** The condition that `c` of `msp.customer` has a code, or is the one into whom the customer of the code was merged. */
export const ofCustomerCode = (parameter: string): string =>
	`c.id = (select coalesce(m.merged_into, m.id) from msp.customer m where m.customer_code = ${parameter})`;

/** A value for a jsonb column. PostgreSQL takes neither NUL nor half a character, and what a vendor says may hold both. */
export function json(value: unknown): string {
	// Keys too: half a character and NUL are always escaped in JSON, and an escaped backslash is passed over.
	return JSON.stringify(value ?? null).replace(/\\(?:\\|u0000|ud[89a-f][0-9a-f]{2})/g, (escape) =>
		escape === '\\\\' ? escape : '\ufffd',
	);
}

/** A text that PostgreSQL can store. */
export function storable(text: string): string {
	return text.replace(/[\0\p{Cs}]/gu, '\ufffd');
}

const camelNames = new Map<string, string>();

/** A row under the names that the code uses: `customer_id` is `customerId`. */
export function camelCased(row: object): Record<string, unknown> {
	return Object.fromEntries(Object.entries(row).map(([column, value]) => [camelCase(column), value]));
}

export function camelCase(column: string): string {
	let name = camelNames.get(column);
	if (name === undefined) {
		name = column.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
		camelNames.set(column, name);
	}
	return name;
}

function snakeCase(name: string): string {
	return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
