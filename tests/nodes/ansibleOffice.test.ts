import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { ICredentialDataDecryptedObject, IDataObject, INode } from 'n8n-workflow';
import { MspAnsibleControllerApi } from '../../credentials/MspAnsibleControllerApi.credentials';
import { MspSshHostApi } from '../../credentials/MspSshHostApi.credentials';
import { Ansible } from '../../nodes/Ansible/Ansible.node';
import { ansibleNodeType, onHosts, originsOf } from '../support/ansibleNode';
import { createAnsibleScene, lackingForAnsible, type AnsibleScene } from '../support/ansibleScene';
import { createHarness } from '../support/inProcessN8n';
import { describeWith } from '../support/requirement';

// A run of Ansible takes seconds, and a machine may be busy with other tests.
jest.setTimeout(180_000);

const playbook = `
- hosts: web
  gather_facts: false
  tasks:
    - name: Say who
      ansible.builtin.debug:
        msg: "{{ who | default('nobody') }}"
      when: inventory_hostname != 'h2'
    - name: Write the file
      ansible.builtin.copy:
        content: "{{ who | default('nobody') }} {{ pin | default('') }}\\n"
        dest: "{{ playbook_dir }}/../written-{{ inventory_hostname }}"
        mode: "0600"
      no_log: "{{ pin is defined }}"
      when: inventory_hostname != 'h2'
    - name: Go wrong
      ansible.builtin.raw: "false"
      when: inventory_hostname == 'h2'
    - name: Tell the version
      ansible.builtin.set_stats:
        data: { version: '1.4' }
        per_host: true
`;
const sleeping = `
- hosts: web
  gather_facts: false
  tasks:
    - name: Sleep
      ansible.builtin.command: sleep 4711
`;
const script = `#!/bin/sh
if [ "$1" = --help ]; then echo "Says hello to somebody."; exit 0; fi
for argument in "$@"; do printf '<%s>\\n' "$argument"; done
[ "$1" != fail ]
`;

