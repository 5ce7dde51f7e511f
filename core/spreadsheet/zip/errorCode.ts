/** The code of an error of Node, such as `ENOENT`; empty when it has none. */
export function errorCode(error: unknown): string {
	const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : '';
	return typeof code === 'string' ? code : '';
}
