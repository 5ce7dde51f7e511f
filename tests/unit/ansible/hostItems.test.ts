import type { RunOutcome } from '../../../core/ansible';
import { hostItems, runOutputs } from '../../../nodes/Ansible/hostItems';
import { runRequest } from '../../support/ansibleRunsScene';
import { memoryRunner, type PlayedRun } from '../../support/memoryRunner';

async function outcomeOf(played: PlayedRun): Promise<RunOutcome> {
	const { runner } = memoryRunner({ runs: [played] });
	const request = runRequest();
	const { reference } = await runner.start(request);
	const { outcome } = await runner.look({ runId: request.runId, reference, check: false, secrets: [] }, undefined, 0);
	if (!outcome) throw new Error('the run goes on');
	return outcome;
}

const hostsBy = ({ items }: ReturnType<typeof hostItems>) =>
	runOutputs.map((name) => (items[name] ?? []).map((item) => (item as { host: string | null }).host));

const halfway = { web1: 'changed', web2: 'ok' } as const;

test.each(['failed', 'unreachable', 'timed_out', 'cancelled'] as const)(
	'a run that is %s, and no host says why: nobody knows that a host is well',
	async (verdict) => {
		expect(hostsBy(hostItems(await outcomeOf({ verdict, hosts: halfway })))).toEqual([[], ['web1', 'web2']]);
	},
);

test('a run that was refused after it had begun sends its hosts out by Failed', async () => {
	const { hosts, ...told } = await outcomeOf({ hosts: halfway });
	expect(hostsBy(hostItems({ ...told, hosts, verdict: 'refused' }))).toEqual([[], ['web1', 'web2']]);
});

test.each<[string, PlayedRun, Array<Array<string | null>>]>([
	['failed on one host', { hosts: { web1: 'changed', web2: 'failed' } }, [['web1'], ['web2']]],
	['that did not reach one host', { hosts: { web1: 'unreachable', web2: 'ok' } }, [['web2'], ['web1']]],
	['given up before it came to a host', { hosts: { web1: 'failed', web2: 'not_attempted' } }, [[], ['web1', 'web2']]],
	['with no play for a host', { hosts: { web1: 'ok', web2: 'not_attempted' } }, [['web1', 'web2'], []]],
])('a run %s tells its hosts apart', async (_, played, hosts) => {
	expect(hostsBy(hostItems(await outcomeOf(played)))).toEqual(hosts);
});
