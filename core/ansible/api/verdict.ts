import type { HostResult, RunVerdict } from '../outcome';

export interface Judgement {
	readonly verdict: RunVerdict;
	readonly explanation: string;
}

/** The verdict that follows from the hosts alone; undefined when none took part. */
export function judgeHosts(hosts: readonly HostResult[]): Judgement | undefined {
	const of = (status: HostResult['status']) => hosts.filter((host) => host.status === status).map(({ host }) => host);
	const [failed, unreachable, missed] = [of('failed'), of('unreachable'), of('not_attempted')];
	if (hosts.length === missed.length) return undefined;
	if (failed.length > 0) {
		const more = unreachable.length > 0 ? `; ${listed(unreachable)} could not be reached` : '';
		const first = hosts.find(({ status }) => status === 'failed')?.failedTasks[0];
		const words = first ? ` at '${first.task}': ${first.message.slice(0, 300)}` : '';
		return { verdict: 'failed', explanation: `${listed(failed)} failed${words}${more}` };
	}
	if (unreachable.length > 0) {
		return { verdict: 'unreachable', explanation: `${listed(unreachable)} could not be reached` };
	}
	const done = hosts.length - missed.length;
	const more = missed.length > 0 ? `; ${listed(missed)} took no part` : '';
	return { verdict: 'ok', explanation: `${done} ${done === 1 ? 'host' : 'hosts'} without a failure${more}` };
}

/** The verdict of a run that ended on its way: what its hosts did by then stays done. */
export function brokeOff(why: string, byHosts: Judgement | undefined): Judgement {
	const done = byHosts?.explanation ?? 'hosts had begun, and nobody can tell what they did';
	return { verdict: 'failed', explanation: `${why}; before that: ${done}` };
}

function listed(hosts: readonly string[]): string {
	const [first = '', ...more] = hosts;
	if (more.length === 0) return first;
	return hosts.length <= 5 ? hosts.join(', ') : `${hosts.slice(0, 4).join(', ')} and ${hosts.length - 4} more hosts`;
}

/** What Ansible says when a limit or a pattern matches nothing. */
export const nothingMatched =
	/Specified inventory, host pattern and\/or --limit leaves us with no hosts|Specified (hosts and\/or|inventory).*(no hosts|do not match any hosts)|do(?:es)? not match any hosts|skipping: no hosts matched|no hosts matched/i;
