import type { JobEnding } from '../jobs';
import type { HostResult, RunOutcome, RunVerdict } from './outcome';
import { missingProject } from './missingProject';
import { hostsOf, type RunReading } from './runReading';
import { sentences } from './sentences';
import { remedyFor, wordsOfAnsible } from './wordsOfAnsible';

/** All that is known of a run that is over. */
export interface EndedRun {
	readonly runId: string;
	readonly check: boolean;
	readonly reading: RunReading;
	/** Absent when the run is lost. */
	readonly ending: JobEnding | undefined;
	readonly errors: string;
	readonly logTail: string;
	readonly leftovers: readonly string[];
	readonly notReported: readonly string[];
}

/**
 * Judges a run by its statistics and events. The exit code alone says little: 0 is also "no host matched", and 4 hides
 * the hosts that failed.
 */
export function judge(run: EndedRun): RunOutcome {
	const { reading, ending } = run;
	const hosts = hostsOf(reading);
	const said = wordsOfAnsible(run.errors);
	const { verdict, explanation } = verdictOf(run, hosts, said.errors, said.warnings);
	const untouched = reading.stats === undefined ? [] : hosts.filter(({ host }) => !reading.played.has(host));
	return {
		runId: run.runId,
		verdict,
		explanation,
		exitCode: ending?.exitCode ?? null,
		startedAt: ending?.startedAt?.toISOString() ?? null,
		endedAt: ending?.endedAt.toISOString() ?? null,
		check: run.check,
		hosts,
		stats: reading.stats?.whole ?? {},
		warnings: [
			...said.warnings,
			...(verdict !== 'nothing_ran' && untouched.length > 0 ? [`No play is for ${listed(untouched)}.`] : []),
		],
		logTail: run.logTail,
		origin: originOf(reading),
		notReported: [...run.notReported],
		leftovers: [...run.leftovers],
	};
}

/** What the run ran, as it told before its first task. */
export function originOf({ start }: RunReading): RunOutcome['origin'] {
	return start?.origin ?? { commit: null, changesHash: null, inventoryHash: null, hosts: null };
}

interface Judgement {
	readonly verdict: RunVerdict;
	readonly explanation: string;
}

function verdictOf(
	{ reading, ending, errors, check }: EndedRun,
	hosts: readonly HostResult[],
	said: readonly string[],
	warned: readonly string[],
): Judgement {
	if (ending === undefined) {
		return {
			verdict: 'lost',
			explanation: 'The run ended without a result: the controller was restarted, or the run was killed there.',
		};
	}
	const ended = byEnding(ending, reading);
	if (ended !== undefined) return ended;
	if (reading.refused !== undefined) return { verdict: 'refused', explanation: refusal(reading.refused) };
	const words = withRemedy(sentences(...said) || lastLine(errors));
	if (reading.stats === undefined) return notBegun(reading, ending, errors) ?? withoutStats(reading, ending, words);
	return byHosts(reading, { ...ending, check }, hosts, words, warned);
}

function byEnding({ why }: JobEnding, { plays }: RunReading): Judgement | undefined {
	const begun = plays > 0 ? 'The hosts show how far it came.' : 'No task had begun.';
	if (why === 'timeout') return { verdict: 'timed_out', explanation: `The run took longer than it may. ${begun}` };
	if (why === 'cancelled') return { verdict: 'cancelled', explanation: `The run was cancelled. ${begun}` };
	if (why === 'lock_timeout') {
		return { verdict: 'refused', explanation: 'Another run on the same inventory did not end in time. Nothing ran.' };
	}
	return undefined;
}

/** What a part of an origin is called. */
const partNames: Readonly<Record<string, string>> = {
	commit: 'the commit of the project',
	changesHash: 'the files of the project that differ from its commit',
	inventoryHash: 'the inventory',
	hosts: 'the hosts of the limit',
};

/** Why our callback ended the run before its first task, in words. */
export function refusal({
	reason,
	message,
	parts,
}: {
	reason: string;
	message: string;
	parts: readonly string[];
}): string {
	if (reason !== 'approval') return message;
	const names = parts.map((part) => partNames[part] ?? part);
	return `What would run is not what was approved. Different now: ${names.join(', ')}. Nothing ran.`;
}

function notBegun({ start }: RunReading, { exitCode }: JobEnding, errors: string): Judgement | undefined {
	if (start !== undefined || exitCode !== 127) return undefined;
	const missing = missingProject(errors);
	return missing && { verdict: 'refused', explanation: sentences(missing.words, missing.remedy) };
}

