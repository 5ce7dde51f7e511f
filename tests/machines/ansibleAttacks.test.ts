import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAnsibleScene, ended, lackingForAnsible, type AnsibleScene } from '../support/ansibleScene';
import { requestOf } from '../support/runRequests';
import { describeWith } from '../support/requirement';

/** Each of them is two or three runs of Ansible. */
const patience = 180_000;

describeWith('what is meant to mislead', lackingForAnsible(), () => {
	let scene: AnsibleScene;
	beforeAll(async () => {
		scene = await createAnsibleScene('own', 1);
	});
	afterAll(async () => {
		await scene.close();
	});

	test('secrets that are words of the protocol hide no result and no host', async () => {
		scene.write(
			'words.yml',
			`- hosts: h1
  gather_facts: false
  tasks:
    - name: well
      ansible.builtin.command: "true"
    - name: fail with it
      ansible.builtin.fail: { msg: "no {{ word }}, {{ 'x' * 7990 }}{{ word }}" }
`,
		);
		const secretVariables = {
			...{ word: 'sesame-open', a: 'true', b: 'false', c: 'null', d: 'host', e: 'failed', f: '": "', g: 'changed' },
			...{ h: 'message', i: 'hosts', j: 'event', k: '", "', l: 1700, m: 'verdict', n: 'running' },
		};
		const request = requestOf({ runId: 'words', work: { kind: 'playbook', playbook: 'words.yml' }, secretVariables });
		await scene.runner.start({ ...request, approved: await scene.runner.inspect(request) });
		const { outcome } = await ended(scene.runner, 'words');
		expect(outcome).toMatchObject({
			verdict: 'failed',
			hosts: [
				{
					...{ host: 'h1', status: 'failed', counts: { ok: 1, changed: 1, failed: 1 } },
					failedTasks: [{ message: expect.stringMatching(/^no \[redacted\], x/) as string }],
					changes: [{ task: 'well' }],
				},
			],
		});
		const events = readFileSync(join(scene.settings.jobsDirectory, 'jobs', 'words', 'events'), 'utf8');
		for (const text of [JSON.stringify(outcome), events]) expect(text).not.toContain('sesame');
		expect(
			events
				.trim()
				.split('\n')
				.map((line) => JSON.parse(line) as unknown).length,
		).toBeGreaterThan(5);
	});

	test('a log that the project asks for holds no secret', async () => {
		scene.write('logged.yml', '- hosts: h1\n  gather_facts: false\n  tasks: [{ debug: { msg: "said {{ word }}" } }]\n');
		const configuration = readFileSync(join(scene.project, 'ansible.cfg'), 'utf8');
		scene.write(
			'ansible.cfg',
			configuration.replace('[defaults]', `[defaults]\nlog_path = ${scene.folder}/ansible.log`),
		);
		await scene.run({
			...{ runId: 'logged', work: { kind: 'playbook', playbook: 'logged.yml' } },
			secretVariables: { word: 'sesame-open' },
		});
		scene.write('ansible.cfg', configuration);
		const log = readFileSync(join(scene.folder, 'ansible.log'), 'utf8');
		expect(log).toContain('said [redacted]');
		expect(log).not.toContain('sesame');
	});

	test(
		'a secret that Ansible breaks at the width of the terminal, or tells of in a dictionary, is nowhere',
		async () => {
			scene.write(
				'library/warns.py',
				`#!/usr/bin/python3
from ansible.module_utils.basic import AnsibleModule
module = AnsibleModule(argument_spec={'tokens': {'type': 'list', 'no_log': False}})
module.exit_json(changed=False, warnings=['the token %s was refused' % token for token in module.params['tokens']])
`,
			);
			scene.write(
				'warned.yml',
				`- hosts: h1
  gather_facts: false
  tasks:
    - warns: { tokens: ["{{ long }}", "{{ parted }}"] }
    - ansible.builtin.fail: { msg: "refused {{ {'password': quoted} }}, {{ {'password': both} }}" }
`,
			);
			const secretVariables = {
				long: `sesame${'0123456789abcdef'.repeat(7)}`,
				parted: `${'sesame-open-the-door-of-'.repeat(4)}sesame`,
				quoted: 'sesame"open\\door',
				both: `sesame"it's\\door`,
			};
			const request = requestOf({
				runId: 'warned',
				work: { kind: 'playbook', playbook: 'warned.yml' },
				secretVariables,
			});
			await scene.runner.start(request);
			const { outcome, log } = await ended(scene.runner, 'warned');
			const job = join(scene.settings.jobsDirectory, 'jobs', 'warned');
			const kept = execFileSync('sh', ['-c', 'cat "$0"/* 2>/dev/null || true', job], { encoding: 'utf8' });
			for (const text of [JSON.stringify(outcome), log, kept]) {
				expect(text).not.toMatch(/sesame|open|door|9abcdef/);
				expect(text).toContain('[redacted]');
			}
			expect(outcome.warnings.filter((warning) => warning.includes('the token [redacted] was refused'))).not.toEqual(
				[],
			);
		},
		patience,
	);

	test(
		'a run whose tasks are all left out has run nothing',
		async () => {
			scene.write('skip.yml', '- hosts: h1\n  gather_subset: [min]\n  tasks: [{ name: one, ping: , tags: [one] }]\n');
			const outcome = await scene.run({
				...{ runId: 'skip', work: { kind: 'playbook', playbook: 'skip.yml' } },
				skipTags: ['one'],
			});
			expect(outcome.verdict).toBe('nothing_ran');
		},
		patience,
	);

	describe('what was approved', () => {
		const git = (where: string, ...words: string[]) =>
			execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...words], { cwd: where });
		const role = (folder: string, words: string) => {
			mkdirSync(join(folder, 'tasks'), { recursive: true });
			writeFileSync(join(folder, 'tasks', 'main.yml'), `- debug: { msg: ${words} }\n`);
		};

		test(
			'a repository within the project, a submodule, what a link leads to and an ignored role are parts of it',
			async () => {
				const project = join(scene.folder, 'whole');
				const placeOf = (kind: string) => join(kind === 'linked' ? scene.folder : join(project, 'roles'), kind);
				const kinds = ['within', 'submodule', 'linked', 'ignored'];
				mkdirSync(join(project, 'roles'), { recursive: true });
				for (const file of ['ansible.cfg', 'inventory.yml']) {
					writeFileSync(join(project, file), readFileSync(join(scene.project, file)));
				}
				const roles = kinds.map((kind) => `    - ${kind}\n`).join('');
				writeFileSync(join(project, 'site.yml'), `- hosts: h1\n  gather_facts: false\n  roles:\n${roles}`);
				for (const kind of kinds) role(placeOf(kind), 'first');
				symlinkSync(placeOf('linked'), join(project, 'roles', 'linked'));
				writeFileSync(join(project, '.gitignore'), 'roles/ignored\n');
				for (const kind of ['within', 'submodule']) {
					git(placeOf(kind), 'init', '-q');
					git(placeOf(kind), 'add', '-A');
					git(placeOf(kind), 'commit', '-qm', 'role');
				}
				git(project, 'init', '-q');
				git(project, 'add', 'site.yml', 'ansible.cfg', '.gitignore', 'roles/linked', 'roles/submodule');
				git(project, 'commit', '-qm', 'first');
				// It differs already when it is approved.
				role(placeOf('submodule'), 'before');
				const approved = await scene.runner.inspect(requestOf({ runId: 'whole', project }));
				for (const kind of kinds) {
					const former = readFileSync(join(placeOf(kind), 'tasks', 'main.yml'));
					role(placeOf(kind), 'second');
					const request = requestOf({ runId: `whole-${kind}`, project, approved });
					await expect(scene.runner.start(request)).rejects.toThrow(/not what was approved/);
					writeFileSync(join(placeOf(kind), 'tasks', 'main.yml'), former);
				}
				// Each of them was refused for its own change.
				expect(await scene.run({ runId: 'whole', project, approved })).toMatchObject({ verdict: 'ok' });
			},
			patience,
		);
	});
});
