import type { JobEnding, JobLook } from '../../jobs';
import type { HostResult, RunOutcome, RunVerdict } from '../outcome';
import type { ScriptRecord } from './scriptJob';

/** A script tells its exit code, and nothing of what it did. */
export const notReported = [
	'what a script changed: only its exit code and its output are known',
	'a check run: a script has none',
];

export interface EndedScript {
	readonly runId: string;
	/** The controller. */
	readonly host: string;
	readonly record: ScriptRecord;
	/** Absent when the run is lost. */
	readonly ending: JobEnding | undefined;
	readonly log: string;
	readonly errors: string;
	readonly leftovers: JobLook['leftovers'];
}

/** The outcome of a script: by its exit code, for the controller as the one host. */
export function scriptOutcome(run: EndedScript): RunOutcome {
	const { record, ending } = run;
	const { verdict, explanation } = judged(run);
	return {
		runId: run.runId,
		verdict,
		explanation,
		exitCode: ending?.exitCode ?? null,
		startedAt: ending?.startedAt?.toISOString() ?? null,
		endedAt: ending?.endedAt.toISOString() ?? null,
		check: false,
		hosts: [hostResultOf(run.host, record.script, verdict, ending, explanation)],
		stats: {},
		warnings: [...record.warnings],
		logTail: logTailOf(run, verdict),
		origin: record.origin,
		notReported: [...notReported],
		leftovers: [...(run.leftovers ?? [])],
	};
}

/** Before what a script that ended well said on its standard error. */
const aside = '\n--- standard error ---\n';

function logTailOf({ log, errors }: EndedScript, verdict: RunVerdict): string {
	if (errors === '') return log;
	if (verdict === 'ok') return `${log}${aside}${errors}`;
	return `${log}${log !== '' && !log.endsWith('\n') ? '\n' : ''}${errors}`;
}

/** The end of the standard output of a script that ended well; undefined of any other. */
export function scriptOutput({ verdict, logTail }: Pick<RunOutcome, 'verdict' | 'logTail'>): string | undefined {
	if (verdict !== 'ok') return undefined;
	const end = logTail.lastIndexOf(aside);
	return end < 0 ? logTail : logTail.slice(0, end);
}

function judged({ record, ending, errors, log }: EndedScript): { verdict: RunVerdict; explanation: string } {
	if (ending === undefined) {
		return {
			verdict: 'lost',
			explanation: 'The script ended without a result: the controller was restarted, or the run was killed there.',
		};
	}
	if (ending.why === 'timeout') return { verdict: 'timed_out', explanation: 'The script took longer than it may.' };
	if (ending.why === 'cancelled') return { verdict: 'cancelled', explanation: 'The script was cancelled.' };
	if (ending.why === 'lock_timeout') return { verdict: 'refused', explanation: 'Another run did not end in time.' };
	if (ending.exitCode === 0) return { verdict: 'ok', explanation: `${record.script} ended well.` };
	const words = lastWords(errors) || lastWords(log);
	return {
		verdict: 'failed',
		explanation: `${record.script} ended with the code ${ending.exitCode ?? 'unknown'}${words === '' ? '.' : `: ${words}`}`,
	};
}

/** The last lines that say something. */
function lastWords(text: string): string {
	const lines = text.split('\n').filter((line) => line.trim() !== '');
	return lines.slice(-3).join(' ').slice(-1_000);
}

function hostResultOf(
	host: string,
	task: string,
	verdict: RunVerdict,
	ending: JobEnding | undefined,
	message: string,
): HostResult {
	const ran = ending === undefined || ending.startedAt !== null;
	const failed = ran && verdict !== 'ok';
	return {
		host,
		status: verdict === 'ok' ? 'ok' : ran ? 'failed' : 'not_attempted',
		counts: {
			ok: verdict === 'ok' ? 1 : 0,
			failed: failed ? 1 : 0,
			...{ changed: 0, unreachable: 0, skipped: 0, rescued: 0, ignored: 0 },
		},
		failedTasks: failed ? [{ task, message, item: null }] : [],
		rescuedTasks: [],
		ignoredTasks: [],
		changes: [],
		stats: {},
		detached: [],
	};
}
