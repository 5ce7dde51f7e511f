import type { RunRequest } from '../../core/ansible';
import { ansibleInMemory, onHosts, originsOf } from '../support/ansibleNode';

const fleet = {
	hosts: Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`web${index + 1}`, {}])),
	groups: { web: { hosts: Array.from({ length: 50 }, (_, index) => `web${index + 1}`) } },
};

describe('results', () => {
	test('each host is an item; those that failed leave by the second output', async () => {
		const hosts = { web1: 'changed', web2: 'failed' } as const;
		const node = ansibleInMemory({ runs: [{ hosts, stats: { version: '1.4' } }] });
		const run = await node.call('playbook.run', onHosts('web1, web2'));
		expect(run.error).toBeUndefined();
		expect(run.output('N', 0)).toMatchObject([
			{
				...{ host: 'web1', status: 'changed', verdict: 'failed', check: false },
				changes: [{ task: 'Do the work', done: true }],
				run: { hosts: ['web1', 'web2'], commit: '1'.repeat(40), stats: { version: '1.4' }, seconds: 3 },
			},
		]);
		expect(run.output('N', 1)).toMatchObject([
			{ host: 'web2', status: 'failed', failedTasks: [{ task: 'Do the work', message: 'the task failed' }] },
		]);
		expect(originsOf([...run.items('N', 0), ...run.items('N', 1)])).toEqual([{ item: 0 }, { item: 0 }]);
	});

	test.each(['refused', 'nothing_ran', 'lost'] as const)(
		'a run that is %s is an error, in its words',
		async (verdict) => {
			const explanation = 'the playbook site.yml is not there';
			const node = ansibleInMemory({ runs: [{ verdict, explanation }] });
			const run = await node.call('playbook.run', onHosts('web1'), [{ order: 'A' }], {
				onError: 'continueErrorOutput',
			});
			expect([run.output('N', 0), run.output('N', 1)]).toEqual([[], []]);
			expect(originsOf(run.items('N', 2))).toEqual([{ item: 0 }]);
			expect(JSON.stringify(run.items('N', 2))).toContain(explanation);
		},
	);

	test('an item that fails leaves the others alone', async () => {
		const runs = ({ variables }: RunRequest) =>
			variables.order === 'B' ? { verdict: 'refused' as const, explanation: 'no such role' } : {};
		const node = ansibleInMemory({ runs });
		const orders = [{ order: 'A' }, { order: 'B' }, { order: 'C' }];
		const parameters = onHosts('web1', { variables: '={{ { "order": $json.order } }}' });
		const run = await node.call('playbook.run', parameters, orders, { onError: 'continueErrorOutput' });
		expect(originsOf(run.items('N', 0))).toEqual([{ item: 0 }, { item: 2 }]);
		expect(originsOf(run.items('N', 2))).toEqual([{ item: 1 }]);
		expect(node.started().map(({ variables }) => variables)).toEqual(orders);
	});

	test('50 items are 50 runs, each with its own hosts, over one connection', async () => {
		const node = ansibleInMemory({ inventory: fleet });
		const items = Array.from({ length: 50 }, (_, index) => ({ host: `web${index + 1}` }));
		const run = await node.call('playbook.run', onHosts('={{ $json.host }}'), items);
		expect(run.error).toBeUndefined();
		expect(run.output('N').map(({ host }) => host)).toEqual(items.map(({ host }) => host));
		expect(originsOf(run.items('N'))).toEqual(items.map((_, item) => ({ item })));
		expect(new Set(node.started().map(({ runId }) => runId)).size).toBe(50);
		expect(node.closedRuns()).toBe(1);
	});

	test('50 hosts are 50 items of one run', async () => {
		const hosts = { web7: 'unreachable', web9: 'failed' } as const;
		const node = ansibleInMemory({ inventory: fleet, runs: [{ hosts }] });
		const run = await node.call('playbook.run', onHosts('web'));
		expect(run.output('N', 0)).toHaveLength(48);
		expect(run.output('N', 1).map(({ host, status }) => [host, status])).toEqual([
			['web7', 'unreachable'],
			['web9', 'failed'],
		]);
		expect(node.started()).toHaveLength(1);
	});

	test('a backend that reports no hosts gives one item, and an error when the run failed', async () => {
		const node = ansibleInMemory({ kind: 'semaphore', reportsHosts: false, runs: [{}, { verdict: 'failed' }] });
		const parameters = { ...onHosts('web1'), runOn: 'semaphore' };
		const run = await node.call('playbook.run', parameters);
		expect(run.output('N')).toMatchObject([{ host: null, status: null, verdict: 'ok', run: { exitCode: 0 } }]);
		expect((await node.call('playbook.run', parameters)).error?.message).toMatch(/The run is failed/);
	});

	test('what a check changed all the same, and what outlives a run, is told below the output', async () => {
		const changes = [{ task: 'Write the log', done: true, before: null, after: null }];
		const web1 = { status: 'changed' as const, changes, detached: ['Back up: job 4711'] };
		const node = ansibleInMemory({ runs: [{ hosts: { web1 } }] });
		const run = await node.call('playbook.run', onHosts('web1', { check: true }));
		expect(run.output('N')).toMatchObject([
			{ check: true, changes: [{ done: true }], detached: ['Back up: job 4711'] },
		]);
		expect(JSON.stringify(run.run.data.resultData.runData.N)).toMatch(/tasks changed web1 all the same/);
		expect(JSON.stringify(run.run.data.resultData.runData.N)).toMatch(/outlives the run on web1/);
	});

	test('the whole log is a file of the first item, without secrets', async () => {
		const node = ansibleInMemory({ runs: [{ log: 'PLAY [web]\npin canary-4711\n' }] });
		const secretVariables = { row: [{ name: 'pin', value: 'canary-4711' }] };
		const run = await node.call('playbook.run', onHosts('web1, web2', { secretVariables, options: { logFile: true } }));
		const [first, second] = run.items('N');
		expect(Buffer.from(first?.binary?.log?.data ?? '', 'base64').toString()).toBe('PLAY [web]\npin ********\n');
		expect(first?.binary?.log).toMatchObject({
			fileName: expect.stringMatching(/^n8n-.*\.log$/),
			mimeType: 'text/plain; charset=utf-8',
		});
		expect(second?.binary).toBeUndefined();
	});
});

