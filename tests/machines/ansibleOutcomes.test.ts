import type { RunOutcome } from '../../core/ansible';
import {
	createAnsibleScene,
	lackingForAnsible,
	ended,
	type AnsibleScene,
	type AnsibleVersion,
} from '../support/ansibleScene';
import { lackingDebian13 } from '../support/debian13';
import { describeWith } from '../support/requirement';

const versions: ReadonlyArray<readonly [AnsibleVersion, string, () => string | undefined]> = [
	['own', 'this machine’s Ansible', () => undefined],
	['debian13', 'the Ansible of Debian 13', lackingDebian13],
];

/**
 * Every way in which a host can come out. `h5` is dead, `h6` is dead and its play ignores that. What needs no module is
 * raw: a module costs seconds of Python on a busy machine.
 */
const everything = `
- hosts: web
  gather_facts: false
  ignore_unreachable: "{{ inventory_hostname == 'h6' }}"
  tasks:
    - name: reach
      ansible.builtin.raw: "true"
      changed_when: false
    - name: break
      when: inventory_hostname == 'h1'
      ansible.builtin.command: "false"
    - when: inventory_hostname == 'h2'
      block:
        - name: stumble
          ansible.builtin.fail: { msg: stumbled }
      rescue:
        - name: get up
          ansible.builtin.debug: { msg: up }
    - name: do not mind
      when: inventory_hostname == 'h3'
      ignore_errors: true
      ansible.builtin.fail: { msg: never mind }
    - name: loop
      when: inventory_hostname == 'h4'
      ansible.builtin.raw: "test {{ item }} != b"
      loop: [a, b, c]
      loop_control: { label: "item-{{ item }}" }
    - name: keep quiet
      when: inventory_hostname == 'h7'
      no_log: true
      ansible.builtin.fail: { msg: "the word is {{ word }}" }
    - name: detach
      when: inventory_hostname == 'h3'
      ansible.builtin.command: sleep 0.2
      async: 60
      poll: 0
    - name: count
      ansible.builtin.set_stats: { data: { mine: "{{ inventory_hostname }}" }, per_host: true }
      when: inventory_hostname in ['h2', 'h3']
    - name: count together
      run_once: true
      ansible.builtin.set_stats: { data: { ours: 7 } }
    - name: try again
      when: inventory_hostname == 'h2'
      ansible.builtin.raw: "test -e {{ folder }}/second"
      register: tried
      until: tried.rc == 0
      retries: 2
      delay: 0
      ignore_errors: true
    - name: notify
      when: inventory_hostname == 'h2'
      ansible.builtin.raw: "true"
      notify: handle
  handlers:
    - name: handle
      ansible.builtin.raw: "true"
`;

