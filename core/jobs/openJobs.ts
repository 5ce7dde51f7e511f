import { setTimeout as pause } from 'node:timers/promises';
import { InputError } from '../kernel/errors';
import type { SshHost } from '../ssh';
import { jobBeginning, type CancelledJob, type JobCursor, type JobHost, type JobLook, type JobSpec } from './job';
import { checkJobId, filesOf } from './jobFiles';
import { cancelAnswer, lookAnswer, startAnswer } from './answers';
import { callShim } from './shim';
import { tarOf } from './tar';

/** What one look brings of each stream at most. */
const portionBytes = 1024 * 1024;
/** A longer line of events is given out in pieces. */
const longestLine = 64 * 1024 * 1024;
/** What a command has to end by itself: INT at once, TERM after half of it, then KILL. */
const graceSeconds = 10;
/** The longest that a look waits in one call. */
const longestWait = 25;

export interface JobSettings {
	/** Where the jobs are: absolute, or relative to the home of the user. */
	readonly directory: string;
}

/**
 * Opens the jobs of a user on a host.
 *
 * @throws InputError when the directory cannot be one.
 */
export function openJobs(host: SshHost, { directory }: JobSettings): JobHost {
	checkDirectory(directory);
	const lookOnce = async (jobId: string, after: JobCursor, waitSeconds: number, portion: number) => {
		const answer = await callShim(host, directory, {
			verb: 'look',
			arguments: [jobId, after.events, after.log, after.errors, Math.ceil(waitSeconds), portion],
			bytes: 4 * portion,
			seconds: waitSeconds,
		});
		return lookAnswer(answer, after, host.name, portion >= longestLine);
	};
	const look = async (jobId: string, after: JobCursor, waitSeconds: number): Promise<JobLook> => {
		let seen = await lookOnce(jobId, after, waitSeconds, portionBytes);
		// A line that is longer than a portion: it is asked for as a whole.
		for (let portion = 4 * portionBytes; isStuck(seen, after) && portion <= longestLine; portion *= 4) {
			seen = await lookOnce(jobId, after, 0, portion);
		}
		return seen;
	};
	return {
		async start(job: JobSpec) {
			const input = tarOf(filesOf(job, graceSeconds));
			return startAnswer(await callShim(host, directory, { verb: 'start', arguments: [job.jobId], input }));
		},

		async look(jobId, after = jobBeginning, waitSeconds = 0) {
			checkJobId(jobId);
			const until = performance.now() + 1000 * waitSeconds;
			for (;;) {
				const left = Math.max(0, (until - performance.now()) / 1000);
				const seen = await look(jobId, after, Math.min(left, longestWait));
				if (left === 0 || !isIdle(seen)) return seen;
				// The half of a character or of a line is no news, and the host does not wait for the rest of it.
				await pause(Math.min(100, 1000 * left));
			}
		},

		async cancel(jobId, grace = graceSeconds): Promise<CancelledJob> {
			checkJobId(jobId);
			if (!(grace >= 0 && grace <= 300)) {
				throw new InputError('graceSeconds', `is ${grace}`, 'Give 0 to 300 seconds.');
			}
			const answer = await callShim(host, directory, {
				verb: 'cancel',
				arguments: [jobId, Math.ceil(grace)],
				seconds: grace + 30,
			});
			return cancelAnswer(answer, host.name);
		},

		async removeOld(days) {
			if (!(Number.isInteger(days) && days >= 0)) {
				throw new InputError('days', `is ${days}`, 'Give a whole number of days.');
			}
			const { words } = await callShim(host, directory, { verb: 'gc', arguments: [days], seconds: 120 });
			return Number(words[0]);
		},
	};
}

/** More lies there, and nothing of it came. */
const isStuck = ({ more, cursor }: JobLook, after: JobCursor) =>
	more && cursor.events === after.events && cursor.log === after.log && cursor.errors === after.errors;

const isIdle = ({ state, events, log, errors, more }: JobLook) =>
	(state === 'starting' || state === 'queued' || state === 'running') &&
	events.length === 0 &&
	log === '' &&
	errors === '' &&
	!more;

/** @throws InputError when it cannot be a directory for jobs. */
export function checkDirectory(directory: string): void {
	const parts = directory.split('/');
	// eslint-disable-next-line no-control-regex -- they are what is refused
	if (/^(?![-~])[^\x00-\x1f]{1,200}$/.test(directory) && !parts.includes('..')) return;
	throw new InputError(
		'jobsDirectory',
		'is not a directory for jobs',
		'Give an absolute path, or one relative to the home of the user, without `..` and `~`.',
	);
}
