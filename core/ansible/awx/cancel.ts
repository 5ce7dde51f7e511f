import { z } from 'zod';
import { ExternalError } from '../../kernel/errors';
import { awxJob, type AwxJob } from './answers';
import type { Awx } from './awx';

/** Milliseconds between looks. A test can shorten them. */
export interface Pauses {
	/** Before each further look for a job whose launch got no answer. */
	readonly lookAgainMs: readonly number[];
	/** Before each further look at a job that is being cancelled. */
	readonly cancelMs: readonly number[];
	/** Between two looks at a running job. */
	readonly tickMs: number;
	/** How long the last events of an ended job are waited for. */
	readonly lastEventsMs: number;
}

export const standardPauses: Pauses = {
	lookAgainMs: [1_000, 3_000, 6_000],
	cancelMs: [500, 1_000, 2_000, 4_000, 8_000, 15_000],
	tickMs: 1_000,
	lastEventsMs: 60_000,
};

export const isEnded = ({ status }: Pick<AwxJob, 'status'>) =>
	status === 'successful' || status === 'failed' || status === 'error' || status === 'canceled';

/** How a job is after it was to end. `gone`: AWX no longer has it. */
export type EndStatus = AwxJob['status'] | 'gone';
export const goesOn = (status: EndStatus) => status !== 'gone' && !isEnded({ status });

/**
 * Cancels a job and waits until it has ended.
 *
 * @returns the status in which it is then; one that ended by itself in the meantime keeps its own.
 */
export async function endJob(awx: Awx, id: number, pauses: Pauses): Promise<EndStatus> {
	try {
		return await cancelJob(awx, id, pauses);
	} catch (error) {
		// AWX removes old jobs, and people do.
		if (error instanceof ExternalError && error.errorClass === 'not_found') return 'gone';
		throw error;
	}
}

async function cancelJob(awx: Awx, id: number, { cancelMs }: Pauses): Promise<AwxJob['status']> {
	const { can_cancel } = await awx.json({ method: 'GET', path: `/jobs/${id}/cancel/` }, cancelAnswer);
	if (can_cancel) {
		try {
			await awx.text({ method: 'POST', path: `/jobs/${id}/cancel/`, changes: true });
		} catch (error) {
			// 405: it ended in the meantime (awx/api/views, JobCancel). No answer: the looks tell.
			const expected = error instanceof ExternalError && (error.errorClass === 'invalid' || error.outcomeUnknown);
			if (!expected) throw error;
		}
	}
	let job = await jobOf(awx, id);
	for (const pause of cancelMs) {
		if (isEnded(job)) break;
		await new Promise((resolve) => setTimeout(resolve, pause));
		job = await jobOf(awx, id);
	}
	return job.status;
}
const cancelAnswer = z.object({ can_cancel: z.boolean() });

export const jobOf = async (awx: Awx, id: number | string): Promise<AwxJob> =>
	await awx.json({ method: 'GET', path: `/jobs/${id}/` }, awxJob);
