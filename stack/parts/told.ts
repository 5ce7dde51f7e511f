/** A failure that one sentence explains: it is told without a stack trace. */
export class Told extends Error {
	override name = 'Told';
}

/** What is told of any error: its message, and those of the errors within. */
export function wordsOf(error: unknown): string {
	if (error instanceof AggregateError && !error.message) return error.errors.map(wordsOf).join('; ');
	return error instanceof Error ? error.message : String(error);
}
