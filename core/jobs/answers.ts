import { z } from 'zod';
import { ExternalError } from '../kernel/errors';
import type { CancelledJob, JobCursor, JobEnding, JobLook, StartedJob } from './job';
import { wholeCharacters, wholeLines } from './output';
import type { ShimAnswer } from './shim';

const state = z.enum(['unknown', 'starting', 'queued', 'running', 'done', 'lost']);
const number = z.coerce.number().int().min(0);
const absent = z.literal('-').transform(() => null);

const started = z.tuple([z.enum(['true', 'false']), state]);
const cancelled = z.tuple([state, number]);
const looked = z.tuple([
	state,
	z.union([absent, z.enum(['exit', 'timeout', 'cancelled', 'lock_timeout'])]),
	z.union([absent, number]),
	z.union([absent, number]),
	z.union([absent, number]),
	// The sizes of the streams: events, log, errors.
	number,
	number,
	number,
	// The bytes of each that follow, and those that tell what is left running.
	number,
	number,
	number,
	number,
]);

export function startAnswer({ words }: ShimAnswer): StartedJob {
	const [existing, reached] = understood(started, words);
	return { existing: existing === 'true', state: reached };
}

export function cancelAnswer({ words, bytes }: ShimAnswer, host: string): CancelledJob {
	const [reached, length] = understood(cancelled, words);
	return { state: reached, leftovers: leftoversOf(bytes.subarray(0, length), host) };
}

/**
 * @param after the cursor of the question.
 * @param anyLine gives out the beginning of a line that has no end.
 */
export function lookAnswer({ words, bytes }: ShimAnswer, after: JobCursor, host: string, anyLine = false): JobLook {
	const [reached, why, exitCode, startedAt, endedAt, ...counts] = understood(looked, words);
	const [eventsSize, logSize, errorsSize, eventsLength, logLength, errorsLength, leftLength] = counts;
	if (bytes.length < eventsLength + logLength + errorsLength + leftLength) {
		throw new ExternalError('transport', `${host}: the answer was cut`, 'Look at the job again.');
	}
	let at = 0;
	const next = (length: number) => bytes.subarray(at, (at += length));
	const ended = reached === 'done' || reached === 'lost';
	const isLast = (size: number, offset: number, length: number) => ended && offset + length >= size;
	const eventBytes = next(eventsLength);
	const isEndless = anyLine && after.events + eventsLength < eventsSize && !eventBytes.includes(0x0a);
	const events = wholeLines(eventBytes, isEndless || isLast(eventsSize, after.events, eventsLength));
	const log = wholeCharacters(next(logLength), isLast(logSize, after.log, logLength));
	const errors = wholeCharacters(next(errorsLength), isLast(errorsSize, after.errors, errorsLength));
	return {
		state: reached,
		...(why !== null && endedAt !== null && { ending: endingOf(why, exitCode, startedAt, endedAt) }),
		events: events.lines,
		log: log.text,
		errors: errors.text,
		cursor: {
			events: after.events + events.length,
			log: after.log + log.length,
			errors: after.errors + errors.length,
		},
		more:
			after.events + eventsLength < eventsSize ||
			after.log + logLength < logSize ||
			after.errors + errorsLength < errorsSize,
		...(ended && { leftovers: leftoversOf(next(leftLength), host) }),
	};
}

function endingOf(why: JobEnding['why'], exitCode: number | null, started: number | null, ended: number): JobEnding {
	return {
		why,
		exitCode,
		startedAt: started === null ? null : new Date(started * 1000),
		endedAt: new Date(ended * 1000),
	};
}

function leftoversOf(bytes: Buffer, host: string): string[] {
	const lines = bytes.toString('utf8').split('\n');
	return lines.filter((line) => line !== '').map((line) => `${host}: ${line}`);
}

function understood<Schema extends z.ZodType>(schema: Schema, words: readonly string[]): z.infer<Schema> {
	const parsed = schema.safeParse(words);
	if (parsed.success) return parsed.data;
	throw new ExternalError(
		'unknown',
		`the program for jobs answered ${JSON.stringify(words.join(' ').slice(0, 200))}`,
		'Remove its folder `bin` on the host: it is put there again.',
	);
}
