import { z } from 'zod';
import { ExternalError } from '../../kernel/errors';
import { redact } from '../../kernel/redaction';
import { jsonOf } from '../../kernel/answers';
import { plainText } from '../api/text';
import type { RunLook, RunName } from '../runner';
import { awxEvent, hostSummary, type AwxEvent, type AwxJob } from './answers';
import { pageSize, type Awx } from './awx';
import { isEnded, jobOf, type Pauses } from './cancel';
import { jobsOf } from './findJob';
import { hostEvents, type HostEvents } from './hostEvents';
import { lostOutcome, outcomeOf } from './outcome';

/** What was read of a job so far. The looks of one runner share it; a new runner reads the job from its beginning. */
interface ReadJob {
	readonly events: HostEvents;
	/** The counter of the last event that was read. */
	counter: number;
	/** The texts of the events, by counter. */
	readonly log: Array<{ readonly counter: number; readonly text: string }>;
	/** When it was first seen ended without all its events, by `performance.now()`. */
	endedAt: number | undefined;
	/** Events that AWX never showed. */
	missed: number;
}

export type ReadJobs = Map<string, ReadJob>;

export async function lookAt(
	awx: Awx,
	jobs: ReadJobs,
	run: RunName,
	{ cursor = '', waitSeconds = 0 }: { cursor?: string; waitSeconds?: number },
	pauses: Pauses,
): Promise<RunLook> {
	const id = run.reference === '' ? (await jobsOf(awx, run.runId))[0]?.id : run.reference;
	if (id === undefined) return { state: 'unknown', hosts: [], log: '', cursor };
	const after = counterOf(cursor);
	const until = performance.now() + waitSeconds * 1_000;
	for (;;) {
		const look = await lookOnce(awx, jobs, { ...run, reference: String(id) }, after, pauses);
		const news = look.log !== '' || look.state === 'done' || look.state === 'lost';
		if (news || performance.now() + pauses.tickMs > until) return look;
		await new Promise((resolve) => setTimeout(resolve, pauses.tickMs));
	}
}

const counterOf = (cursor: string) => place.parse(jsonOf(cursor)).counter;
const place = z.object({ counter: z.number().int().min(0) }).catch({ counter: 0 });

async function lookOnce(awx: Awx, jobs: ReadJobs, run: RunName, after: number, pauses: Pauses): Promise<RunLook> {
	const job = await jobIfThere(awx, run.reference);
	if (!job) {
		return { state: 'lost', hosts: [], log: '', cursor: cursorOf(after), outcome: lostOutcome(run) };
	}
	const read = readOf(jobs, run);
	if (isEnded(job)) read.endedAt ??= performance.now();
	const gaveUp = read.endedAt !== undefined && performance.now() - read.endedAt > pauses.lastEventsMs;
	const complete = isEnded(job) && (job.event_processing_finished !== false || gaveUp);
	if (job.started) await readEvents(awx, read, run, complete);
	const told = {
		log: read.log.flatMap(({ counter, text }) => (counter > after ? [text] : [])).join(''),
		cursor: cursorOf(Math.max(after, read.counter)),
	};
	if (!complete) return { ...told, state: stateOf(job), hosts: read.events.results() };
	const summaries = await awx.rows({ path: `/jobs/${job.id}/job_host_summaries/` }, hostSummary);
	const hosts = read.events.results(summaries);
	const warnings = [...read.events.warnings(), ...lossOf(read, job)];
	const log = read.log.map(({ text }) => text).join('');
	jobs.delete(keyOf(run));
	const incomplete = lossOf(read, job).length > 0;
	const outcome = outcomeOf(run, job, { events: read.events, hosts, warnings, log, incomplete });
	return { ...told, state: outcome.verdict === 'lost' ? 'lost' : 'done', hosts, outcome };
}

async function jobIfThere(awx: Awx, id: string): Promise<AwxJob | undefined> {
	return await jobOf(awx, encodeURIComponent(id)).catch((error: unknown) => {
		if (error instanceof ExternalError && error.errorClass === 'not_found') return undefined;
		throw error;
	});
}

function readOf(jobs: ReadJobs, run: RunName): ReadJob {
	const known = jobs.get(keyOf(run));
	if (known) return known;
	const read: ReadJob = {
		events: hostEvents(run.check, run.secrets),
		counter: 0,
		log: [],
		endedAt: undefined,
		missed: 0,
	};
	jobs.set(keyOf(run), read);
	return read;
}
const keyOf = ({ reference }: RunName) => reference;
const cursorOf = (counter: number) => JSON.stringify({ counter });

/**
 * Reads what came. Several processes of AWX write the events, so that a later one may show before an earlier one: while
 * more may come, a gap is waited for.
 */
async function readEvents(awx: Awx, read: ReadJob, run: RunName, complete: boolean): Promise<void> {
	for (;;) {
		const events = await eventsAfter(awx, run.reference, read.counter);
		for (const event of events) {
			if (event.counter > read.counter + 1) {
				if (!complete) return;
				read.missed += event.counter - read.counter - 1;
			}
			if (event.counter <= read.counter) continue;
			read.events.add(event);
			read.counter = event.counter;
			const text = redact(plainText(event.stdout), run.secrets);
			if (text !== '') read.log.push({ counter: event.counter, text: `${text.replace(/^\n+/, '')}\n` });
		}
		if (events.length < pageSize) return;
	}
}

async function eventsAfter(awx: Awx, id: string, counter: number): Promise<AwxEvent[]> {
	const query = { counter__gt: counter, order_by: 'counter' };
	return await awx.rows({ path: `/jobs/${encodeURIComponent(id)}/job_events/`, query }, awxEvent, pageSize);
}

function stateOf(job: AwxJob): RunLook['state'] {
	return isEnded(job) || job.status === 'running' ? 'running' : 'queued';
}

function lossOf(read: ReadJob, job: AwxJob): string[] {
	return [
		read.missed > 0 ? `AWX lost ${read.missed} ${read.missed === 1 ? 'event' : 'events'} of the run.` : '',
		job.event_processing_finished === false ? 'AWX did not finish to record what the run did.' : '',
	].filter((warning) => warning !== '');
}
