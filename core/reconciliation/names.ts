/** The IDs that are known, once each. */
export function compactNames(...names: ReadonlyArray<string | null | undefined>): string[] {
	return [...new Set(names.filter((name): name is string => typeof name === 'string' && name !== ''))];
}
