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
		'a run whose tasks are all left out has run nothing',
		async () => {
			scene.write('skip.yml', '- hosts: h1\n  tasks: [{ name: one, ping: , tags: [one] }]\n');
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

		test.each(['a repository within it', 'a submodule', 'a link out of it', 'an ignored role'])(
			'%s is a part of the project',
			async (kind) => {
				const runId = `approved-${kind.replaceAll(' ', '-')}`;
				const project = join(scene.folder, runId);
				const placed =
					kind === 'a link out of it' ? join(scene.folder, `outside-${runId}`) : join(project, 'roles', 'r');
				mkdirSync(join(project, 'roles'), { recursive: true });
				for (const file of ['ansible.cfg', 'inventory.yml']) {
					writeFileSync(join(project, file), readFileSync(join(scene.project, file)));
				}
				writeFileSync(join(project, 'site.yml'), '- hosts: h1\n  gather_facts: false\n  roles: [r]\n');
				role(placed, 'first');
				if (kind === 'a link out of it') symlinkSync(placed, join(project, 'roles', 'r'));
				if (kind === 'an ignored role') writeFileSync(join(project, '.gitignore'), 'roles/\n');
				if (kind === 'a repository within it' || kind === 'a submodule') {
					git(placed, 'init', '-q');
					git(placed, 'add', '-A');
					git(placed, 'commit', '-qm', 'role');
				}
				git(project, 'init', '-q');
				git(project, 'add', ...(kind === 'a repository within it' ? ['site.yml', 'ansible.cfg'] : ['-A']));
				git(project, 'commit', '-qm', 'first');
				// A submodule that differs already when it is approved.
				if (kind === 'a submodule') role(placed, 'before');
				const request = requestOf({ runId, project });
				const approved = await scene.runner.inspect(request);
				role(placed, 'second');
				await expect(scene.runner.start({ ...request, approved })).rejects.toThrow(/not what was approved/);
			},
			patience,
		);
	});
});
