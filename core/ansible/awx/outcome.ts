import { lostOutcome as lost } from '../api/lostOutcome';
import { messageOf, tailOf } from '../api/text';
import { brokeOff, judgeHosts, nothingMatched, type Judgement } from '../api/verdict';
import type { HostResult, RunOutcome } from '../outcome';
import type { RunName } from '../runner';
import { withoutSecrets } from '../secretsOfRun';
import type { AwxJob } from './answers';
import type { HostEvents } from './hostEvents';

/** What AWX cannot tell of a run, in words. */
export const notReported: readonly string[] = [
	'What a play sets for one host by set_stats (per_host): AWX keeps only what it sets for the run.',
	'The exit code of Ansible.',
	'Lines of the log above 1024 bytes are cut.',
	'Whether a task that writes in check mode did so, before ansible-runner 2.4.',
	'The hosts of a pattern before the run.',
	'Changes of an inventory that is synchronised at launch, and files that differ from the commit.',
	'The time limit of the run, unless the template asks for it: AWX has its own.',
];

interface Told {
	readonly events: HostEvents;
	readonly hosts: readonly HostResult[];
	readonly warnings: readonly string[];
	readonly log: string;
	/** True when AWX never showed all events. */
	readonly incomplete: boolean;
}

export function outcomeOf(run: RunName, job: AwxJob, told: Told): RunOutcome {
	const { events, hosts, warnings, log } = told;
	const { verdict, explanation } = judge(job, told, run.secrets);
	const check = job.job_type === 'check';
	const other =
		check === run.check ? [] : [`AWX ran it ${check ? 'as a check' : 'for real'}, and not as it was asked.`];
	const ranOn = hosts.filter(({ status }) => status !== 'not_attempted');
	return {
		runId: run.runId,
		verdict,
		explanation,
		exitCode: null,
		startedAt: job.started ?? null,
		endedAt: job.finished ?? null,
		check,
		hosts: [...hosts],
		stats: withoutSecrets(job.artifacts, run.secrets),
		warnings: [...warnings, ...other],
		logTail: tailOf(log),
		origin: {
			commit: job.scm_revision || null,
			changesHash: null,
			inventoryHash: null,
			hosts: ranOn.length === 0 ? null : ranOn.map(({ host }) => host).sort(),
		},
		notReported: [...notReported],
		leftovers: verdict === 'cancelled' || verdict === 'timed_out' || verdict === 'lost' ? events.unfinished() : [],
	};
}

function judge(job: AwxJob, { events, hosts, log, incomplete }: Told, secrets: readonly string[]): Judgement {
	const said = messageOf([job.job_explanation, job.result_traceback].filter(Boolean).join('\n'), secrets).slice(
		0,
		1_000,
	);
	if (job.status === 'canceled') {
		return { verdict: 'cancelled', explanation: said || 'The job was cancelled at AWX.' };
	}
	// awx/main/tasks: "Job terminated due to timeout".
	if (/due to timeout/i.test(said)) return { verdict: 'timed_out', explanation: said };
	// awx/main/dispatch/reaper.py, and jobs of a node that went away.
	if (/reaped|marked as running but was not present|could not be found|lost contact|unexpectedly/i.test(said)) {
		return { verdict: 'lost', explanation: `AWX lost the job: ${said}` };
	}
	const byHosts = judgeHosts(hosts);
	if (byHosts && byHosts.verdict !== 'ok') return byHosts;
	if (byHosts && job.status === 'successful') return byHosts;
	const why = said || messageOf(lastError(log), secrets) || `AWX says ${job.status}, and not why`;
	// Ansible may end on its way without its counts: at a missing file of a later play, or when it is killed.
	if (byHosts || events.anythingBegan() || (job.started && incomplete)) return brokeOff(why, byHosts);
	if (job.status === 'successful') {
		return {
			verdict: 'nothing_ran',
			explanation: 'No host took part in the run: none matched, or no task was chosen.',
		};
	}
	if (events.noHostsMatched() || nothingMatched.test(log)) {
		return { verdict: 'nothing_ran', explanation: messageOf(lastError(log) || said || 'No host matched.', secrets) };
	}
	return { verdict: 'refused', explanation: why };
}

/** Ansible's last word on what went wrong: 2.14 writes `ERROR!`, 2.19 `[ERROR]:`. */
function lastError(log: string): string {
	return (
		log
			.split('\n')
			.filter((line) => /ERROR!|\[ERROR\]:|no hosts/i.test(line))
			.at(-1) ?? ''
	);
}

/** A job that is no longer there: AWX removes old ones, and people do. */
export function lostOutcome(run: RunName): RunOutcome {
	return lost(run, `AWX no longer has the job ${run.reference}`, notReported);
}
