import { lostOutcome as lost } from '../api/lostOutcome';
import { tailOf } from '../api/text';
import { brokeOff, judgeHosts, nothingMatched, type Judgement } from '../api/verdict';
import type { RunOutcome } from '../outcome';
import type { RunName } from '../runner';
import type { SemaphoreTask } from './answers';
import { markIn } from './mark';
import type { ParsedLog } from './parseLog';

/** What Semaphore cannot tell of a run, in words. */
export const notReported: readonly string[] = [
	'What a play sets by set_stats.',
	'Results in a structure: hosts, failed tasks and differences are read out of the log for people.',
	'Whether a task that writes in check mode did so.',
	'What a play started detached.',
	'The exit code of Ansible, and the hosts that took no part.',
	'The commit before the run: Semaphore fetches it when the task begins, and a task with another one is stopped then.',
	'Hosts of an inventory in a repository or in YAML, and those of a pattern, before the run.',
	'Whether all processes ended: Semaphore stops the first one, and before 2026 only that.',
	'Secret variables are on the command line of Ansible on the server of Semaphore before 2026, where its users see them.',
];

interface Told {
	readonly parsed: ParsedLog;
	readonly log: string;
	readonly server: string;
}

export function outcomeOf(run: RunName, task: SemaphoreTask, { parsed, log, server }: Told): RunOutcome {
	const { verdict, explanation } = judge(task, parsed, log);
	const check = task.params?.dry_run ?? task.dry_run;
	const hosts = parsed.hosts;
	const stopped = task.status === 'stopped';
	return {
		runId: run.runId,
		verdict,
		explanation,
		exitCode: null,
		startedAt: task.start ?? null,
		endedAt: task.end ?? null,
		check,
		hosts: [...hosts],
		stats: {},
		warnings: [
			...parsed.warnings,
			...(check === run.check
				? []
				: [`Semaphore ran it ${check ? 'as a check' : 'for real'}, and not as it was asked.`]),
			...(parsed.hasRecap || hosts.length === 0 ? [] : ["The log ends without Ansible's own counts of the hosts."]),
		],
		logTail: tailOf(log),
		origin: {
			commit: task.commit_hash ?? null,
			changesHash: null,
			inventoryHash: null,
			hosts: hosts.length === 0 ? null : hosts.map(({ host }) => host).sort(),
		},
		notReported: [...notReported],
		leftovers:
			stopped && task.start
				? [`${new URL(server).hostname}: processes that Ansible had started for task ${task.id}`]
				: [],
	};
}

function judge(task: SemaphoreTask, parsed: ParsedLog, log: string): Judgement {
	if (task.status === 'stopped') return judgeStopped(task, parsed);
	const approved = markIn(task.message)?.commit;
	if (approved && task.commit_hash && task.commit_hash !== approved) {
		return {
			verdict: 'failed',
			explanation: `Semaphore ran the commit ${task.commit_hash}, and ${approved} was approved: look at what it did`,
		};
	}
	const byHosts = judgeHosts(parsed.hosts);
	if (task.status === 'success') {
		return (
			byHosts ?? {
				verdict: 'nothing_ran',
				explanation: 'No host took part in the run: none matched, or no task was chosen.',
			}
		);
	}
	if (byHosts && byHosts.verdict !== 'ok') return byHosts;
	const why = parsed.error || lastLine(log) || `Semaphore says ${task.status}, and not why`;
	// Ansible may end on its way without its counts: at a missing file of a later play, or when it is killed.
	if (parsed.anythingBegan) return brokeOff(why, byHosts);
	if (nothingMatched.test(log)) return { verdict: 'nothing_ran', explanation: parsed.error || 'No host matched.' };
	return { verdict: 'refused', explanation: why };
}

function judgeStopped(task: SemaphoreTask, { anythingBegan }: ParsedLog): Judgement {
	const mark = markIn(task.message);
	if (mark?.commit && task.commit_hash && task.commit_hash !== mark.commit) {
		const explanation = `Semaphore began to run the commit ${task.commit_hash}, and ${mark.commit} was approved; the task was stopped`;
		// Semaphore tells the commit while it prepares a task, and the start when Ansible is called.
		if (!task.start && !anythingBegan) return { verdict: 'refused', explanation };
		return { verdict: 'failed', explanation: `${explanation}: look at what it did by then` };
	}
	const ran = task.start && task.end ? Date.parse(task.end) - Date.parse(task.start) : 0;
	if (mark && mark.timeoutSeconds > 0 && ran >= mark.timeoutSeconds * 1_000) {
		return {
			verdict: 'timed_out',
			explanation: `The task ran longer than ${mark.timeoutSeconds} seconds, and was stopped.`,
		};
	}
	return { verdict: 'cancelled', explanation: 'The task was stopped at Semaphore.' };
}

const lastLine = (log: string) =>
	log
		.split('\n')
		.filter((line) => line.trim() !== '')
		.at(-1)
		?.slice(0, 1_000) ?? '';

/** A task that is no longer there: Semaphore removes old ones, and people do. */
export function lostOutcome(run: RunName): RunOutcome {
	return lost(run, `Semaphore no longer has the task ${run.reference}`, notReported);
}
