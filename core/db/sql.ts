/** The column of a value; `json` is a jsonb column. */
export type Column = string | { readonly json: string };

/** The assignments of an update for those keys that are given, with their values, after the values before them. */
export function assignments<Change extends object>(
	change: Change,
	columns: Readonly<Record<keyof Change, Column>>,
	before: readonly unknown[],
): { readonly sql: string; readonly values: unknown[] } {
	const values = [...before];
	const sets = (Object.keys(columns) as Array<keyof Change>).flatMap((key) => {
		const value = change[key];
		if (value === undefined) return [];
		const column = columns[key];
		values.push(typeof column === 'string' || value === null ? value : JSON.stringify(value));
		return [`${typeof column === 'string' ? column : column.json} = $${values.length}`];
	});
	// An update without a change still tells whether the row is there.
	return { sql: sets.length > 0 ? sets.join(', ') : 'updated_at = updated_at', values };
}

/** Whether one of the columns holds the searched text; true for every row where the parameter is null. */
export function search(parameter: string, ...columns: string[]): string {
	const found = columns.map((column) => `position(lower(${parameter}) in lower(${column})) > 0`);
	return `(${parameter}::text is null or ${found.join(' or ')})`;
}