describe('which hosts', () => {
	const none: ReadonlyArray<[string, unknown]> = [
		['nothing', '={{ "" }}'],
		['spaces', ' , '],
		['an empty list', '={{ [] }}'],
		['an expression that finds nothing', '={{ $json.nobody }}'],
		['all, by an item', '={{ ["web1", "all"] }}'],
		['a star', '*'],
	];
	test.each(none)('named hosts that are %s start nothing', async (_, hostNames) => {
		const node = ansibleInMemory();
		const run = await node.call('playbook.run', { ...onHosts(''), hostNames: hostNames as string });
		expect(run.error?.message).toMatch(/'hostNames' (is empty|holds (all|\*))/);
		expect(node.started()).toEqual([]);
	});

	test('all hosts is a choice of its own; a pattern is expanded in the result', async () => {
		const node = ansibleInMemory();
		const all = await node.call('playbook.run', { playbook: 'site.yml', hosts: 'all', check: false });
		expect(all.output('N').map(({ host }) => host)).toEqual(['web1', 'web2']);
		const some = await node.call('playbook.run', {
			playbook: 'site.yml',
			hosts: 'pattern',
			hostPattern: '*2',
			check: false,
		});
		expect(some.output('N')).toMatchObject([{ host: 'web2', run: { hosts: ['web2'] } }]);
		const empty = await node.call('playbook.run', {
			playbook: 'site.yml',
			hosts: 'pattern',
			hostPattern: ' ',
			check: false,
		});
		expect(empty.error?.message).toMatch(/'hostPattern' is empty/);
	});

	test('a switch that an expression does not find is no change run', async () => {
		const node = ansibleInMemory();
		const run = await node.call('playbook.run', onHosts('web1', { check: '={{ $json.nobody }}' }));
		expect(run.error?.message).toMatch(/'check'/);
		expect(node.started()).toEqual([]);
	});
});

