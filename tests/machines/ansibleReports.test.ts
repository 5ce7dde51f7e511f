import { createAnsibleScene, lackingForAnsible, type AnsibleScene } from '../support/ansibleScene';
import { describeWith } from '../support/requirement';

/** What people met, and reported in public. */
describeWith('reports of others', lackingForAnsible(), () => {
	let scene: AnsibleScene;
	beforeAll(async () => {
		scene = await createAnsibleScene('own', 2);
	});
	afterAll(async () => {
		await scene.close();
	});

	// https://github.com/ansible/ansible/issues/38214, https://github.com/ansible/ansible/issues/62091
	test('no_log of a loop hides the items and their labels too', async () => {
		scene.write(
			'items.yml',
			`- hosts: h1
  gather_facts: false
  tasks:
    - name: many
      no_log: true
      ansible.builtin.command: "test {{ item.word }} = x"
      loop: [{ word: hidden-one }, { word: hidden-two }]
      loop_control: { label: "{{ item.word }}" }
`,
		);
		const outcome = await scene.run({
			runId: 'items',
			diff: true,
			verbosity: 2,
			work: { kind: 'playbook', playbook: 'items.yml' },
		});
		expect(outcome.hosts[0]?.failedTasks[0]).toEqual({ task: 'many', message: 'censored', item: null });
		expect(JSON.stringify(outcome)).not.toContain('hidden-');
	});

	// https://github.com/ansible/ansible/issues/75310: the default output gets this wrong.
	test('check_mode by a variable counts with its value', async () => {
		scene.write(
			'variable.yml',
			`- hosts: h1
  gather_facts: false
  vars: { really: false }
  tasks:
    - name: by variable
      check_mode: "{{ really }}"
      ansible.builtin.copy: { content: x, dest: "${scene.folder}/by-variable" }
    - name: simulated in a real run
      check_mode: true
      ansible.builtin.copy: { content: x, dest: "${scene.folder}/simulated" }
`,
		);
		const outcome = await scene.run({ runId: 'variable', work: { kind: 'playbook', playbook: 'variable.yml' } });
		expect(outcome.hosts[0]?.changes.map(({ task, done }) => `${task} ${done ? 'done' : 'not done'}`)).toEqual([
			'by variable done',
			'simulated in a real run not done',
		]);
	});

	// https://github.com/ansible/ansible/issues/11237, https://github.com/ansible/ansible/issues/12296
	test('a host whose name is an address of IPv6 is that host, also in the limit', async () => {
		const { port, username } = scene.server;
		const reached = { ansible_host: '127.0.0.1', ansible_port: port, ansible_user: username };
		const outcome = await scene.run({
			runId: 'ipv6',
			work: { kind: 'module', module: 'ansible.builtin.ping', arguments: {} },
			inventory: {
				kind: 'inline',
				inventory: { hosts: { '2001:db8::1': reached, '2001:db8::2': reached }, groups: {} },
			},
			limit: { kind: 'names', names: ['2001:db8::2'] },
		});
		expect(outcome).toMatchObject({ verdict: 'ok', hosts: [{ host: '2001:db8::2', status: 'ok' }] });
	});

	// https://github.com/ansible/ansible/issues/77690: the numbers of a dead host that is ignored say "ok".
	test('a host that is dead and ignored is unreachable, although Ansible ends with 0', async () => {
		scene.write('host_vars/h2.yml', 'ansible_port: 1\n');
		scene.write(
			'dead.yml',
			'- hosts: h2\n  gather_facts: false\n  ignore_unreachable: true\n  tasks:\n    - ansible.builtin.ping:\n',
		);
		const outcome = await scene.run({
			runId: 'dead',
			work: { kind: 'playbook', playbook: 'dead.yml' },
			limit: { kind: 'names', names: ['h2'] },
		});
		expect(outcome).toMatchObject({
			exitCode: 0,
			verdict: 'unreachable',
			hosts: [{ host: 'h2', status: 'unreachable' }],
		});
	});

	// https://github.com/ansible/ansible/issues/14693, https://github.com/ansible/ansible/issues/65911
	test('a playbook for hosts that are not there ends with words, and not as a success', async () => {
		scene.write('nobody.yml', '- hosts: web\n  gather_facts: false\n  tasks: []\n');
		const outcome = await scene.run({ runId: 'nobody', work: { kind: 'playbook', playbook: 'nobody.yml' } });
		expect(outcome.verdict).toBe('nothing_ran');
	});
});
