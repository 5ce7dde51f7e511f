import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { projectHost, type ProjectHost } from '../../core/ansible';
import { createJobScene, lackingForJobs, until, type JobScene } from '../support/jobScene';
import { describeWith } from '../support/requirement';

const lacking = () => {
	try {
		execFileSync('ansible-galaxy', ['--version']);
		return lackingForJobs;
	} catch {
		return 'Ansible is not installed: install ansible-core';
	}
};

// Ansible takes seconds to begin, and more where others work.
jest.setTimeout(240_000);

describeWith('requirements of a project', lacking(), () => {
	const folder = mkdtempSync(join(tmpdir(), 'msp-galaxy-'));
	const project = join(folder, 'project');
	let scene: JobScene;
	let projects: ProjectHost;
	const write = (file: string, text: string) => {
		mkdirSync(dirname(join(folder, file)), { recursive: true });
		writeFileSync(join(folder, file), text);
	};
	function role(version: string): void {
		write(
			'web/meta/main.yml',
			'galaxy_info: {author: a, description: d, license: MIT, min_ansible_version: "2.10"}\ndependencies: []\n',
		);
		write('web/tasks/main.yml', `- debug: msg=${version}\n`);
		const git = (...given: string[]) =>
			execFileSync('git', ['-C', join(folder, 'web'), '-c', 'user.name=T', '-c', 'user.email=t@example.com', ...given]);
		if (!existsSync(join(folder, 'web/.git'))) git('init', '-q', '-b', 'main');
		git('add', '-A');
		git('commit', '-q', '-m', version);
		git('tag', version);
	}
	beforeAll(async () => {
		scene = await createJobScene();
		projects = projectHost(scene.host, { jobsDirectory: scene.directory, projectDirectory: project, inventory: '' });
		role('v1');
		role('v2');
		write('acme/galaxy.yml', 'namespace: acme\nname: tools\nversion: 1.2.0\nreadme: README.md\nauthors: [a]\n');
		write('acme/README.md', 'x');
		execFileSync('ansible-galaxy', ['collection', 'build', '--output-path', folder, join(folder, 'acme')]);
		requirements('v1');
	});
	afterAll(async () => {
		await scene.close();
		rmSync(folder, { recursive: true, force: true });
	});
	const requirements = (version: string) => {
		write(
			'project/requirements.yml',
			`roles:\n  - {src: "git+file://${folder}/web", version: ${version}, name: web}\ncollections:\n  - ${folder}/acme-tools-1.2.0.tar.gz\n`,
		);
	};
	const installedRole = () => readFileSync(join(project, 'roles/web/tasks/main.yml'), 'utf8');

	test('roles from git and collections come into the project, also as a newer version', async () => {
		const { installed, log } = await projects.installRequirements('', 'requirements.yml');
		expect([...installed].sort()).toEqual(['acme.tools 1.2.0', 'web v1']);
		expect(log).toContain('was installed successfully');
		expect(installedRole()).toContain('v1');
		expect(existsSync(join(project, 'collections/ansible_collections/acme/tools/MANIFEST.json'))).toBe(true);
		// ansible-galaxy keeps an old version and reports success, unless it is told otherwise.
		requirements('v2');
		expect((await projects.installRequirements('', 'requirements.yml')).installed).toContain('web v2');
		expect(installedRole()).toContain('v2');
	});

	// "Directory not empty": https://github.com/semaphoreui/semaphore/issues/3236
	test('two installations at once do not write over each other', async () => {
		const twice = await Promise.all([1, 2].map(async () => await projects.installRequirements('', 'requirements.yml')));
		expect(twice.map(({ installed }) => installed.length)).toEqual([2, 2]);
	});

	test('nothing changes under a run', async () => {
		const running = spawn('sleep', ['60'], { cwd: project });
		await until('it runs', () => running.pid !== undefined);
		await expect(projects.installRequirements('', 'requirements.yml')).rejects.toMatchObject({ errorClass: 'busy' });
		running.kill('SIGKILL');
	});

	test('the shared connection that ssh keeps open after a run is none', async () => {
		const master = spawn('sleep', ['60'], { cwd: project, argv0: 'ssh: /home/ops/.ansible/cp/0a1b2c3d4e [mux]' });
		await until('it is there', () => master.pid !== undefined);
		const { installed } = await projects.installRequirements('', 'requirements.yml');
		expect(installed).toHaveLength(2);
		master.kill('SIGKILL');
	});

	test('what is missing is told in the words of Ansible, and no file outside is read', async () => {
		write('project/bad.yml', 'collections:\n  - /tmp/no-such-collection.tar.gz\n');
		await expect(projects.installRequirements('', 'bad.yml')).rejects.toMatchObject({
			errorClass: 'invalid',
			message: expect.stringContaining('ERROR') as string,
		});
		await expect(projects.installRequirements('', 'none.yml')).rejects.toMatchObject({ errorClass: 'not_found' });
		await expect(projects.installRequirements('nowhere', 'requirements.yml')).rejects.toMatchObject({
			errorClass: 'not_found',
		});
		for (const file of ['../web/meta/main.yml', '/etc/passwd', '-x', '']) {
			await expect(projects.installRequirements('', file)).rejects.toThrow("'file'");
		}
	});
});
