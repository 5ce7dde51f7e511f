import { ExternalError } from '../../kernel/errors';

/** A run ID means one run: whoever comes with another request would get the result of this one, or end it. */
export function takenRunId(runId: string, job: string, other: string): ExternalError {
	return new ExternalError(
		'exists',
		`${job} has the run ID '${runId}', and ${other}; it was left as it is`,
		'Give each run an ID of its own.',
	);
}
