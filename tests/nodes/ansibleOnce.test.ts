import { setTimeout as pause } from 'node:timers/promises';
import type { RunRequest } from '../../core/ansible';
import { ansibleInMemory, onHosts } from '../support/ansibleNode';

const keyed = (runKey: string, more = {}) => onHosts('web1', { options: { runKey, ...more } });

describe('a run is started once', () => {
	test('what n8n tries again after a lost answer is the same run', async () => {
		const node = ansibleInMemory({ runs: [{ start: 'lost_after' }] });
		const again = { retryOnFail: true, maxTries: 2, waitBetweenTries: 10 };
		const run = await node.call('playbook.run', onHosts('web1'), [{}], again);
		expect(run.output('N')).toMatchObject([{ host: 'web1', verdict: 'ok' }]);
		expect(node.started()).toHaveLength(1);
	});

	test('another item and another execution are other runs', async () => {
		const node = ansibleInMemory();
		await node.call('playbook.run', onHosts('web1'), [{}, {}]);
		await node.call('playbook.run', onHosts('web1'));
		expect(new Set(node.started().map(({ runId }) => runId)).size).toBe(3);
	});

	test('with a key it is one run in every execution, and its outcome is told again', async () => {
		const node = ansibleInMemory({ runs: [{ hosts: { web1: 'failed' } }] });
		const first = await node.call('playbook.run', keyed('order-1042-create'));
		const second = await node.call('playbook.run', keyed('order-1042-create'));
		expect(second.output('N', 1)).toEqual(first.output('N', 1));
		expect(second.output('N', 1)).toMatchObject([{ runId: 'order-1042-create', status: 'failed' }]);
		expect(node.started()).toHaveLength(1);
	});

	test.each([
		['other hosts', { hostNames: 'web2' }],
		['other variables', { variables: '{"plan": "gold"}' }],
		['a change instead of a check', { check: true }],
	])('the key of a run with %s is refused', async (_, other) => {
		const node = ansibleInMemory();
		await node.call('playbook.run', keyed('order-1042'));
		const run = await node.call('playbook.run', { ...keyed('order-1042'), ...other });
		expect(run.error).toMatchObject({ context: { errorClass: 'exists' } });
		expect(node.started()).toHaveLength(1);
	});

	test.each(['-x', '.hidden', 'with space', 'a/b', 'x'.repeat(91)])('the key %j is refused', async (runKey) => {
		const node = ansibleInMemory();
		expect((await node.call('playbook.run', keyed(runKey))).error?.message).toMatch(/runKey/);
		expect(node.started()).toEqual([]);
	});
});

describe('a run that goes on', () => {
	test('the node returns at once, and another attaches to the run until it ends', async () => {
		let release = (): void => undefined;
		const until = new Promise<void>((resolve) => (release = resolve));
		const node = ansibleInMemory({ runs: [{ until, hosts: { web1: 'unreachable' } }] });
		const begun = await node.call('playbook.run', keyed('long-1', { returnAtOnce: true }));
		expect(begun.output('N')).toMatchObject([{ runId: 'long-1', verdict: null, run: { hosts: ['web1'] } }]);
		expect((await node.call('run.get', { run: 'long-1' })).output('N')).toMatchObject([{ state: 'running' }]);
		const waiting = node.call('run.wait', { run: 'long-1', options: { logFile: true } });
		setTimeout(release, 50);
		const ended = await waiting;
		expect(ended.output('N', 1)).toMatchObject([{ runId: 'long-1', host: 'web1', status: 'unreachable' }]);
		expect(ended.items('N', 1)[0]?.binary?.log?.fileName).toBe('long-1.log');
	});

	test('a wait that is over fails, and leaves the run alone', async () => {
		const node = ansibleInMemory({ runs: [{ until: new Promise(() => undefined) }] });
		await node.call('playbook.run', keyed('long-2', { returnAtOnce: true }));
		const run = await node.call('run.wait', { run: 'long-2', options: { waitSeconds: 1 } });
		expect(run.error).toMatchObject({ context: { errorClass: 'busy' } });
		expect(node.cancelled()).toEqual([]);
	});

	test('Run: Cancel ends it, and tells what may still be at work', async () => {
		const never = new Promise(() => undefined);
		const node = ansibleInMemory({ runs: [{ until: never, leftovers: ['web1: 4711 sleep'] }] });
		await node.call('playbook.run', keyed('long-3', { returnAtOnce: true }));
		const run = await node.call('run.cancel', { run: 'long-3' });
		expect(run.output('N')).toMatchObject([{ verdict: 'cancelled', leftovers: ['web1: 4711 sleep'] }]);
		expect((await node.call('run.cancel', { run: 'nobody' })).error).toMatchObject({
			context: { errorClass: 'not_found' },
		});
	});

	test('it ends when somebody stops the execution', async () => {
		const node = ansibleInMemory({ runs: [{ until: new Promise(() => undefined) }] });
		const stop = untilStarted(node);
		await node.call('playbook.run', keyed('stopped-1'), [{}], {}, stop);
		await stop;
		for (let looks = 0; looks < 100 && node.closedRuns() === 0; looks++) await pause(20);
		expect(node.cancelled()).toEqual(['stopped-1']);
		expect(node.closedRuns()).toBe(1);
	});

	test('it goes on then if the operator wants it so', async () => {
		const node = ansibleInMemory({ runs: [{ until: pause(400) }] });
		const stop = untilStarted(node);
		await node.call('playbook.run', keyed('stopped-2', { keepWhenCancelled: true }), [{}], {}, stop);
		for (let looks = 0; looks < 200 && node.closedRuns() === 0; looks++) await pause(20);
		expect(node.cancelled()).toEqual([]);
		expect((await node.call('run.wait', { run: 'stopped-2' })).output('N')).toMatchObject([{ verdict: 'ok' }]);
	});

	async function untilStarted(node: ReturnType<typeof ansibleInMemory>): Promise<void> {
		for (let looks = 0; looks < 500 && node.started().length === 0; looks++) await pause(10);
	}
});

