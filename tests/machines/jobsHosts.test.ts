import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJobs, probeJobs } from '../../core/jobs';
import { createJobScene, followed, lackingForJobs, shellJob, until, type JobScene } from '../support/jobScene';
import { describeWith } from '../support/requirement';

const lacking = lackingForJobs ?? (process.getuid?.() === 0 ? undefined : 'other mounts need root');
const has = (program: string) => {
	try {
		return execFileSync('sh', ['-c', 'command -v "$0"', program], { encoding: 'utf8' }).trim();
	} catch {
		return undefined;
	}
};

describeWith('kinds of hosts for jobs', lacking, () => {
	const folder = mkdtempSync(join(tmpdir(), 'msp-hosts-'));
	const scenes: JobScene[] = [];
	afterAll(async () => {
		await Promise.all(scenes.map(async (scene) => await scene.close()));
		rmSync(folder, { recursive: true, force: true });
	});

	/** A host whose file systems are changed by a script of sh, for itself alone. */
	async function hostWith(mounts: string, options: Parameters<typeof createJobScene>[0] = {}): Promise<JobScene> {
		const within = ['unshare', '--mount', 'sh', '-c', `set -e; ${mounts}\nexec "$@"`, 'sh'];
		const scene = await createJobScene({ ...options, within });
		scenes.push(scene);
		return scene;
	}
	/** Hides programs: a file that is not executable lies over each. */
	const hidden = (...programs: string[]) => {
		writeFileSync(join(folder, 'nothing'), '', { mode: 0o644 });
		return programs
			.flatMap((program) => [`/usr/bin/${program}`, `/bin/${program}`])
			.map((path) => `[ ! -e ${path} ] || [ -L ${path} ] || mount --bind '${folder}/nothing' ${path}`)
			.join('; ');
	};
	const lock = { lock: { name: 'x', waitSeconds: 60 } };

	test('without flock a job with a lock is refused by name, and another one runs', async () => {
		const { jobs, host, directory } = await hostWith(hidden('flock'));
		await expect(jobs.start(shellJob('locked', 'true', lock))).rejects.toMatchObject({
			errorClass: 'invalid',
			message: expect.stringContaining('has no flock') as string,
			remedy: expect.stringContaining('util-linux') as string,
		});
		expect(readdirSync(join(directory, 'jobs'))).toEqual([]);
		await jobs.start(shellJob('free', 'echo ran'));
		expect((await followed(jobs, 'free')).log).toBe('ran\n');
		expect(await probeJobs(host, { directory })).toMatchObject({ locks: false, missing: [], problems: [] });
	});

	test.each(['setsid', 'tar'])('without %s it is named, and nothing is started', async (program) => {
		const { jobs, host, directory } = await hostWith(hidden(program));
		await expect(jobs.start(shellJob('never', 'true'))).rejects.toThrow(`has no ${program}`);
		expect(await probeJobs(host, { directory }, ['git', 'no-such-program'])).toMatchObject({
			missing: [program],
			missingPrograms: ['no-such-program'],
			problems: [expect.stringContaining(`has no ${program}. Install the package`)],
		});
	});

	test('a full disk is told at the start; one that fills later does not lose the ending', async () => {
		const directory = join(folder, 'full');
		mkdirSync(directory);
		const { jobs, host } = await hostWith(`mount -t tmpfs -o size=256k tmpfs '${directory}'`, { directory });
		await jobs.start(
			shellJob('fills', 'cat /dev/zero >"$0" 2>/dev/null; exit 3', {
				argv: ['sh', '-c', 'sleep 0.3; cat /dev/zero >"$0" 2>/dev/null; exit 3', { jobFile: 'filler' }],
				files: [{ path: 'secrets/a', content: 'x', mode: 0o600 }],
			}),
		);
		expect(await followed(jobs, 'fills')).toMatchObject({ state: 'done', ending: { exitCode: 3 } });
		await expect(jobs.start(shellJob('more', 'true'))).rejects.toMatchObject({
			errorClass: 'limit',
			message: expect.stringMatching(/no space left/i) as string,
		});
		expect(await probeJobs(host, { directory })).toMatchObject({
			refusal: { errorClass: 'limit' },
			problems: expect.arrayContaining([expect.stringMatching(/no space left.*Make room/i)]) as string[],
		});
		expect(await jobs.removeOld(0)).toBe(1);
		await jobs.start(shellJob('more', 'echo ran'));
		expect((await followed(jobs, 'more')).log).toBe('ran\n');
	});

	test('a disk that is read-only is told', async () => {
		const directory = join(folder, 'fixed');
		mkdirSync(directory);
		const { jobs, host } = await hostWith(`mount -t tmpfs -o ro tmpfs '${directory}'`, {
			directory: join(directory, 'jobs'),
		});
		await expect(jobs.start(shellJob('never', 'true'))).rejects.toMatchObject({
			errorClass: 'permission',
			message: expect.stringMatching(/read-only/i) as string,
		});
		await expect(jobs.look('never')).rejects.toMatchObject({ errorClass: 'permission' });
		expect((await probeJobs(host, { directory: join(directory, 'jobs') })).problems.join()).toMatch(
			/read-only.*folder/i,
		);
	});

	test('a home and a /tmp without the right to execute are no obstacle', async () => {
		const directory = join(folder, 'noexec');
		mkdirSync(directory);
		const { jobs } = await hostWith(
			`mount -t tmpfs -o noexec tmpfs '${directory}'; mount -o bind,noexec /var/tmp /var/tmp; mount -o remount,bind,noexec /var/tmp`,
			{ directory },
		);
		await jobs.start(shellJob('runs', 'echo ran', lock));
		expect((await followed(jobs, 'runs')).log).toBe('ran\n');
	});

	test('another locale and a log-in shell that talks do not disturb', async () => {
		writeFileSync(join(folder, 'bashrc'), 'echo "Bienvenue à bord"; echo half >&2; printf "no line end"; cd /\n');
		const { jobs, host, directory } = await hostWith(
			`[ ! -e "$HOME/.bashrc" ] || mount --bind '${folder}/bashrc' "$HOME/.bashrc"`,
			{ settings: ['SetEnv LANG=fr_FR.UTF-8 LC_ALL=fr_FR.UTF-8 LANGUAGE=fr'] },
		);
		await jobs.start(shellJob('noisy', 'echo "é ${LC_ALL-} ${LANG-}"'));
		expect((await followed(jobs, 'noisy')).log).toBe('é  \n');
		expect((await probeJobs(host, { directory })).problems).toEqual([]);
	});

	test('lingering hands the job to the user’s systemd, and without an answer of it the job runs all the same', async () => {
		// It takes the job, or refuses it, as systemd-run does without a bus.
		writeFileSync(
			join(folder, 'systemd-run'),
			`#!/bin/sh\necho "$@" >>'${folder}/asked'\n[ ! -e '${folder}/refuse' ] || exit 1\nwhile [ "$1" != sh ]; do shift; done\nsetsid "$@" </dev/null >/dev/null 2>&1 &\n`,
			{ mode: 0o755 },
		);
		const user = execFileSync('id', ['-un'], { encoding: 'utf8' }).trim();
		const { jobs, host, directory } = await hostWith(
			`mkdir -p '${folder}/bin' /var/lib/systemd; cp '${folder}/systemd-run' '${folder}/bin/'; mount -t tmpfs tmpfs /var/lib/systemd; mkdir -p /var/lib/systemd/linger; : >/var/lib/systemd/linger/${user}`,
			{ settings: [`SetEnv PATH=${folder}/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin`] },
		);
		expect(await probeJobs(host, { directory })).toMatchObject({ lingering: true });
		await jobs.start(shellJob('kept', 'echo ran'));
		expect((await followed(jobs, 'kept')).log).toBe('ran\n');
		expect(execFileSync('cat', [join(folder, 'asked')], { encoding: 'utf8' })).toMatch(
			/^--user .*--unit n8n-job-kept /,
		);
		writeFileSync(join(folder, 'refuse'), '');
		await jobs.start(shellJob('alone', 'echo ran'));
		expect((await followed(jobs, 'alone')).log).toBe('ran\n');
	});

	/** Starts, waits, cancels, queues: all that the shim does. */
	async function works({ jobs, directory }: JobScene): Promise<void> {
		await jobs.start(
			shellJob('first', `printf 'é\\n'; echo "event" >>"$0"; exit 4`, {
				argv: ['sh', '-c', `printf 'é\\n'; echo event >>"$0"; exit 4`, { jobFile: 'events' }],
				files: [{ path: 'secrets/a', content: 'x', mode: 0o600 }],
			}),
		);
		expect(await followed(jobs, 'first')).toMatchObject({
			state: 'done',
			log: 'é\n',
			events: ['event'],
			ending: { why: 'exit', exitCode: 4 },
		});
		expect(
			await jobs.start(
				shellJob('second', 'trap "echo heard; exit 3" INT; echo ready; sleep 60 & wait; setsid sleep 61', lock),
			),
		).toMatchObject({ existing: false });
		await until('it is ready', async () => (await jobs.look('second')).log.includes('ready'));
		await jobs.start(shellJob('third', 'echo ran', lock));
		await until('it waits', async () => (await jobs.look('third')).state === 'queued');
		expect(await jobs.cancel('second', 10)).toEqual({ state: 'done', leftovers: [] });
		expect(await followed(jobs, 'second')).toMatchObject({ log: 'ready\nheard\n', ending: { why: 'cancelled' } });
		expect((await followed(jobs, 'third')).log).toBe('ran\n');
		await expect(jobs.start(shellJob('third', 'echo other', lock))).rejects.toMatchObject({ errorClass: 'exists' });
		await jobs.start(shellJob('fourth', 'setsid sleep 62 & sleep 63', { timeoutSeconds: 1 }));
		expect(await followed(jobs, 'fourth')).toMatchObject({ ending: { why: 'timeout' }, leftovers: [] });
		expect(await jobs.removeOld(0)).toBe(4);
		expect(readdirSync(join(directory, 'jobs'))).toEqual([]);
	}

	test('bash as sh', async () => {
		await works(await hostWith('mount --bind /bin/bash "$(readlink -f /bin/sh)"'));
	});

	const busybox = has('busybox');
	(busybox === undefined ? test.skip : test)('busybox for everything: its shell, tar, setsid, env and mv', async () => {
		const applets = join(folder, 'busybox');
		mkdirSync(applets);
		for (const applet of execFileSync('busybox', ['--list'], { encoding: 'utf8' }).trim().split('\n')) {
			symlinkSync(busybox ?? '', join(applets, applet));
		}
		// Debian's busybox has none.
		if (!existsSync(join(applets, 'flock'))) symlinkSync(has('flock') ?? '', join(applets, 'flock'));
		// A controller of Ansible has Python. Its shell cannot put a signal back.
		symlinkSync('/usr/bin/python3', join(applets, 'python3'));
		const scene = await hostWith(`mount --bind '${busybox ?? ''}' "$(readlink -f /bin/sh)"`, {
			settings: [`SetEnv PATH=${applets}`],
		});
		const jobs = openJobs(scene.host, scene);
		await jobs.start({
			...shellJob('which', ''),
			argv: ['sh', '-c', 'command -v tar'],
			environment: { PATH: applets },
		});
		expect((await followed(jobs, 'which')).log).toContain('busybox/tar');
		expect((await probeJobs(scene.host, scene)).problems).toEqual([]);
		await jobs.removeOld(0);
		await works(scene);
	});

	test.each(['python3', 'perl'])(
		'a coreutils of 2018, and a setsid without -f: INT is put back by %s',
		async (helper) => {
			const old = join(folder, `old ${helper}`);
			mkdirSync(old);
			const program = (name: string, refused: string) => {
				writeFileSync(
					join(old, name),
					`#!/bin/sh\ncase "$1" in ${refused}) echo "unrecognized option" >&2; exit 125 ;; esac\nexec /usr/bin/${name} "$@"\n`,
					{ mode: 0o755 },
				);
			};
			program('env', '--default-signal*');
			program('setsid', '-f');
			const without = helper === 'python3' ? ':' : hidden('python3', 'python3.11', 'python3.13');
			const scene = await hostWith(without, { settings: [`SetEnv PATH="${old}:/usr/bin:/bin:/usr/sbin:/sbin"`] });
			await scene.jobs.start(shellJob('old', 'trap "echo heard; exit 3" INT; echo ready; sleep 60 & wait'));
			await until('it is ready', async () => (await scene.jobs.look('old')).log.includes('ready'));
			await scene.jobs.cancel('old', 10);
			expect(await followed(scene.jobs, 'old')).toMatchObject({ log: 'ready\nheard\n', ending: { exitCode: 3 } });
		},
	);
});
