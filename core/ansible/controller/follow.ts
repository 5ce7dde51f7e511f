import { jobBeginning, type JobCursor, type JobHost, type JobLook } from '../../jobs';
import { eventOf } from '../events';
import { newRunReading, readEvent, type RunReading } from '../runReading';

/** The end of the log that an outcome keeps. */
const tailLength = 20_000;
/** Of the errors, the beginning says why nothing ran, and the end how it stopped. */
const errorsLength = 200_000;
/** A line that is longer is given out before it is whole. */
const longestLine = 64 * 1024;

/** A run as it was read so far. */
export interface Followed {
	readonly reading: RunReading;
	cursor: JobCursor;
	look: JobLook | undefined;
	/** What came to the log and was not given out: the last line may not be whole. */
	fresh: string;
	logTail: string;
	errors: string;
	/** Given out so far, in bytes of the log. */
	given: number;
}

export function newFollowed(): Followed {
	return {
		reading: newRunReading(),
		cursor: jobBeginning,
		look: undefined,
		fresh: '',
		logTail: '',
		errors: '',
		given: 0,
	};
}

/** Reads all that is there of a run, and waits up to `waitSeconds` when nothing is new. */
export async function follow(jobs: JobHost, runId: string, followed: Followed, waitSeconds: number): Promise<JobLook> {
	let wait = waitSeconds;
	for (;;) {
		const look = await jobs.look(runId, followed.cursor, wait);
		take(followed, look);
		if (!look.more) return look;
		wait = 0;
	}
}

function take(followed: Followed, look: JobLook): void {
	for (const line of look.events) {
		const event = eventOf(line);
		if (event !== null) readEvent(followed.reading, event);
	}
	followed.fresh += look.log;
	followed.logTail = (followed.logTail + look.log).slice(-tailLength);
	const errors = followed.errors + look.errors;
	followed.errors =
		errors.length <= errorsLength ? errors : `${errors.slice(0, errorsLength / 2)}\n${errors.slice(-errorsLength / 2)}`;
	followed.cursor = look.cursor;
	followed.look = look;
}

/**
 * Gives out the log that is new: whole lines, so that no secret is cut in two.
 *
 * @param from how far it was given out before, in bytes; what lies before is dropped.
 */
export function freshLog(followed: Followed, from: number, ended: boolean): string {
	const { fresh } = followed;
	const whole = ended || fresh.length > longestLine ? fresh.length : fresh.lastIndexOf('\n') + 1;
	const out = fresh.slice(0, whole);
	followed.fresh = fresh.slice(whole);
	const begun = followed.given;
	followed.given += Buffer.byteLength(out);
	if (begun >= from) return out;
	return Buffer.from(out)
		.subarray(from - begun)
		.toString();
}