describeWith('the Ansible node on a real controller', lackingForAnsible(), () => {
	let scene: AnsibleScene;
	let controller: ICredentialDataDecryptedObject;
	let harness: ReturnType<typeof createHarness>;

	beforeAll(async () => {
		scene = await createAnsibleScene();
		scene.write('site.yml', playbook);
		scene.write('sleep.yml', sleeping);
		scene.write('bin/hello', script);
		chmodSync(`${scene.project}/bin/hello`, 0o755);
		const { host, port, username, privateKey, fingerprint } = scene.server;
		const login = { host, port, username, authentication: 'key', privateKey, knownHosts: fingerprint };
		controller = { ...login, ...scene.settings };
		harness = createHarness({
			nodes: { [ansibleNodeType]: Ansible },
			credentialTypes: { MspAnsibleControllerApi, MspSshHostApi },
			credentials: {
				mspAnsibleControllerApi: controller,
				mspSshHostApi: login,
				wrong: { ...controller, knownHosts: `SHA256:${'A'.repeat(43)}` },
			},
		});
	});
	afterAll(async () => await scene.close());

	const call = async (
		operation: string,
		parameters: INode['parameters'] = {},
		items: IDataObject[] = [{}],
		more: Partial<INode> = {},
		stop?: Promise<unknown>,
	) => {
		const [resource = '', name = ''] = operation.split('.');
		return await harness.node(ansibleNodeType, { resource, operation: name, ...parameters }, items, more, stop);
	};
	const processes = () => execFileSync('ps', ['-eo', 'ppid=,args='], { encoding: 'utf8' });
	/** The connections that the server has open: it has a process for each. */
	const connections = () =>
		processes()
			.split('\n')
			.filter((line) => line.trim().startsWith(`${scene.server.process.pid ?? ''} `)).length;

	test('each host is an item, judged by its tasks, for each item of the input', async () => {
		const people = [{ who: 'Ada' }, { who: "{{ lookup('pipe', 'id') }}" }];
		const variables = { variables: '={{ { "who": $json.who } }}', options: { diff: true } };
		const run = await call('playbook.run', onHosts('h1, h2', variables), people);
		expect(run.error).toBeUndefined();
		expect(run.output('N', 0)).toMatchObject([
			{ host: 'h1', status: 'changed', verdict: 'failed', stats: { version: '1.4' }, run: { hosts: ['h1', 'h2'] } },
			{ host: 'h1', verdict: 'failed' },
		]);
		expect(run.output('N', 1)).toMatchObject([
			{ host: 'h2', status: 'failed', failedTasks: [{ task: 'Go wrong' }] },
			{ host: 'h2', status: 'failed' },
		]);
		expect(originsOf(run.items('N', 0))).toEqual([{ item: 0 }, { item: 1 }]);
		// Braces of an item are data: nothing ran on the controller.
		expect(readFileSync(`${scene.folder}/written-h1`, 'utf8')).toBe("{{ lookup('pipe', 'id') }} \n");
	});

	test('a check run changes nothing, and says what would change', async () => {
		const check = onHosts('h1', { check: true, variables: '{"who": "Grace"}', options: { diff: true } });
		const run = await call('playbook.run', check);
		expect(run.output('N')).toMatchObject(
			[
				{
					host: 'h1',
					status: 'changed',
					check: true,
					changes: [{ task: 'Write the file', done: false, after: /Grace/ }],
				},
			].map(({ changes, ...more }) => ({
				...more,
				changes: changes.map(({ after, ...change }) => ({ ...change, after: expect.stringMatching(after) as unknown })),
			})),
		);
		expect(readFileSync(`${scene.folder}/written-h1`, 'utf8')).not.toMatch(/Grace/);
	});

	test('a secret is in no item, no log, no process and no file that is left', async () => {
		const secretVariables = { row: [{ name: 'pin', value: '={{ "canary-" + 4711 }}' }] };
		const run = await call(
			'playbook.run',
			onHosts('h1', { secretVariables, options: { logFile: true, verbosity: 3 } }),
		);
		expect(run.output('N')).toMatchObject([{ host: 'h1', verdict: 'ok' }]);
		expect(JSON.stringify(run.run.data.resultData.runData)).not.toMatch(/canary-4711/);
		expect(Buffer.from(run.items('N')[0]?.binary?.log?.data ?? '', 'base64').toString()).not.toMatch(/canary-4711/);
		expect(grep('canary-4711', `${scene.folder}/jobs`)).toBe('');
		expect(readFileSync(`${scene.folder}/written-h1`, 'utf8')).toMatch(/canary-4711/);
	});

	test('what does not reach a host is an error with the words of Ansible', async () => {
		const missing = await call('playbook.run', onHosts('h1', { playbook: 'missing.yml' }));
		expect(missing.error?.message).toMatch(/missing\.yml/);
		const nobody = await call('playbook.run', onHosts('nobody'));
		expect(nobody.error?.message).toMatch(/nobody/);
	});

	test('another key than the pinned one is refused, and shown', async () => {
		const credentials = { mspAnsibleControllerApi: { id: 'wrong', name: 'wrong' } };
		const run = await call('inventory.list', {}, [{}], { credentials });
		expect(run.error).toMatchObject({ context: { errorClass: 'auth' } });
		expect(JSON.stringify(run.error)).toContain(scene.server.fingerprint);
	});

	test('a run that returned at once is attached to by another connection', async () => {
		const options = { runKey: 'attached-1', returnAtOnce: true };
		const begun = await call('playbook.run', onHosts('h1, h3', { options }));
		expect(begun.output('N')).toMatchObject([{ runId: 'attached-1', run: { hosts: ['h1', 'h3'] } }]);
		expect((await call('run.wait', { run: 'attached-1' })).output('N').map(({ host }) => host)).toEqual(['h1', 'h3']);
		const again = await call('playbook.run', onHosts('h1, h3', { options: { runKey: 'attached-1' } }));
		expect(again.output('N')).toMatchObject([{ runId: 'attached-1' }, { runId: 'attached-1' }]);
		const other = await call('playbook.run', onHosts('h1', { options: { runKey: 'attached-1' } }));
		expect(other.error).toMatchObject({ context: { errorClass: 'exists' } });
	});

	test('a stopped execution leaves no process of the run', async () => {
		const watched = { over: false };
		const stop = (async () => {
			while (!watched.over && !processes().includes('sleep 4711')) await pause(200);
		})();
		await call(
			'playbook.run',
			onHosts('h1', { playbook: 'sleep.yml', options: { runKey: 'stopped-1' } }),
			[{}],
			{},
			stop,
		);
		watched.over = true;
		const ended = await call('run.wait', { run: 'stopped-1' });
		expect(ended.output('N', 1)).toMatchObject([{ host: 'h1', verdict: 'cancelled' }]);
		expect(processes()).not.toMatch(/sleep 4711/);
	});

	test('modules, scripts and inventories are at hand, through a jump host as well', async () => {
		const jump = { useJumpHost: true };
		const ping = await call('module.run', { module: 'ansible.builtin.ping', ...onHosts('h3'), ...jump });
		expect(ping.output('N')).toMatchObject([{ host: 'h3', status: 'ok' }]);
		const hosts = await call('inventory.list', { hosts: 'named', hostNames: 'h2' });
		expect(hosts.output('N')).toMatchObject([
			{ host: 'h2', groups: ['web'], variables: {}, groupVariables: { web: { ansible_host: '127.0.0.1' } } },
		]);
		const search = await harness.searchList(ansibleNodeType, 'searchPlaybooks', { filter: 'site' });
		expect(search.results).toEqual([{ name: 'site.yml', value: 'site.yml' }]);
		const listed = await call('script.list', { directory: 'bin' });
		expect(listed.output('N')).toMatchObject([{ script: 'bin/hello', summary: 'Says hello to somebody.' }]);
		const scriptArguments = { row: [{ argument: "a'; touch pwned" }, { argument: '' }] };
		const said = await call('script.run', { script: 'bin/hello', scriptArguments, options: { logFile: true } });
		expect(said.output('N')).toMatchObject([
			{ verdict: 'ok', run: { explanation: 'bin/hello ended well.', output: "<a'; touch pwned>\n<>\n" } },
		]);
		expect(Buffer.from(said.items('N')[0]?.binary?.log?.data ?? '', 'base64').toString()).toBe(
			"<a'; touch pwned>\n<>\n",
		);
		const failed = await call('script.run', { script: 'bin/hello', scriptArguments: { row: [{ argument: 'fail' }] } });
		expect([...failed.output('N', 1), { error: failed.error?.message }]).not.toEqual([{ error: undefined }]);
	});

	test('no connection is left when the node is done', async () => {
		for (let looks = 0; looks < 100 && connections() > 0; looks++) await pause(50);
		const before = connections();
		await call('inventory.list', {}, [{}, {}]);
		for (let looks = 0; looks < 100 && connections() > before; looks++) await pause(50);
		expect(connections()).toBe(before);
	});

	test('the test of the credential says what is there, and names what is missing', async () => {
		const found = await harness.testCredential('mspAnsibleControllerApi', controller);
		expect(found).toMatchObject({ status: 'OK', message: expect.stringMatching(/runs ansible-core 2\./) as unknown });
		const lacking = { ...controller, jobsDirectory: '/proc/jobs', projectDirectory: '/nowhere' };
		const missing = await harness.testCredential('mspAnsibleControllerApi', lacking);
		expect(missing.status).toBe('Error');
		expect(missing.message).toMatch(/\/proc\/jobs/);
		expect(missing.message).toMatch(/\/nowhere/);
		const closed = await harness.testCredential('mspAnsibleControllerApi', { ...controller, port: 1 });
		expect(closed.message).toMatch(/behind one, try the credential with Ansible → Inventory: List/);
	});
});

/** What holds a text, below a folder. */
function grep(text: string, folder: string): string {
	try {
		return execFileSync('grep', ['-rlF', text, folder], { encoding: 'utf8' });
	} catch {
		return '';
	}
}
