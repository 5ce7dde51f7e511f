import type { HostResult, RunOutcome } from '../ansible';
import { mostHosts, mostTasks, type AnsibleRunData } from '../messages';
import { cut } from './shortened';
import type { AnsibleRun } from './runs';

/** The most serious first. */
const order: ReadonlyArray<HostResult['status']> = [
	'failed',
	'unreachable',
	'not_attempted',
	'changed',
	'ok',
	'skipped',
];

type Reported = Pick<AnsibleRun, 'work' | 'runnerName' | 'project'>;

/** What a mail says of a run: the data of the Ansible Approval and the Ansible Report. */
export function reportOf(run: Reported, outcome: RunOutcome): AnsibleRunData {
	const { kind, name } = workOf(run);
	const count = (status: HostResult['status']) => outcome.hosts.filter((host) => host.status === status).length;
	const telling = outcome.hosts
		.filter(({ status, changes }) => (status !== 'ok' && status !== 'skipped') || changes.length > 0)
		.sort((one, other) => order.indexOf(one.status) - order.indexOf(other.status));
	return {
		...{
			runId: outcome.runId,
			kind,
			name,
			runner: line(run.runnerName),
			check: outcome.check,
			verdict: outcome.verdict,
		},
		project: run.project === '' ? null : line(run.project),
		commit: outcome.origin.commit === null ? null : line(outcome.origin.commit),
		explanation: outcome.verdict === 'ok' ? null : line(outcome.explanation, 900),
		hosts: outcome.hosts.length,
		changed: outcome.hosts.filter(({ changes, status }) => status === 'changed' || changes.length > 0).length,
		failed: count('failed'),
		unreachable: count('unreachable'),
		shown: telling.slice(0, mostHosts).map((host) => reportedHost(host, outcome.check)),
		more: Math.max(0, telling.length - mostHosts),
	};
}

function reportedHost(
	{ host, status, changes, failedTasks }: HostResult,
	check: boolean,
): AnsibleRunData['shown'][number] {
	const names = (done: boolean) => [
		...new Set(changes.filter((change) => (check && change.done) === done).map(({ task }) => line(task))),
	];
	const [changed, done] = [names(false), names(true)];
	const failures = failedTasks.map(({ task, message }) => ({ task: line(task), message: line(message) }));
	return {
		...{ host: line(host), status },
		...{ changes: shown(changed), done: shown(done), failures: shown(failures) },
		more: [changed, done, failures].reduce((left, { length }) => left + Math.max(0, length - mostTasks), 0),
	};
}

const shown = <T>(tasks: readonly T[]): T[] => tasks.slice(0, mostTasks);

/** What ran: a playbook, a module or a script, and its name. */
export function workOf({ work }: Pick<AnsibleRun, 'work'>): Pick<AnsibleRunData, 'kind' | 'name'> {
	const kind = work.kind === 'module' || work.kind === 'script' ? work.kind : 'playbook';
	const name = work[kind];
	return { kind, name: line(typeof name === 'string' ? name : '') };
}

/** One line of a mail: it may not be empty, and what nobody sees is left out. */
function line(text: string, most = 200): string {
	return cut(text.replaceAll(unseen, ' ').trim(), most) || '–';
}

const unseen = /[\s\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;