describe.each(versions)('outcomes with %s', (version, name, lacking) => {
	describeWith(`outcomes with ${name}`, lackingForAnsible() ?? lacking(), () => {
		let scene: AnsibleScene;
		beforeAll(async () => {
			scene = await createAnsibleScene(version, 7);
		}, 300_000);
		afterAll(async () => {
			await scene.close();
		});
		const hostOf = (outcome: RunOutcome, name: string) => outcome.hosts.find(({ host }) => host === name);

		test('failed, rescued, ignored, in a loop, unreachable, quiet and detached, all in one run', async () => {
			scene.write('site.yml', everything);
			scene.write('host_vars/h5.yml', 'ansible_port: 1\n');
			scene.write('host_vars/h6.yml', 'ansible_port: 1\n');
			const outcome = await scene.run({
				runId: 'everything',
				variables: { folder: scene.folder },
				secretVariables: { word: 'sesame-4711' },
			});
			expect(outcome.verdict).toBe('failed');
			expect(outcome.exitCode).toBe(version === 'own' ? 4 : outcome.exitCode);
			expect(outcome.hosts.map(({ host, status }) => `${host} ${status}`)).toEqual([
				'h1 failed',
				'h2 changed',
				'h3 changed',
				'h4 failed',
				'h5 unreachable',
				'h6 unreachable',
				'h7 failed',
			]);
			expect(outcome.explanation).toContain('Failed on h1, h4, h7');
			expect(outcome.explanation).toContain('Not reached: h5, h6');
			expect(hostOf(outcome, 'h1')?.failedTasks).toMatchObject([{ task: 'break', item: null }]);
			expect(hostOf(outcome, 'h2')).toMatchObject({
				failedTasks: [],
				rescuedTasks: [{ task: 'stumble', message: 'stumbled' }],
				ignoredTasks: [{ task: 'try again' }],
				stats: { mine: 'h2' },
				changes: [
					{ task: 'notify', done: true },
					{ task: 'handle', done: true },
				],
			});
			expect(hostOf(outcome, 'h3')).toMatchObject({
				ignoredTasks: [{ task: 'do not mind', message: 'never mind' }],
				detached: [expect.stringMatching(/^detach: j?\d+\.\d+$/)],
			});
			const looped = hostOf(outcome, 'h4')?.failedTasks ?? [];
			expect(looped).toEqual([{ task: 'loop', item: 'item-b', message: expect.any(String) as string }]);
			expect(hostOf(outcome, 'h7')?.failedTasks).toEqual([{ task: 'keep quiet', message: 'censored', item: null }]);
			expect(outcome.stats).toEqual({ ours: 7 });
			expect(JSON.stringify(outcome)).not.toContain('sesame-4711');
		});

		test('any_errors_fatal: who was not reached any more is not attempted', async () => {
			scene.write(
				'fatal.yml',
				`- hosts: h1:h2
  gather_facts: false
  serial: 1
  any_errors_fatal: true
  tasks:
    - name: stop all
      ansible.builtin.fail: { msg: stop }
- hosts: h3
  gather_facts: false
  tasks:
    - ansible.builtin.ping:
`,
			);
			const outcome = await scene.run({
				runId: 'fatal',
				work: { kind: 'playbook', playbook: 'fatal.yml' },
				limit: { kind: 'names', names: ['h1', 'h2', 'h3'] },
			});
			expect(outcome.hosts.map(({ host, status }) => `${host} ${status}`)).toEqual([
				'h1 failed',
				'h2 not_attempted',
				'h3 not_attempted',
			]);
			expect(outcome.explanation).toContain('Not attempted: h2, h3');
		});

		test('a check run tells what a task with check_mode: false has really done', async () => {
			scene.write(
				'check.yml',
				`- hosts: h1
  gather_facts: false
  tasks:
    - name: would
      ansible.builtin.copy: { content: x, dest: "${scene.folder}/would" }
    - name: does
      check_mode: false
      ansible.builtin.copy: { content: x, dest: "${scene.folder}/does" }
`,
			);
			const outcome = await scene.run({
				runId: 'check',
				check: true,
				work: { kind: 'playbook', playbook: 'check.yml' },
			});
			expect(outcome).toMatchObject({ verdict: 'ok', check: true });
			expect(hostOf(outcome, 'h1')?.changes.map(({ task, done }) => ({ task, done }))).toEqual([
				{ task: 'would', done: false },
				{ task: 'does', done: true },
			]);
		});

		test.each([
			['no tag', { tags: ['nowhere'] }, 'nothing_ran', /no task has the tags/],
			[
				'no playbook',
				{ work: { kind: 'playbook' as const, playbook: 'none.yml' } },
				'refused',
				/none\.yml.*Give the path/,
			],
			[
				'a playbook for other hosts',
				{ limit: { kind: 'names' as const, names: ['h2'] } },
				'nothing_ran',
				/no play is for/,
			],
			[
				'a playbook that asks',
				{ work: { kind: 'playbook' as const, playbook: 'asks.yml' } },
				'refused',
				/asks for domain/,
			],
			['a pattern without hosts', { limit: { kind: 'pattern' as const, pattern: 'nobody*' } }, 'nothing_ran', /nobody/],
			[
				'no vault password',
				{ work: { kind: 'playbook' as const, playbook: 'vaulted.yml' } },
				'refused',
				/vault password/,
			],
			['bad YAML', { work: { kind: 'playbook' as const, playbook: 'bad.yml' } }, 'refused', /./],
		])('nothing runs: %s', async (name, more, verdict, words) => {
			scene.write('one.yml', '- hosts: h1\n  gather_facts: false\n  tasks:\n    - ansible.builtin.ping:\n');
			scene.write('bad.yml', '- hosts: h1\n  tasks: [\n');
			scene.write(
				'asks.yml',
				'- hosts: h1\n  gather_facts: false\n  vars_prompt: [{ name: domain, prompt: Domain }]\n  tasks:\n    - ansible.builtin.ping:\n',
			);
			scene.write('vaulted.yml', '$ANSIBLE_VAULT;1.1;AES256\n3061\n');
			const outcome = await outcomeOf(scene, {
				runId: `nothing-${name.replaceAll(' ', '-')}`,
				work: { kind: 'playbook', playbook: 'one.yml' },
				...more,
			});
			expect(outcome.verdict).toBe(verdict);
			expect(outcome.explanation).toMatch(words);
		});

		// Ansible alone would warn, leave the unknown name out, and go on with the others.
		test('an unknown host among the names ends the run before any host is touched', async () => {
			const outcome = await scene.run({
				runId: 'typo',
				work: { kind: 'playbook', playbook: 'one.yml' },
				limit: { kind: 'names', names: ['h1', 'h9'] },
			});
			expect(outcome).toMatchObject({ verdict: 'nothing_ran', hosts: [] });
			expect(outcome.explanation).toContain('h9');
		});
	});
});

/** The outcome, also of a run whose start is refused. */
async function outcomeOf(scene: AnsibleScene, request: Parameters<AnsibleScene['run']>[0]): Promise<RunOutcome> {
	try {
		return await scene.run(request);
	} catch {
		return (await ended(scene.runner, request.runId)).outcome;
	}
}
