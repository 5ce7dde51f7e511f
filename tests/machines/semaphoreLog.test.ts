import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { parseIni } from '../../core/ansible/api/iniInventory';
import { plainText } from '../../core/ansible/api/text';
import { parseLog } from '../../core/ansible/semaphore/parseLog';
import { describeWith } from '../support/requirement';

/** Four hosts on this machine, and one that nothing answers for. */
const inventory = `[web]
h1 ansible_connection=local
h2 ansible_connection=local
h[3:4] ansible_connection=local comment="two words # no comment" # a comment

[gone]
dead ansible_host=127.0.0.1 ansible_port=1 ansible_ssh_common_args="-o ConnectTimeout=1"

[both:children]
web
gone

[both:vars]
ansible_python_interpreter=/usr/bin/python3
`;

const playbook = (file: string) => `
- hosts: both
  gather_facts: false
  tasks:
    - name: Write a file
      copy: { dest: "${file}.{{ inventory_hostname }}", content: "new line\\n" }
    - name: Ignore me
      fail: { msg: "never mind" }
      ignore_errors: true
      when: inventory_hostname == 'h1'
    - block:
        - name: Try
          fail: { msg: "first way failed" }
          when: inventory_hostname == 'h2'
      rescue:
        - name: Second way
          debug: { msg: "PLAY RECAP ***\\nh9 : ok=9 changed=0 unreachable=0 failed=9" }
    - name: Loop
      fail: { msg: "{{ item }} is wrong" }
      loop: [a, b, c]
      when: inventory_hostname == 'h3' and item != 'a'
    - name: Secret
      fail: { msg: "CANARY" }
      no_log: true
      when: inventory_hostname == 'h4'
`;

const lacking = spawnSync('ansible-playbook', ['--version']).status === 0 ? undefined : 'there is no Ansible';

describeWith('the log of a real Ansible', lacking, () => {
	let folder = '';
	beforeAll(() => {
		folder = mkdtempSync(join(tmpdir(), 'semaphore-log-'));
		writeFileSync(join(folder, 'hosts.ini'), inventory);
		writeFileSync(join(folder, 'site.yml'), playbook(join(folder, 'file')));
	});
	afterAll(() => rmSync(folder, { recursive: true, force: true }));

	/** As Semaphore starts it: colours forced (db_lib/AnsiblePlaybook.go). */
	const run = async (...more: string[]): Promise<string> =>
		await new Promise((resolve) => {
			const env = {
				PATH: process.env.PATH,
				HOME: folder,
				LANG: 'C.UTF-8',
				ANSIBLE_FORCE_COLOR: '1',
				ANSIBLE_HOST_KEY_CHECKING: 'False',
				ANSIBLE_PIPELINING: '1',
			};
			execFile(
				'ansible-playbook',
				['-i', 'hosts.ini', ...more, 'site.yml'],
				{ cwd: folder, env },
				(_error, stdout, stderr) => resolve(plainText(`${stdout}\n${stderr}`)),
			);
		});

	test('is read host by host as Ansible counts them', async () => {
		const read = parseLog(await run('--check', '--diff'), true, []);
		const of = (name: string) => read.hosts.find(({ host }) => host === name);
		expect(read.hosts.map(({ host, status }) => [host, status]).sort()).toEqual([
			['dead', 'unreachable'],
			['h1', 'changed'],
			['h2', 'changed'],
			['h3', 'failed'],
			['h4', 'failed'],
		]);
		expect(of('h1')).toMatchObject({
			ignoredTasks: [{ task: 'Ignore me', message: 'never mind' }],
			failedTasks: [],
			counts: { ignored: 1, failed: 0 },
			changes: [{ task: 'Write a file', done: false, before: '', after: 'new line' }],
		});
		expect(of('h2')).toMatchObject({
			rescuedTasks: [{ task: 'Try', message: 'first way failed' }],
			failedTasks: [],
			counts: { rescued: 1, failed: 0 },
		});
		expect(of('h3')).toMatchObject({
			failedTasks: [
				{ task: 'Loop', item: 'b', message: 'b is wrong' },
				{ task: 'Loop', item: 'c', message: 'c is wrong' },
			],
			counts: { failed: 1 },
		});
		expect(of('h4')?.failedTasks).toEqual([{ task: 'Secret', message: 'censored', item: null }]);
		expect(of('dead')?.failedTasks[0]?.message).toMatch(/refused/);
		expect(JSON.stringify(read)).not.toContain('CANARY');
	}, 240_000);

	test('with nothing in it says so', async () => {
		const read = parseLog(await run('--limit=nobody'), false, []);
		expect(read).toMatchObject({ hosts: [], hasRecap: false, error: expect.stringContaining('no hosts') });
	}, 240_000);

	test('has the hosts of an inventory that is read by the pack, too', async () => {
		const text = await new Promise<string>((resolve, reject) => {
			const args = ['-i', join(folder, 'hosts.ini'), '--list'];
			execFile('ansible-inventory', args, (error, stdout) =>
				error ? reject(new Error(error.message)) : resolve(stdout),
			);
		});
		const theirs = JSON.parse(text) as { _meta: { hostvars: Record<string, Record<string, unknown>> } };
		const ours = parseIni(inventory);
		expect(Object.keys(ours?.hosts ?? {}).sort()).toEqual(Object.keys(theirs._meta.hostvars).sort());
		expect(ours?.hosts.h3).toEqual({ ansible_connection: 'local', comment: 'two words # no comment' });
		expect(theirs._meta.hostvars.h3).toMatchObject(ours?.hosts.h3 ?? {});
		expect(ours?.groups.both?.children).toEqual(['web', 'gone']);
	}, 240_000);
});

test('no text breaks the reading of a log or of an inventory', () => {
	const line = fc.oneof(
		fc.string({ maxLength: 60 }),
		fc.constantFrom(
			'TASK [x] ***',
			'fatal: [h]: FAILED! => {',
			'failed: [h] (item=(',
			'...ignoring',
			'PLAY RECAP ***',
			'[a:b]',
			'h : ok=1',
			'[web[1:',
		),
	);
	fc.assert(
		fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
			const text = lines.join('\n');
			parseLog(plainText(text), false, []);
			parseIni(text);
			// eslint-disable-next-line no-control-regex
			expect(plainText(text)).not.toMatch(/[\u0000-\u0008\u000b-\u001f]/);
		}),
		{ numRuns: 500 },
	);
});
