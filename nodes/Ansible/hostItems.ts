import type { HostStatus, RunOutcome } from '../../core/ansible';
import { WithFiles, ToOutputs } from '../shared/operation';
import type { IBinaryData } from 'n8n-workflow';

/** The outputs of everything that runs. */
export const runOutputs = ['OK', 'Failed'] as const;

/** Of a run that did not come to its end nobody can say that a host is as it was to be. */
const cutShort: ReadonlySet<string> = new Set(['timed_out', 'cancelled']);
const bad: ReadonlySet<HostStatus> = new Set(['failed', 'unreachable']);

function isOk({ verdict, hosts }: RunOutcome, status: HostStatus): boolean {
	if (verdict === 'ok') return !bad.has(status);
	if (cutShort.has(verdict) || bad.has(status)) return false;
	// Ansible gave the run up for a reason that is no host's: nobody knows what was still to come on each of them.
	if (!hosts.some((host) => bad.has(host.status))) return false;
	// The play was given up before it came to it.
	return status !== 'not_attempted';
}

/** True when a run has something to say of each host: it is then told by items, and not by an error. */
export const toldByHost = ({ verdict, hosts }: RunOutcome): boolean =>
	verdict === 'ok' || (verdict !== 'lost' && hosts.length > 0);

/**
 * The items of a run: one for each host, those that are well apart from the others. A backend that reports no hosts gives
 * one item without a host.
 */
export function hostItems(outcome: RunOutcome, log?: IBinaryData): ToOutputs {
	const { runId, verdict, check } = outcome;
	const run = runPart(outcome);
	const items = outcome.hosts.map(({ host, status, ...told }) => ({
		ok: isOk(outcome, status),
		json: { host, status, runId, verdict, check, ...told, run },
	}));
	if (items.length === 0) {
		const json = { host: null, status: null, runId, verdict, check, ...nothingTold, run } as never;
		items.push({ ok: verdict === 'ok', json });
	}
	const sent = items.map(({ ok, json }, index) => ({
		ok,
		item: log && index === 0 ? new WithFiles(json, { log }) : json,
	}));
	const of = (well: boolean) => sent.filter(({ ok }) => ok === well).map(({ item }) => item);
	return new ToOutputs({ [runOutputs[0]]: of(true), [runOutputs[1]]: of(false) });
}

const nothingTold = {
	counts: null,
	failedTasks: [],
	rescuedTasks: [],
	ignoredTasks: [],
	changes: [],
	stats: {},
	detached: [],
};

/** What is the same for every host of a run. */
function runPart({ explanation, exitCode, startedAt, endedAt, origin, stats, ...more }: RunOutcome) {
	const { warnings, notReported, leftovers } = more;
	return {
		explanation,
		exitCode,
		startedAt,
		endedAt,
		seconds: startedAt && endedAt ? (Date.parse(endedAt) - Date.parse(startedAt)) / 1_000 : null,
		...origin,
		stats,
		warnings,
		notReported,
		leftovers,
	};
}

/** What a person must see although the items say it too. */
export function hintsOf({ check, hosts, leftovers, verdict }: RunOutcome): string[] {
	const done = hosts.filter(({ changes }) => check && changes.some((change) => change.done)).map(({ host }) => host);
	const detached = hosts.filter((one) => one.detached.length > 0).map(({ host }) => host);
	return [
		...(done.length > 0 ? [`This was a check run, and tasks changed ${few(done)} all the same.`] : []),
		...(detached.length > 0 ? [`Something was started that outlives the run on ${few(detached)}.`] : []),
		...(leftovers.length > 0 ? [`After the run (${verdict}) may still be at work: ${few(leftovers)}.`] : []),
	];
}

const few = (names: readonly string[]) =>
	names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');
