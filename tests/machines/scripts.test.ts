import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
	listPlaybooks,
	openScripts,
	projectHost,
	scriptOutput,
	type RunLook,
	type RunName,
	type Runner,
	type RunRequest,
} from '../../core/ansible';
import { createJobScene, lackingForJobs, until, type JobScene } from '../support/jobScene';
import { describeWith } from '../support/requirement';

describeWith('scripts on a controller', lackingForJobs, () => {
	const folder = mkdtempSync(join(tmpdir(), 'msp-scripts-'));
	const project = join(folder, `shop's scripts`);
	let scene: JobScene;
	let scripts: Runner;
	beforeAll(async () => {
		scene = await createJobScene();
		scripts = opened(scene);
		write('bin/say', '#!/bin/sh\nprintf "%s|" "$@"\necho "$LANG ${LC_CTYPE-}"\npwd\n');
		write(
			'bin/speak',
			`#!/bin/sh
case $LANG in fr*) what='Crée un accès. Puis autre chose.' ;; nl*) what='Maakt toegang – één keer.' ;; *) what='Creates an access. Then more.' ;; esac
[ "$1" = --help ] && { printf 'Usage: speak [--all]\\n  --all  x\\n\\n%s\\n' "$what"; exit 0; }
echo "$what"
`,
		);
		write('bin/works', '#!/bin/sh\necho done >>"$(dirname "$0")/../worked"\n');
		write('bin/silent', '#!/bin/sh\n# It knows no --help.\nread -r answer && echo "$answer"; exec sleep 60\n');
		write('bin/fails', '#!/bin/sh\necho begun; echo "pas de place – één" >&2; exit 7\n');
		write(
			'bin/slow',
			'#!/bin/sh\ntrap "echo heard; exit 5" INT\nprintf "half"; for i in 1 2 3; do sleep 0.4; printf "."; done; echo; [ "$1" != stay ] || sleep 60\n',
		);
		write('bin/many', '#!/bin/sh\nseq -f "line %g" 1 9999\n');
		write('lib/helper.sh', 'echo helper', 0o644);
		symlinkSync('/bin/date', join(project, 'bin/out'));
		symlinkSync('say', join(project, 'bin/alias'));
	});
	afterAll(async () => {
		await scene.close();
		rmSync(folder, { recursive: true, force: true });
	});

	const opened = ({ host, directory }: JobScene) =>
		openScripts(host, { jobsDirectory: directory, projectDirectory: project, inventory: '' });
	function write(file: string, text: string, mode = 0o755): void {
		mkdirSync(dirname(join(project, file)), { recursive: true });
		writeFileSync(join(project, file), text);
		chmodSync(join(project, file), mode);
	}
	function request(
		runId: string,
		script: string,
		given: readonly string[] = [],
		more: Partial<RunRequest> = {},
		locale = 'C.UTF-8',
	): RunRequest {
		return {
			...{ runId, project: '', timeoutSeconds: 60, verbosity: 0 },
			work: { kind: 'script', script, arguments: given, locale },
			inventory: { kind: 'default' },
			limit: { kind: 'all' },
			...{ tags: [], skipTags: [], variables: {}, secretVariables: {}, templates: [] },
			...{ check: false, diff: false, become: false },
			...more,
		};
	}
	const named = (runId: string, secrets: readonly string[] = []): RunName => ({
		runId,
		reference: runId,
		check: false,
		secrets,
	});
	async function followed(
		runId: string,
		secrets: readonly string[] = [],
	): Promise<RunLook & { all: string; looks: number }> {
		let [cursor, all, looks] = ['', '', 0];
		for (;;) {
			const look = await scripts.look(named(runId, secrets), cursor, 5);
			cursor = look.cursor;
			all += look.log;
			looks++;
			if (look.outcome || look.state === 'unknown') return { ...look, all, looks };
		}
	}

	test('arguments arrive as they are, one each, and the script runs in its project', async () => {
		const given = ['', 'a b', `'"$(id)\`id\``, '-rf', '--', '*', 'é – één', 'a\nb', '\\'];
		const started = await scripts.start(request('arguments', 'bin/say', given));
		expect(started).toMatchObject({
			existing: false,
			reference: 'arguments',
			origin: { commit: null, hosts: ['127.0.0.1'] },
		});
		const { all, outcome, hosts } = await followed('arguments');
		expect(all).toBe(`${given.map((one) => `${one}|`).join('')}C.UTF-8 \n${project}\n`);
		expect(outcome).toMatchObject({ verdict: 'ok', exitCode: 0, check: false, warnings: [], leftovers: [], stats: {} });
		expect(hosts).toEqual([expect.objectContaining({ host: '127.0.0.1', status: 'ok', failedTasks: [] })]);
		await expect(scripts.start(request('nul', 'bin/say', ['a\0b']))).rejects.toThrow("'arguments'");
	});

	test('an exit code that is not 0 is a failure, in the script’s own words', async () => {
		await scripts.start(request('fails', 'bin/fails'));
		const { outcome, all } = await followed('fails');
		expect(all).toBe('begun\npas de place – één\n');
		expect(outcome).toMatchObject({
			verdict: 'failed',
			exitCode: 7,
			explanation: 'bin/fails ended with the code 7: pas de place – één',
			logTail: 'begun\npas de place – één\n',
			hosts: [{ status: 'failed', failedTasks: [{ task: 'bin/fails' }] }],
		});
	});

	test('what a script that ended well put out is told apart from what it said aside', async () => {
		write('bin/aside', `#!/bin/sh\nprintf '{"user":"ada"}'; echo 'careful – één' >&2\n`);
		await scripts.start(request('aside', 'bin/aside'));
		const { outcome } = await followed('aside', ['ada']);
		expect(outcome?.logTail).toContain('careful – één');
		expect(outcome && scriptOutput(outcome)).toBe('{"user":"[redacted]"}');
		await scripts.start(request('many', 'bin/many'));
		const long = (await followed('many')).outcome;
		expect(long && scriptOutput(long)).toMatch(/^[^]{16384}$/);
		expect(long && scriptOutput(long)).toMatch(/line 9999\n$/);
		await scripts.start(request('none', 'bin/fails'));
		const failed = (await followed('none')).outcome;
		expect(failed && scriptOutput(failed)).toBeUndefined();
	});

	test('the same run is started once; another script or other arguments under its ID are refused', async () => {
		const starts = await Promise.all(
			[1, 2, 3, 4].map(
				async () => await opened({ ...scene, host: scene.connect() }).start(request('once', 'bin/slow')),
			),
		);
		expect(starts.filter(({ existing }) => !existing)).toHaveLength(1);
		await expect(scripts.start(request('once', 'bin/slow', ['more']))).rejects.toMatchObject({ errorClass: 'exists' });
		// The project changes; a repeat finds the run of before.
		write('bin/new', '#!/bin/sh\n');
		expect(await scripts.start(request('once', 'bin/slow'))).toMatchObject({ existing: true });
		const { all, looks } = await followed('once');
		expect(all).toBe('half...\n');
		// A line in the making is no news: it is not asked for again and again.
		expect(looks).toBeLessThan(5);
	});

	test('a list has the help of each script in the chosen language, and waits for none that hangs', async () => {
		const began = performance.now();
		const list = await scripts.scripts?.list('', 'bin', 'fr_BE.UTF-8');
		expect(performance.now() - began).toBeLessThan(40_000);
		expect(list?.map(({ script }) => script)).toEqual(expect.arrayContaining(['bin/say', 'bin/silent', 'bin/speak']));
		expect(list?.map(({ script }) => script)).not.toContain('lib/helper.sh');
		expect(list?.find(({ script }) => script === 'bin/speak')).toEqual({
			script: 'bin/speak',
			summary: 'Crée un accès.',
			help: 'Usage: speak [--all]\n  --all  x\n\nCrée un accès. Puis autre chose.',
		});
		expect(list?.find(({ script }) => script === 'bin/silent')?.help).toBe('');
		// It hangs for as long as it may, and once is enough.
		rmSync(join(project, 'bin/silent'));
		const dutch = await scripts.scripts?.list('', 'bin', 'nl_BE');
		expect(dutch?.find(({ script }) => script === 'bin/speak')?.summary).toBe('Maakt toegang – één keer.');
	});

	test('a list runs no script that does not know --help', async () => {
		const list = await scripts.scripts?.list('', 'bin', 'C.UTF-8');
		expect(existsSync(join(project, 'worked'))).toBe(false);
		expect(list).toContainEqual({
			script: 'bin/works',
			summary: 'tells no help: --help does not occur in it',
			help: '',
		});
	});

	test('a project that is not there is an error, and one without scripts an empty list', async () => {
		const missing = expect.stringMatching(/the project \/.*\/projects\/nosuch\/current is not there$/) as string;
		const fault = {
			errorClass: 'not_found',
			message: missing,
			remedy: expect.stringContaining('field Project') as string,
		};
		await expect(scripts.scripts?.list('nosuch', '', 'C.UTF-8')).rejects.toMatchObject(fault);
		await expect(scripts.inspect(request('x', 'bin/say', [], { project: 'nosuch' }))).rejects.toMatchObject(fault);
		const settings = { jobsDirectory: scene.directory, projectDirectory: project, inventory: '' };
		await expect(listPlaybooks(scene.host, settings, 'nosuch')).rejects.toMatchObject(fault);
		const empty = join(folder, 'without scripts');
		mkdirSync(empty);
		expect(await scripts.scripts?.list(empty, '', 'C.UTF-8')).toEqual([]);
		expect(await listPlaybooks(scene.host, settings, empty)).toEqual([]);
		await expect(scripts.inspect(request('x', 'bin/say', [], { project: empty }))).rejects.toThrow(
			`the project has no script bin/say in ${empty}`,
		);
	});

	test('a locale that the controller lacks is told, and the script still hears it', async () => {
		await scripts.start(request('locale', 'bin/speak', [''], {}, 'fr_BE'));
		const { all, outcome } = await followed('locale');
		expect(all).toBe('Crée un accès. Puis autre chose.\n');
		const lacks = !/^fr_be\.utf-?8$/im.test(execFileSync('locale', ['-a'], { encoding: 'utf8' }));
		expect(outcome?.warnings).toEqual(lacks ? [expect.stringContaining('has no locale fr_BE.UTF-8')] : []);
		await expect(scripts.start(request('latin', 'bin/speak', [], {}, 'fr_BE.ISO-8859-1'))).rejects.toThrow("'locale'");
	});

	test('nothing outside of the project is run, and nothing that is not executable', async () => {
		const refused: ReadonlyArray<readonly [string, string]> = [
			['../x', "'script'"],
			['/bin/date', "'script'"],
			['bin/../../x', "'script'"],
			['-x', "'script'"],
			['bin/out', 'leads out'],
			['lib/helper.sh', 'not executable'],
			['bin/nosuch', 'has no script'],
			['bin', 'has no script'],
		];
		for (const [script, words] of refused) {
			await expect(scripts.start(request('refused', script))).rejects.toThrow(words);
		}
		expect(existsSync(join(scene.directory, 'jobs/refused'))).toBe(false);
		await scripts.start(request('alias', 'bin/alias', ['x']));
		expect((await followed('alias')).all).toContain('x|');
		await expect(scripts.scripts?.list('', '../..', 'C')).rejects.toThrow("'directory'");
	});

	test('what a script cannot do is refused, and never left out', async () => {
		const asked: ReadonlyArray<Partial<RunRequest>> = [
			{ check: true },
			{ become: true },
			{ tags: ['a'] },
			{ variables: { a: 1 } },
			{ secretVariables: { a: 'x' } },
			{ limit: { kind: 'names', names: ['web1'] } },
		];
		for (const more of asked) {
			await expect(scripts.start(request('cannot', 'bin/say', [], more))).rejects.toThrow('does not go with a script');
		}
		await expect(scripts.inventory({ kind: 'default' }, '')).rejects.toThrow('no inventory');
	});

	test('a cancelled script hears it, and is found again by another connection', async () => {
		await scripts.start(request('stay', 'bin/slow', ['stay']));
		await until('it has spoken', async () => (await scripts.look(named('stay'))).log.includes('half...'));
		const other = opened({ ...scene, host: scene.connect() });
		await other.cancel(named('stay'));
		const { outcome } = await followed('stay');
		expect(outcome).toMatchObject({ verdict: 'cancelled', leftovers: [], hosts: [{ status: 'failed' }] });
		expect(outcome?.logTail).toContain('heard');
	});

	test('a secret in the output is not shown, also when it comes in two halves', async () => {
		write('bin/leak', '#!/bin/sh\nprintf sesame-; sleep 0.7; echo open-4711\n');
		await scripts.start(request('leak', 'bin/leak'));
		const { all, outcome } = await followed('leak', ['sesame-open-4711']);
		expect(all).toBe('[redacted]\n');
		expect(JSON.stringify(outcome)).not.toContain('sesame-open');
	});

	test('what runs is what was approved: commit, changed files and installed roles', async () => {
		const repository = join(folder, 'repository');
		mkdirSync(repository);
		const git = (...given: string[]) =>
			execFileSync('git', ['-C', repository, '-c', 'user.name=T', '-c', 'user.email=t@example.com', ...given]);
		git('init', '-q', '-b', 'main');
		writeFileSync(join(repository, 'run'), '#!/bin/sh\necho ran\n', { mode: 0o755 });
		writeFileSync(join(repository, '.gitignore'), '/roles/\n*.log\n');
		git('add', '-A');
		git('commit', '-q', '-m', 'One');
		const settings = { jobsDirectory: scene.directory, projectDirectory: project, inventory: '' };
		const { commit, directory } = await projectHost(scene.host, settings).sync({
			name: 'approved',
			url: `file://${repository}`,
			ref: 'main',
		});
		const asked = (runId: string, more: Partial<RunRequest> = {}) =>
			request(runId, 'run', [], { project: 'approved', ...more });
		const origin = await scripts.inspect(asked('a1'));
		expect(origin).toEqual({ commit, changesHash: null, inventoryHash: null, hosts: ['127.0.0.1'] });
		// What git ignores does not count, but for roles.
		writeFileSync(join(directory, 'run.log'), 'x');
		expect(await scripts.inspect(asked('a1'))).toEqual(origin);
		for (const change of ['run', 'new file', 'roles/web/tasks.yml']) {
			mkdirSync(dirname(join(directory, change)), { recursive: true });
			execFileSync('sh', ['-c', 'printf "# more\\n" >>"$0"', join(directory, change)]);
			const now = await scripts.inspect(asked('a1'));
			expect(now.commit).toBe(commit);
			expect(now.changesHash).toMatch(/^[0-9a-f]{64}$/);
			await expect(scripts.start(asked('a1', { approved: origin }))).rejects.toThrow(
				/not what was approved.*files of the project/,
			);
			rmSync(join(directory, change));
			execFileSync('git', ['-C', directory, 'checkout', '-q', '--', 'run']);
		}
		expect(await scripts.start(asked('a1', { approved: origin }))).toMatchObject({ existing: false, origin });
		expect((await followed('a1')).outcome).toMatchObject({ verdict: 'ok', origin });
		// A repeat of what runs is not asked again whether it was approved.
		expect(await scripts.start(asked('a1', { approved: { ...origin, commit: 'x' } }))).toMatchObject({
			existing: true,
		});
	});

	test('a repository within a project, and what a link of it leads to, are parts of it', async () => {
		const repository = join(folder, 'parts');
		const outside = join(folder, 'outside');
		const inner = join(repository, 'inner');
		for (const place of [inner, outside]) {
			mkdirSync(place, { recursive: true });
			writeFileSync(join(place, 'helper.sh'), 'echo first\n');
		}
		writeFileSync(join(repository, 'run'), '#!/bin/sh\n. ./inner/helper.sh\n. ./lib/helper.sh\n', { mode: 0o755 });
		symlinkSync(outside, join(repository, 'lib'));
		for (const place of [inner, repository]) {
			const git = (...given: string[]) =>
				execFileSync('git', ['-C', place, '-c', 'user.name=T', '-c', 'user.email=t@example.com', ...given]);
			git('init', '-q');
			git('add', ...(place === inner ? ['-A'] : ['run', 'lib']));
			git('commit', '-q', '-m', 'One');
		}
		const asked = request('parts', 'run', [], { project: repository });
		for (const place of [inner, outside]) {
			const approved = await scripts.inspect(asked);
			expect(await scripts.inspect(asked)).toEqual(approved);
			writeFileSync(join(place, 'helper.sh'), 'echo second\n');
			await expect(scripts.start({ ...asked, approved })).rejects.toThrow(/not what was approved/);
		}
	});

	test('the test of a credential says what is there', async () => {
		expect(await scripts.test()).toContain(scene.directory);
	});
});
