/** JSON whose names are in order: the order in which somebody wrote them makes no other value. */
export function canonicalJson(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
	if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
	const held = Object.entries(value)
		.filter(([, inner]) => inner !== undefined)
		.sort(([one], [other]) => (one < other ? -1 : 1));
	return `{${held.map(([name, inner]) => `${JSON.stringify(name)}:${canonicalJson(inner)}`).join(',')}}`;
}
