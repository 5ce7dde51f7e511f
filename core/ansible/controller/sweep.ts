import type { JobHost, JobSpec } from '../../jobs';
import { hostsOf } from '../runReading';
import { follow, newFollowed } from './follow';
import { sweepJob } from './sweepFiles';
import type { Place } from './place';

/**
 * Ends what a run left running on its targets, over Ansible itself. It does its best, within a time limit.
 *
 * @returns what may still run there, as `host: process`.
 */
export async function sweepTargets(
	jobs: JobHost,
	runId: string,
	place: Place,
	environment: JobSpec['environment'],
	vaultPassword: string | undefined,
): Promise<string[]> {
	const spec = sweepJob(runId, place.jobs, environment, vaultPassword);
	try {
		await jobs.start(spec);
		const followed = newFollowed();
		const until = performance.now() + 1000 * (spec.timeoutSeconds + 15);
		for (;;) {
			const { state } = await follow(jobs, spec.jobId, followed, 5);
			if (state === 'done' || state === 'lost') break;
			if (performance.now() > until)
				return ['targets: the look at them did not end, so that the run may still go on there'];
		}
		const { reading } = followed;
		if (reading.start === undefined)
			return ['targets: they could not be looked at, so that the run may still go on there'];
		return hostsOf(reading).flatMap(({ host, status, failedTasks }) => {
			if (status === 'ok' || status === 'changed') return [];
			const left = failedTasks.flatMap(({ message }) =>
				[...message.matchAll(/^left: (.+)$/gm)].map(([, words = '']) => `${host}: ${words}`),
			);
			return left.length > 0 ? left : [`${host}: it could not be looked at, so that the run may still go on there`];
		});
	} catch (fault) {
		return [`targets: they could not be looked at (${fault instanceof Error ? fault.message : 'unknown'})`];
	}
}
