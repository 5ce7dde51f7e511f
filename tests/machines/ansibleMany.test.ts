import { statSync } from 'node:fs';
import { join } from 'node:path';
import { createAnsibleScene, lackingForAnsible, type AnsibleScene } from '../support/ansibleScene';
import { describeWith } from '../support/requirement';

describeWith('many hosts and much output', lackingForAnsible(), () => {
	let scene: AnsibleScene;
	beforeAll(async () => {
		scene = await createAnsibleScene('own', 50);
	});
	afterAll(async () => {
		await scene.close();
	});

	test('50 hosts, of which one fails and one is dead, each with its own result', async () => {
		scene.write('host_vars/h50.yml', 'ansible_port: 1\n');
		scene.write(
			'site.yml',
			`- hosts: web
  gather_facts: false
  tasks:
    - name: all but one
      ansible.builtin.raw: test {{ inventory_hostname }} != h7
      changed_when: false
`,
		);
		const outcome = await scene.run({ runId: 'fifty', forks: 10, timeoutSeconds: 600 });
		const by = (status: string) => outcome.hosts.filter((host) => host.status === status).map(({ host }) => host);
		expect(outcome.hosts).toHaveLength(50);
		expect({ failed: by('failed'), dead: by('unreachable'), ok: by('ok').length }).toEqual({
			failed: ['h7'],
			dead: ['h50'],
			ok: 48,
		});
		expect(outcome.verdict).toBe('failed');
	}, 600_000);

	test('5 MB of output make a small result', async () => {
		scene.write(
			'large.yml',
			`- hosts: h1
  gather_facts: false
  tasks:
    - name: talk
      ansible.builtin.command: "head -c 200000 /dev/zero"
      register: said
    - name: fail with all of it
      ansible.builtin.shell: "yes $(seq -s - 60) | head -c 5000000; exit 1"
`,
		);
		const outcome = await scene.run({
			runId: 'large',
			work: { kind: 'playbook', playbook: 'large.yml' },
			timeoutSeconds: 600,
		});
		expect(outcome.verdict).toBe('failed');
		expect(outcome.hosts[0]?.counts).toMatchObject({ ok: 1, failed: 1 });
		expect(JSON.stringify(outcome).length).toBeLessThan(100_000);
		expect(statSync(join(scene.settings.jobsDirectory, 'jobs', 'large', 'events')).size).toBeLessThan(50_000);
	}, 600_000);

	test('the test of the credential says in one sentence what runs, and names all that is missing', async () => {
		expect(await scene.runner.test()).toMatch(
			/^root@127\.0\.0\.1:\d+ runs ansible-core [\d.]+ with Python 3\.\S+ and git version .+; its jobs are in /,
		);
		const other = scene.open({ projectDirectory: '/nowhere', jobsDirectory: '/proc/jobs' });
		await expect(other.test()).rejects.toMatchObject({
			errorClass: 'invalid',
			vendorMessage: expect.stringMatching(
				/may not write into \/proc\/jobs; the project \/nowhere is not there/,
			) as string,
		});
	});
});