function withoutStats({ start, plays }: RunReading, { exitCode }: JobEnding, words: string): Judgement {
	const code = exitCode === null ? 'a signal' : `exit code ${exitCode}`;
	if (plays > 0) {
		return { verdict: 'failed', explanation: words || `Ansible stopped in the middle of the run, with ${code}.` };
	}
	if (/leaves us with no hosts|Could not match supplied host pattern|no hosts matched/i.test(words)) {
		return { verdict: 'nothing_ran', explanation: words };
	}
	if (exitCode === 0 && start === undefined) {
		return {
			verdict: 'failed',
			explanation: 'Ansible ended well but told nothing: it did not load our callback. The log says what ran.',
		};
	}
	if (exitCode === 127 || exitCode === 126) {
		return { verdict: 'refused', explanation: `ansible-playbook cannot be run on the controller. ${words}`.trim() };
	}
	return { verdict: 'refused', explanation: words || `Ansible did not begin, and ended with ${code}.` };
}

function byHosts(
	{ stats, hosts: readings, start }: RunReading,
	{ exitCode, check }: JobEnding & Pick<EndedRun, 'check'>,
	hosts: readonly HostResult[],
	words: string,
	warned: readonly string[],
): Judgement {
	const failed = hosts.filter(({ counts }) => counts.failed > 0);
	const unreachable = hosts.filter(({ status }) => status === 'unreachable');
	const late = hosts.filter(({ status }) => status === 'not_attempted');
	if (failed.length > 0) {
		const more = unreachable.length > 0 ? `Not reached: ${listed(unreachable)}.` : '';
		const not = late.length > 0 ? `Not attempted: ${listed(late)}.` : '';
		const words = withRemedy(firstMessage(failed));
		return { verdict: 'failed', explanation: sentences(`Failed on ${listed(failed)}: ${words}`, more, not) };
	}
	if (unreachable.length > 0) {
		return {
			verdict: 'unreachable',
			explanation: `Not reached: ${listed(unreachable)}. ${firstMessage(unreachable)}`.trim(),
		};
	}
	const worked = [...readings.values()].some(
		(reading) => (start?.tagged === true ? reading.worked : reading.results) > 0,
	);
	if (Object.keys(stats?.hosts ?? {}).length === 0 || !worked) {
		const why =
			start?.tagged === true ? 'no task has the tags' : 'no play is for a host of the limit, or none has a task';
		return { verdict: 'nothing_ran', explanation: `Nothing ran: ${why}. ${words || warned[0] || ''}`.trim() };
	}
	if (exitCode !== 0) {
		return { verdict: 'failed', explanation: words || `Ansible ended with exit code ${exitCode ?? 'none'}.` };
	}
	return {
		verdict: 'ok',
		explanation: `Ran on ${hosts.length - late.length} of ${hosts.length} hosts, ${changesOn(hosts, check)}.`,
	};
}

function changesOn(hosts: readonly HostResult[], check: boolean): string {
	const changed = hosts.filter(({ status }) => status === 'changed');
	if (!check) return `${changed.length} changed`;
	const done = changed.filter(({ changes }) => changes.some((change) => change.done)).length;
	return `${changed.length} would change${done > 0 ? `, ${done} changed all the same` : ''}`;
}

function firstMessage(hosts: readonly HostResult[]): string {
	const [first] = hosts.flatMap(({ failedTasks, ignoredTasks }) => [...failedTasks, ...ignoredTasks].slice(0, 1));
	if (first === undefined) return 'Ansible gave no words.';
	const item = first.item === null || first.item === '' ? '' : ` (${first.item})`;
	return `"${first.task}"${item}: ${first.message.split('\n').slice(0, 3).join(' ').slice(0, 500)}`;
}

function withRemedy(words: string): string {
	const remedy = remedyFor(words);
	return remedy === undefined ? words : sentences(words, remedy);
}

function listed(hosts: ReadonlyArray<{ readonly host: string }>): string {
	const names = hosts.slice(0, 5).map(({ host }) => host);
	return hosts.length > names.length ? `${names.join(', ')} and ${hosts.length - names.length} more` : names.join(', ');
}

const lastLine = (text: string) => text.trim().split('\n').at(-1)?.trim().slice(0, 500) ?? '';