describe('what needs the back office', () => {
	test.each([
		['run.list', {}],
		['run.askForApproval', { run: 'check-1', approvalPage: 'https://n8n.example.com/webhook/msp/ansible' }],
		['run.showPage', { page: 'approval', ticket: 'x' }],
		['run.acceptApproval', { ticket: 'x', decision: 'approved', by: 'Ada' }],
		['playbook.run', onHosts('web1', { inventory: 'store' })],
		['playbook.run', onHosts('web1', { options: { approvedRun: 'check-1' } })],
	])('%s says so without it', async (operation, parameters) => {
		const node = ansibleInMemory();
		expect((await node.call(operation, parameters)).error?.message).toMatch(/'mspDatabaseApi' is not chosen/);
		expect(node.started()).toEqual([]);
	});

	test('a durable step says so, too', async () => {
		const durableStep = { taskId: '5f0c6c9e-3c1b-4b7e-9a57-0d6b1f5f3a10', stepName: 'create' };
		const node = ansibleInMemory();
		const run = await node.call('playbook.run', onHosts('web1', { durableStep }));
		expect(run.error?.message).toMatch(/'mspDatabaseApi' is not chosen/);
	});
});

describe('projects, scripts and inventories', () => {
	test('a project is synced to its commit, and its requirements are installed', async () => {
		const node = ansibleInMemory();
		const url = 'git@git.example.com:ops/servers.git';
		const synced = await node.call('project.sync', { name: 'servers', url, ref: 'v1.4.0' });
		expect(synced.output('N')).toMatchObject(
			[{ project: 'servers', ref: 'v1.4.0', commit: /^[0-9a-f]{40}$/, changed: true }].map(({ commit, ...more }) => ({
				...more,
				commit: expect.stringMatching(commit) as unknown,
			})),
		);
		const installed = await node.call('project.installRequirements', { project: 'servers', file: 'requirements.yml' });
		expect(installed.output('N')).toMatchObject([{ project: 'servers', installed: ['community.general'] }]);
	});

	test('what only a controller has is refused elsewhere, in words', async () => {
		const node = ansibleInMemory({ kind: 'awx' });
		const run = await node.call('project.sync', { name: 'servers', url: 'git@git.example.com:a.git', ref: 'main' });
		expect(run.error).toMatchObject({ message: expect.stringMatching(/'runOn' keeps its projects/) as unknown });
	});

	test('scripts are listed with their help', async () => {
		const scripts = [{ script: 'bin/hello', summary: 'Says hello', help: 'Says hello\n\nUsage: hello NAME' }];
		const node = ansibleInMemory({ scriptRunner: { scripts } });
		expect((await node.call('script.list', { project: '', directory: 'bin' })).output('N')).toEqual(scripts);
	});

	test('each host of an inventory is an item, with the groups around its groups', async () => {
		const inventory = {
			hosts: { web1: { ansible_host: '10.77.0.11' }, db1: {} },
			groups: { web: { hosts: ['web1'] }, all_sites: { hosts: [], children: ['web'] } },
		};
		const node = ansibleInMemory({ inventory });
		expect((await node.call('inventory.list')).output('N')).toEqual([
			{ host: 'web1', groups: ['all_sites', 'web'], variables: { ansible_host: '10.77.0.11' }, groupVariables: {} },
			{ host: 'db1', groups: [], variables: {}, groupVariables: {} },
		]);
		const some = await node.call('inventory.list', { hosts: 'named', hostNames: 'db1' });
		expect(some.output('N')).toMatchObject([{ host: 'db1' }]);
	});
});

/*
 * n8n's issue about its SSH node: a command that fails is reported as success (n8n-io/n8n#14921).
 * ansible-runner and exit codes: 4 for an unreachable host hides the failure of another one.
 */
test('one host that cannot be reached hides no failure of another', async () => {
	const played = (_: RunRequest) => ({
		verdict: 'unreachable' as const,
		hosts: { web1: 'unreachable', web2: 'failed' } as const,
	});
	const node = ansibleInMemory({ runs: played });
	const run = await node.call('playbook.run', onHosts('web1, web2'));
	expect(run.output('N', 0)).toEqual([]);
	expect(run.output('N', 1).map(({ status }) => status)).toEqual(['unreachable', 'failed']);
});
