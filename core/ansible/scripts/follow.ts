import { z } from 'zod';
import { jobBeginning, type JobCursor, type JobHost, type JobLook } from '../../jobs';

const position = z.number().int().min(0);
const cursor = z.object({ events: position, log: position, errors: position });

/** @param text what `writtenCursor` made; anything else is the beginning. */
export function cursorOf(text: string): JobCursor {
	try {
		return cursor.parse(JSON.parse(text));
	} catch {
		return jobBeginning;
	}
}
export const writtenCursor = (at: JobCursor): string => JSON.stringify(at);

/** A line that is longer is given out before it is whole. */
const longestLine = 64 * 1024;

export interface FollowedLines {
	readonly seen: JobLook;
	/** What is new, as whole lines, so that no secret is cut in two. The rest waits for the next look. */
	readonly log: string;
	readonly next: JobCursor;
	/** True when the job is over and all of its output was told. */
	readonly ended: boolean;
}

/** Waits for whole lines, or for the end: a line that is not finished is no news. */
export async function followLines(
	jobs: JobHost,
	jobId: string,
	from: JobCursor,
	waitSeconds: number,
): Promise<FollowedLines> {
	const until = performance.now() + 1000 * waitSeconds;
	let [seen, log, errors] = [await jobs.look(jobId, from, waitSeconds), '', ''];
	for (;;) {
		log += seen.log;
		errors += seen.errors;
		const ended = (seen.state === 'done' || seen.state === 'lost') && !seen.more;
		const [wholeLog, wholeErrors] = [wholeLines(log, ended), wholeLines(errors, ended)];
		const left = (until - performance.now()) / 1000;
		if (ended || seen.more || seen.state === 'unknown' || wholeLog + wholeErrors !== '' || left <= 0) {
			const next = {
				events: seen.cursor.events,
				log: positionAfter(wholeLog, log, from.log, seen.cursor.log),
				errors: positionAfter(wholeErrors, errors, from.errors, seen.cursor.errors),
			};
			return { seen, log: wholeLog + wholeErrors, next, ended };
		}
		seen = await jobs.look(jobId, seen.cursor, left);
	}
}

const wholeLines = (text: string, ended: boolean) =>
	ended || text.length > longestLine ? text : text.slice(0, text.lastIndexOf('\n') + 1);

/** The bytes of a text that is not UTF-8 cannot be counted: then the job's own cursor holds. */
const positionAfter = (text: string, all: string, before: number, after: number) =>
	text === all ? after : Math.min(after, before + Buffer.byteLength(text));

const tailBytes = 16 * 1024;

/** The end of both outputs of a job that is over. */
export async function endOf(
	jobs: JobHost,
	jobId: string,
	end: JobCursor,
): Promise<{ readonly log: string; readonly errors: string }> {
	const { log, errors } = await jobs.look(jobId, {
		events: end.events,
		log: Math.max(0, end.log - tailBytes),
		errors: Math.max(0, end.errors - tailBytes),
	});
	// It may begin within a character.
	return { log: log.replace(/^\ufffd+/, ''), errors: errors.replace(/^\ufffd+/, '') };
}
