import { ExternalError } from '../../core/kernel/errors';

/** What the work failed with; it is a failure of the test where it did not, or with something else. */
export async function outsideFailureOf(work: Promise<unknown>): Promise<ExternalError> {
	const error: unknown = await work.then(
		() => undefined,
		(thrown: unknown) => thrown,
	);
	if (error instanceof ExternalError) return error;
	throw new Error(`it did not fail as it should: ${String(error)}`);
}
