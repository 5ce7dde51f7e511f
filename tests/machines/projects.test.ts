import { execFileSync, spawn } from 'node:child_process';
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	rmSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectHost, type ProjectHost } from '../../core/ansible';
import { createJobScene, lackingForJobs, type JobScene } from '../support/jobScene';
import { describeWith } from '../support/requirement';

describeWith('projects on a controller', lackingForJobs, () => {
	const folder = mkdtempSync(join(tmpdir(), 'msp-projects-'));
	const repository = join(folder, 'shop repo');
	const url = `file://${encodeURI(repository)}`;
	let scene: JobScene;
	let projects: ProjectHost;

	const git = (directory: string, ...given: string[]) =>
		execFileSync('git', ['-C', directory, '-c', 'user.name=Tester', '-c', 'user.email=tester@example.com', ...given], {
			encoding: 'utf8',
		}).trim();
	function commit(file: string, text: string, subject: string): string {
		writeFileSync(join(repository, file), text);
		git(repository, 'add', '-A');
		git(repository, 'commit', '-q', '-m', subject);
		return git(repository, 'rev-parse', 'HEAD');
	}
	const settings = () => ({ jobsDirectory: scene.directory, projectDirectory: '', inventory: '' });
	const placeOf = (name: string) => join(scene.directory, 'projects', name);

	let [first, second] = ['', ''];
	beforeAll(async () => {
		scene = await createJobScene();
		projects = projectHost(scene.host, settings());
		mkdirSync(repository);
		git(repository, 'init', '-q', '-b', 'main');
		first = commit('site.yml', 'one', 'Première version – één');
		git(repository, 'tag', '-a', 'v1', '-m', 'one');
		second = commit('site.yml', 'two', 'Second');
	});
	afterAll(async () => {
		await scene.close();
		rmSync(folder, { recursive: true, force: true });
	});

	test('a tag, a branch and a commit are pinned, each with a directory of its own', async () => {
		const tagged = await projects.sync({ name: 'shop', url, ref: 'v1' });
		expect(tagged).toEqual({
			project: 'shop',
			directory: join(placeOf('shop'), 'checkouts', first),
			url,
			ref: 'v1',
			commit: first,
			subject: 'Première version – één',
			changed: true,
			formerCommit: null,
		});
		const latest = await projects.sync({ name: 'shop', url, ref: 'main' });
		expect(latest).toMatchObject({ commit: second, changed: true, formerCommit: first });
		expect(readFileSync(join(latest.directory, 'site.yml'), 'utf8')).toBe('two');
		// What runs in the former one goes on as it was.
		expect(readFileSync(join(tagged.directory, 'site.yml'), 'utf8')).toBe('one');
		expect(readlinkSync(join(placeOf('shop'), 'current'))).toBe(`checkouts/${second}`);
		expect(await projects.sync({ name: 'shop', url, ref: second })).toMatchObject({ commit: second, changed: false });
		expect(git(latest.directory, 'status', '--porcelain')).toBe('');
		expect(git(latest.directory, 'config', 'remote.origin.url')).toBe(url);
	});

	test('a branch that was rewritten is followed, and a commit that is there needs no repository', async () => {
		git(repository, 'checkout', '-q', '-b', 'moving');
		const before = commit('moving', '1', 'Before');
		await projects.sync({ name: 'moves', url, ref: 'moving' });
		git(repository, 'reset', '-q', '--hard', second);
		const after = commit('moving', '2', 'After');
		expect(await projects.sync({ name: 'moves', url, ref: 'moving' })).toMatchObject({
			commit: after,
			formerCommit: before,
		});
		git(repository, 'checkout', '-q', 'main');
		expect(await projects.sync({ name: 'moves', url: 'file:///no/such', ref: before })).toMatchObject({
			commit: before,
		});
	});

	// Two tasks with other branches took each other's files away: https://github.com/semaphoreui/semaphore/issues/3749
	test('syncs of one project at once, of the same and of other commits, all come to their own', async () => {
		const refs = ['v1', 'main', 'v1', 'main', second, first];
		const synced = await Promise.all(
			refs.map(async (ref) => await projectHost(scene.connect(), settings()).sync({ name: 'many', url, ref })),
		);
		expect(synced.map((one) => one.commit)).toEqual([first, second, first, second, second, first]);
		expect(synced.map(({ directory }) => readFileSync(join(directory, 'site.yml'), 'utf8'))).toEqual([
			'one',
			'two',
			'one',
			'two',
			'two',
			'one',
		]);
		expect(readdirSync(join(placeOf('many'), 'checkouts')).sort()).toEqual([first, second].sort());
	});

	test('a sync that was killed leaves nothing that disturbs the next one', async () => {
		await projects.sync({ name: 'killed', url, ref: 'v1' });
		writeFileSync(join(placeOf('killed'), 'repo.git/packed-refs.lock'), '');
		writeFileSync(join(placeOf('killed'), 'repo.git/config.lock'), '');
		mkdirSync(join(placeOf('killed'), 'checkouts/.new.4711'));
		expect(await projects.sync({ name: 'killed', url, ref: 'main' })).toMatchObject({ commit: second });
		expect(readdirSync(join(placeOf('killed'), 'checkouts')).sort()).toEqual([first, second].sort());
	});

	test('old checkouts go, but not the last two, nor one that a process is in', async () => {
		const commits = [first, second];
		await projects.sync({ name: 'old', url, ref: first });
		await projects.sync({ name: 'old', url, ref: second });
		for (const n of [1, 2, 3]) {
			commits.push(commit('site.yml', `old ${n}`, `Old ${n}`));
			await projects.sync({ name: 'old', url, ref: commits.at(-1) ?? '' });
		}
		const longAgo = new Date(Date.now() - 40 * 24 * 3600 * 1000);
		for (const one of commits) utimesSync(join(placeOf('old'), 'checkouts', one), longAgo, longAgo);
		const running = spawn('sleep', ['60'], { cwd: join(placeOf('old'), 'checkouts', first) });
		const newest = commit('site.yml', 'newest', 'Newest');
		await projects.sync({ name: 'old', url, ref: newest });
		running.kill('SIGKILL');
		expect(readdirSync(join(placeOf('old'), 'checkouts')).sort()).toEqual([first, commits.at(-1) ?? '', newest].sort());
	});

	test('what is no ref there, and what is two, is told', async () => {
		await expect(projects.sync({ name: 'shop', url, ref: 'nosuch' })).rejects.toMatchObject({
			errorClass: 'not_found',
		});
		await expect(projects.sync({ name: 'shop', url, ref: 'f'.repeat(40) })).rejects.toMatchObject({
			errorClass: 'not_found',
		});
		git(repository, 'branch', 'twice', first);
		git(repository, 'tag', 'twice', second);
		await expect(projects.sync({ name: 'shop', url, ref: 'twice' })).rejects.toMatchObject({
			errorClass: 'invalid',
			remedy: expect.stringContaining('refs/tags/twice') as string,
		});
		expect(await projects.sync({ name: 'shop', url, ref: 'refs/tags/twice' })).toMatchObject({ commit: second });
		await expect(projects.sync({ name: 'gone', url: 'file:///no/such/repo', ref: 'main' })).rejects.toMatchObject({
			errorClass: 'not_found',
		});
	});

	// https://github.com/jaz303/git-clone/issues/20 and /15: a ref or an address that git takes for an option
	test('what git takes for an option, and other protocols, never reach it', async () => {
		const proof = join(folder, 'pwned');
		const urls = [
			`--upload-pack=touch ${proof}`,
			`ext::sh -c touch% ${proof}`,
			`ssh://-oProxyCommand=touch ${proof}/x`,
			`ssh://-oProxyCommand=x/path`,
			`-oProxyCommand=x@example.com:path`,
			'git@example.com:--upload-pack=x',
			'http://example.com/x.git',
			'git://example.com/x.git',
			'https://example.com/x.git\nfile:///etc',
			'/etc',
			'ssh://git:sesame@example.com/x.git',
			'file://host/x',
			'',
		];
		for (const bad of urls) {
			await expect(projects.sync({ name: 'bad', url: bad, ref: 'main' })).rejects.toThrow("'url'");
		}
		for (const ref of [
			'',
			`--upload-pack=touch ${proof}`,
			'-q',
			'a b',
			'a..b',
			'x@{1}',
			'a:b',
			'../x',
			'x.lock',
			'a\n',
		]) {
			await expect(projects.sync({ name: 'bad', url, ref })).rejects.toThrow("'ref'");
		}
		for (const name of ['', '..', '-x', 'a/b', '.git', 'a b']) {
			await expect(projects.sync({ name, url, ref: 'main' })).rejects.toThrow("'project'");
		}
		expect(existsSync(proof)).toBe(false);
		expect(existsSync(placeOf('bad'))).toBe(false);
	});

	test('a repository cannot bring a submodule of the controller’s own files', async () => {
		const cunning = join(folder, 'cunning');
		mkdirSync(cunning);
		git(cunning, 'init', '-q', '-b', 'main');
		git(cunning, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', repository, 'stolen');
		git(cunning, 'commit', '-q', '-m', 'Cunning');
		await expect(projects.sync({ name: 'cunning', url: `file://${cunning}`, ref: 'main' })).rejects.toThrow(
			/not allowed/,
		);
		expect(existsSync(join(placeOf('cunning'), 'current'))).toBe(false);
	});

	test('a password in an address shows in no process, file or error', async () => {
		// A server that asks for a password, and never gets one in the address.
		const server = createServer((socket) => socket.destroy());
		await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
		const { port } = server.address() as AddressInfo;
		let seen = '';
		const watch = setInterval(() => {
			seen += execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
		}, 20);
		const failed = projects.sync({
			name: 'closed',
			url: `https://robot:sesame-4711@127.0.0.1:${port}/shop.git`,
			ref: 'main',
		});
		await expect(failed).rejects.toMatchObject({ name: 'ExternalError' });
		clearInterval(watch);
		server.close();
		const { message } = (await failed.catch((error: unknown) => error)) as Error;
		expect(message).toContain(`127.0.0.1:${port}`);
		expect(message).not.toContain('sesame-4711');
		expect(message).not.toContain('robot');
		expect(seen).toContain('remote-https');
		expect(seen).not.toContain('sesame-4711');
		expect(execFileSync('sh', ['-c', 'grep -rl sesame-4711 "$0" || true', scene.directory], { encoding: 'utf8' })).toBe(
			'',
		);
	});
});