describe('what is given', () => {
	test('variables keep their types, and braces stay what they are', async () => {
		const node = ansibleInMemory({ vaultPassword: 'open sesame' });
		const variables = { port: 8080, on: true, none: null, list: ['a', { b: 1 }], text: "{{ lookup('pipe', 'id') }}" };
		const options = { tags: 'users, keys', templates: 'text', forks: 20, diff: true, become: true, verbosity: 2 };
		await node.call('playbook.run', onHosts('web1', { variables: JSON.stringify(variables), options }));
		expect(node.started()).toMatchObject([
			{
				...{
					variables,
					tags: ['users', 'keys'],
					skipTags: [],
					templates: ['text'],
					forks: 20,
					diff: true,
					become: true,
				},
				...{ verbosity: 2, timeoutSeconds: 3600, vaultPassword: 'open sesame', project: '' },
				...{ work: { kind: 'playbook', playbook: 'site.yml' }, inventory: { kind: 'default' } },
			},
		]);
	});

	test('an inventory as JSON may be short', async () => {
		const node = ansibleInMemory();
		const inventory = { inventory: 'json', inventoryJson: '{"hosts": ["db1", "db2"], "groups": {"db": ["db1"]}}' };
		const run = await node.call('module.run', { module: 'ansible.builtin.ping', ...onHosts('db'), ...inventory });
		expect(run.output('N')).toMatchObject([{ host: 'db1' }]);
		const wrong = await node.call('module.run', {
			...{ module: 'ansible.builtin.ping', ...onHosts('db') },
			...{ inventory: 'json', inventoryJson: '{"all": {"hosts": {"db1": {}}}}' },
		});
		expect(wrong.error?.message).toMatch(/inventoryJson/);
	});

	test('a variable that is given twice is refused', async () => {
		const node = ansibleInMemory();
		const secretVariables = { row: [{ name: 'pin', value: 'canary' }] };
		const run = await node.call('playbook.run', onHosts('web1', { secretVariables, variables: '{"pin": 1}' }));
		expect(run.error?.message).toMatch(/'secretVariables' holds pin, which is given twice/);
	});

	test('a script gets its arguments one by one, in the language that is chosen', async () => {
		const node = ansibleInMemory({ scriptRunner: { inventory: { hosts: { office: {} }, groups: {} } } });
		const scriptArguments = { row: [{ argument: "--name=a'; rm -rf /" }, { argument: '' }] };
		const run = await node.call('script.run', { script: 'bin/hello', scriptArguments, locale: 'fr_BE.UTF-8' });
		expect(run.output('N')).toMatchObject([{ host: 'office', verdict: 'ok' }]);
		const byJson = { specifyArguments: 'json', argumentsJson: '["-x", "2"]', options: { runKey: 'second' } };
		await node.call('script.run', { script: 'bin/hello', ...byJson });
		expect(node.scripts.started().map(({ work }) => work)).toEqual([
			{ kind: 'script', script: 'bin/hello', arguments: ["--name=a'; rm -rf /", ''], locale: 'fr_BE.UTF-8' },
			{ kind: 'script', script: 'bin/hello', arguments: ['-x', '2'], locale: 'C.UTF-8' },
		]);
	});

	test('no secret is in the data of an execution, whatever becomes of the run', async () => {
		const runs = [
			{ log: 'canary-4711', explanation: 'the password canary-4711 was refused', verdict: 'failed' as const },
			{ log: 'canary-4711', explanation: 'the password canary-4711 was refused', verdict: 'refused' as const },
		];
		const node = ansibleInMemory({ runs, vaultPassword: 'canary-vault' });
		// What stands in the workflow itself, n8n keeps with each error; what an expression gives, it does not.
		const secretVariables = { row: [{ name: 'pin', value: '={{ "canary-" + 4711 }}' }] };
		const parameters = onHosts('web1', { secretVariables, options: { logFile: true } });
		for (const run of [await node.call('playbook.run', parameters), await node.call('playbook.run', parameters)]) {
			const data = JSON.stringify(run.run.data.resultData.runData);
			expect(data).not.toMatch(/canary-(4711|vault)/);
			expect(Buffer.from(run.items('N', 1)[0]?.binary?.log?.data ?? '', 'base64').toString()).not.toMatch(/canary-/);
		}
		expect(node.started()).toHaveLength(2);
	});
});
