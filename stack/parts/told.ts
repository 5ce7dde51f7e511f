/** A failure that one sentence explains: it is told without a stack trace. */
export class Told extends Error {
	override name = 'Told';
}

/** What is told of any error: its message, and those of the errors within. */
export function wordsOf(error: unknown): string {
	if (error instanceof AggregateError && !error.message) return error.errors.map(wordsOf).join('; ');
	// Not `instanceof`: in a test, Node's own errors are of another Error than the test's.
	const { message } = (error ?? {}) as { message?: unknown };
	return typeof message === 'string' && message !== '' ? message : String(error);
}
