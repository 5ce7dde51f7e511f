import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAnsibleScene, ended, eventually, lackingForAnsible, type AnsibleScene } from '../support/ansibleScene';
import { requestOf } from '../support/runRequests';
import { describeWith } from '../support/requirement';

describeWith('a run outlives what starts it', lackingForAnsible(), () => {
	let scene: AnsibleScene;
	beforeAll(async () => {
		scene = await createAnsibleScene('own', 2);
		scene.write(
			'slow.yml',
			`- hosts: h1
  gather_facts: false
  tasks:
    - name: begin
      ansible.builtin.shell: "echo $$ >> ${scene.folder}/begun-{{ run }}"
    - name: work
      ansible.builtin.command: sleep {{ seconds }}
`,
		);
	});
	afterAll(async () => {
		await scene.close();
	});
	const slow = (run: string, seconds: number) =>
		requestOf({
			runId: run,
			work: { kind: 'playbook', playbook: 'slow.yml' },
			limit: { kind: 'names', names: ['h1'] },
			variables: { run, seconds },
		});
	const begun = async (run: string) => {
		await eventually(`${run} begins`, () => existsSync(join(scene.folder, `begun-${run}`)));
	};
	const times = (run: string) =>
		readFileSync(join(scene.folder, `begun-${run}`), 'utf8')
			.trim()
			.split('\n').length;
	/** The processes of a run here: the controller and its targets are this machine. */
	const processes = (run: string) =>
		execFileSync(
			'sh',
			[
				'-c',
				'for f in $(grep -lsF "LC_N8N_JOB=$0" /proc/[0-9]*/environ); do tr "\\0" "\\n" <$f | grep -qxF "LC_N8N_JOB=$0" && tr "\\0" " " <${f%environ}cmdline && echo; done 2>/dev/null; true',
				run,
			],
			{ encoding: 'utf8' },
		)
			.split('\n')
			.filter((line) => line.trim() !== '' && !line.includes('[mux]'));

	test('the connection is cut and n8n is killed: another runner finds the run by its ID, whole', async () => {
		const first = scene.open();
		await first.start(slow('cut', 2));
		await begun('cut');
		await first.close();
		const second = scene.open();
		const { outcome } = await ended(second, 'cut');
		expect(outcome).toMatchObject({ verdict: 'ok', hosts: [{ host: 'h1', status: 'changed', counts: { ok: 2 } }] });
		expect(outcome.origin.hosts).toEqual(['h1']);
		expect(times('cut')).toBe(1);
		// A look with a position of the first one gives out only what came after it.
		const { log } = await ended(scene.open(), 'cut');
		const half = await second.look({ runId: 'cut', reference: '', check: false, secrets: [] }, '100');
		expect(half.log).toBe(Buffer.from(log).subarray(100).toString());
	});

	test('two executions start the same run: it is one run; another request with its ID is refused', async () => {
		const runners = [scene.open(), scene.open(), scene.open()];
		const started = await Promise.all(runners.map(async (runner) => await runner.start(slow('twice', 1))));
		expect(started.map(({ existing }) => existing).sort()).toEqual([false, true, true]);
		expect(new Set(started.map(({ origin }) => JSON.stringify(origin))).size).toBe(1);
		expect((await ended(scene.runner, 'twice')).outcome.verdict).toBe('ok');
		expect(times('twice')).toBe(1);
		await expect(scene.runner.start(slow('twice', 9))).rejects.toMatchObject({ errorClass: 'exists' });
		// A new password is no other request.
		const again = await scene.open().start({ ...slow('twice', 1), secretVariables: {}, vaultPassword: 'another' });
		expect(again.existing).toBe(true);
	});

	test('the controller is rebooted: the run is lost, and a new attempt runs', async () => {
		await scene.runner.start(slow('reboot', 30));
		await begun('reboot');
		await eventually('its first task is told', async () => {
			const { hosts } = await scene.runner.look({ runId: 'reboot', reference: '', check: false, secrets: [] });
			return hosts[0]?.counts.ok === 1;
		});
		const job = join(scene.settings.jobsDirectory, 'jobs', 'reboot');
		const [pid = ''] = readFileSync(join(job, '.job', 'runner'), 'utf8').split(' ');
		execFileSync('sh', [
			'-c',
			`kill -KILL ${pid} $(cat ${job}/.job/group | cut -d " " -f 1) || true; for p in $(grep -lsF LC_N8N_JOB=reboot /proc/[0-9]*/environ | cut -d / -f 3); do kill -KILL $p; done 2>/dev/null; true`,
		]);
		writeFileSync(join(job, '.job', 'runner'), '1 1 another-boot\n');
		const { outcome } = await ended(scene.open(), 'reboot');
		expect(outcome.verdict).toBe('lost');
		expect(outcome.explanation).toContain('restarted');
		expect(outcome.hosts).toMatchObject([{ host: 'h1', counts: { ok: 1, changed: 1 } }]);
		expect(existsSync(join(job, 'secrets'))).toBe(false);
		await scene.runner.start(slow('reboot.2', 0));
		expect((await ended(scene.runner, 'reboot.2')).outcome.verdict).toBe('ok');
	});

	test.each(['cancel', 'timeout'])('%s leaves no process on the controller and the target', async (how) => {
		const timeoutSeconds = 4711;
		await scene.runner.start({ ...slow(how, 300), timeoutSeconds });
		await begun(how);
		await eventually('it works', () => processes(how).some((line) => line.includes('sleep 300')));
		if (how === 'cancel') await scene.runner.cancel({ runId: how, reference: '', check: false, secrets: [] });
		// The time is over: Ansible begins sooner or later, and a short limit would come before it on a busy machine.
		else execFileSync('pkill', ['-xf', `sleep ${timeoutSeconds}`]);
		const { outcome } = await ended(scene.open(), how);
		expect(outcome).toMatchObject({
			verdict: how === 'cancel' ? 'cancelled' : 'timed_out',
			leftovers: [],
			hosts: [{ host: 'h1', counts: { ok: 1 } }],
		});
		expect(processes(how)).toEqual([]);
		expect(execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })).not.toContain('sleep 300');
	});

	test('what runs after an approval is what was approved, or the run is refused and says what differs', async () => {
		const git = (...words: string[]) =>
			execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...words], { cwd: scene.project });
		git('init', '-q');
		git('add', '-A');
		git('commit', '-qm', 'first');
		const request = slow('approved', 0);
		const approved = await scene.runner.inspect(request);
		expect(approved).toMatchObject({
			commit: expect.stringMatching(/^[0-9a-f]{40}$/) as string,
			changesHash: null,
			hosts: ['h1'],
		});
		await scene.runner.start({ ...request, approved });
		expect((await ended(scene.runner, 'approved')).outcome).toMatchObject({ verdict: 'ok', origin: approved });
		appendFileSync(join(scene.project, 'slow.yml'), '    - name: more\n      ansible.builtin.ping:\n');
		scene.write('host_vars/h1.yml', 'changed: true\n');
		const changed = { ...slow('changed', 0), approved };
		await expect(scene.runner.start(changed)).rejects.toMatchObject({
			errorClass: 'invalid',
			vendorMessage: expect.stringMatching(
				/not what was approved.*files of the project.*the inventory\. Nothing ran/,
			) as string,
		});
		const { outcome } = await ended(scene.open(), 'changed');
		expect(outcome.verdict).toBe('refused');
		expect(existsSync(join(scene.folder, 'begun-changed'))).toBe(false);
	});
});
