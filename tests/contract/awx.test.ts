import { digestOf } from '../../core/ansible/api/requestDigest';
import { openAwxScene, type AwxScene } from '../support/awxScene';
import { failureOf } from '../support/runRequests';

let scene: AwxScene;
beforeEach(async () => {
	scene = await openAwxScene();
});
afterEach(async () => await scene.close());

const launches = () => scene.server.requests().filter(({ name }) => /^POST .*\/launch\//.test(name));
const bodies = () => launches().map(({ body }) => JSON.parse(body) as Record<string, unknown>);
const jobs = () => scene.server.state().jobs;
const web1 = { kind: 'names', names: ['web1.example.com'] } as const;

describe('a run', () => {
	test('is launched with what was asked, and told host by host', async () => {
		scene.template({
			artifacts: { url: 'https://site.example.com' },
			play: [
				{ task: 'Write the site', on: { '*': { kind: 'changed', res: { diff: { before: 'old', after: 'new' } } } } },
				{
					task: 'Restart',
					on: {
						'web2.example.com': { kind: 'failed', res: { msg: 'no such unit', stderr: 'systemd says no' } },
						'db1.example.com': { kind: 'unreachable', res: { msg: 'Connection timed out' } },
						'web1.example.com': { kind: 'ok' },
					},
				},
			],
		});
		const request = scene.request({ variables: { site: 'acme' }, tags: ['web'], diff: true, timeoutSeconds: 900 });
		const started = await scene.awx.start(request);
		expect(started).toMatchObject({
			existing: false,
			reference: '100',
			origin: { commit: 'a'.repeat(40), hosts: ['db1.example.com', 'web1.example.com', 'web2.example.com'] },
		});
		expect(bodies()).toEqual([
			{
				job_tags: 'web',
				diff_mode: true,
				timeout: 900,
				extra_vars: { site: 'acme', msp_run_id: request.runId, msp_request: digestOf(request) },
			},
		]);
		const { state, outcome, log } = await scene.end({ runId: request.runId, reference: started.reference });
		expect(state).toBe('done');
		expect(outcome).toMatchObject({
			verdict: 'failed',
			explanation: expect.stringContaining("web2.example.com failed at 'Restart': no such unit"),
			stats: { url: 'https://site.example.com' },
			check: false,
			origin: { commit: 'a'.repeat(40) },
		});
		expect(Object.fromEntries(outcome?.hosts.map(({ host, status }) => [host, status]) ?? [])).toEqual({
			'web1.example.com': 'changed',
			'web2.example.com': 'failed',
			'db1.example.com': 'unreachable',
		});
		expect(outcome?.hosts.find(({ host }) => host === 'web2.example.com')).toMatchObject({
			failedTasks: [{ task: 'Restart', message: 'no such unit\nsystemd says no', item: null }],
			changes: [{ task: 'Write the site', done: true, before: 'old', after: 'new' }],
			counts: { ok: 1, changed: 1, failed: 1 },
		});
		expect(log).toContain('TASK [Write the site]');
		expect(log).not.toContain('\u001b');
	});

	test('that all hosts take well is ok, and one on no host is none', async () => {
		scene.template();
		const well = scene.request({ limit: web1 });
		await scene.awx.start(well);
		expect((await scene.end(well)).outcome).toMatchObject({ verdict: 'ok', hosts: [{ host: 'web1.example.com' }] });
		scene.template({ name: 'Empty', play: [] });
		const empty = scene.request({ work: { kind: 'playbook', playbook: 'Empty' } });
		await scene.awx.start(empty);
		expect((await scene.end(empty)).outcome).toMatchObject({ verdict: 'nothing_ran' });
	});

	test('tells rescued, ignored, censored and looped failures apart', async () => {
		scene.template({
			play: [
				{ task: 'Try', on: { '*': { kind: 'rescued', res: { msg: 'first way failed' } } } },
				{ task: 'Maybe', on: { '*': { kind: 'ignored', res: { msg: 'never mind' } } } },
				{
					task: 'Loop',
					on: {
						'web1.example.com': {
							kind: 'failed',
							res: {
								results: [
									{ item: 'a', failed: false },
									{ item: 'b', failed: true, msg: 'b is wrong' },
									{ item: { key: 1 }, failed: true, msg: 'so is this', _ansible_item_label: 'the label' },
								],
							},
						},
						'web2.example.com': { kind: 'failed', res: { _ansible_no_log: true, msg: 'CANARY-in-the-result' } },
						'db1.example.com': { kind: 'ok', res: { ansible_job_id: '123.456', finished: 0, started: 1 } },
					},
				},
			],
		});
		const request = scene.request();
		await scene.awx.start(request);
		const { outcome } = await scene.end(request);
		const [web1Host, web2Host, db1Host] = ['web1', 'web2', 'db1'].map((name) =>
			outcome?.hosts.find(({ host }) => host === `${name}.example.com`),
		);
		expect(web1Host).toMatchObject({
			rescuedTasks: [{ task: 'Try', message: 'first way failed' }],
			ignoredTasks: [{ task: 'Maybe', message: 'never mind' }],
			failedTasks: [
				{ item: 'b', message: 'b is wrong' },
				{ item: 'the label', message: 'so is this' },
			],
		});
		expect(web2Host?.failedTasks).toEqual([{ task: 'Loop', message: 'censored', item: null }]);
		expect(db1Host).toMatchObject({ status: 'ok', detached: ['Loop: 123.456'] });
		expect(JSON.stringify(outcome)).not.toContain('CANARY');
	});

	test('in check mode says which changes were made all the same', async () => {
		scene.template({
			play: [
				{ task: 'Would change', on: { '*': { kind: 'changed' } } },
				{ task: 'Writes a stamp', always: true, on: { '*': { kind: 'changed' } } },
			],
		});
		const request = scene.request({ check: true, limit: web1 });
		await scene.awx.start(request);
		expect(bodies()[0]).toMatchObject({ job_type: 'check', limit: 'web1.example.com' });
		const { outcome } = await scene.end({ ...request, reference: '' });
		expect(outcome).toMatchObject({ check: true, verdict: 'ok' });
		expect(outcome?.hosts[0]?.changes.map(({ task, done }) => [task, done])).toEqual([
			['Would change', false],
			['Writes a stamp', true],
		]);
	});

	test('hides the values that are secret in messages, log and statistics', async () => {
		scene.template({
			artifacts: { echo: 'CANARY-secret' },
			survey: [{ variable: 'db_password', type: 'password', required: false }],
			play: [{ task: 'Log in with CANARY-secret', on: { '*': { kind: 'failed', res: { msg: 'bad CANARY-secret' } } } }],
		});
		const request = scene.request({ secretVariables: { db_password: 'CANARY-secret' } });
		await scene.awx.start(request);
		expect(bodies()[0]?.extra_vars).toMatchObject({ db_password: 'CANARY-secret' });
		const look = await scene.end({ ...request, secrets: ['CANARY-secret'] });
		expect(look.outcome?.hosts[0]?.failedTasks[0]?.message).toBe('bad [redacted]');
		expect(JSON.stringify({ log: look.log, stats: look.outcome?.stats, tail: look.outcome?.logTail })).not.toContain(
			'CANARY',
		);
	});
});

describe('what the template would ignore is refused before a launch', () => {
	// https://github.com/ansible/awx/issues/5293: the limit was ignored, and the run was on all hosts.
	test.each([
		['a limit', 'ask_limit_on_launch', { limit: web1 }, /would run on all hosts.*Limit/],
		['a check', 'ask_job_type_on_launch', { check: true }, /would make the changes.*Job Type/],
		['tags', 'ask_tags_on_launch', { tags: ['web'] }, /would run all of them.*Job Tags/],
		['tags to skip', 'ask_skip_tags_on_launch', { skipTags: ['slow'] }, /would skip none.*Skip Tags/],
		['differences', 'ask_diff_mode_on_launch', { diff: true }, /show none.*Show Changes/],
		['verbosity', 'ask_verbosity_on_launch', { verbosity: 2 }, /Verbosity/],
		['forks', 'ask_forks_on_launch', { forks: 9 }, /Forks/],
		['another inventory', 'ask_inventory_on_launch', { inventory: { kind: 'path', path: '3' } }, /Inventory/],
		['variables', 'ask_variables_on_launch', { variables: { site: 'a' } }, /'site'.*Variables/],
	] as const)('%s', async (_what, off, given, words) => {
		const state = scene.server.state();
		const template = scene.template();
		template.asks = template.asks.filter((one) => one !== off);
		state.inventories.push({ id: 3, name: 'Others', script: { all: { hosts: ['x.example.com'] } } });
		const { message, remedy } = await failureOf(scene.awx.start(scene.request(given)));
		expect(`${message} ${remedy}`).toMatch(words);
		await expect(scene.awx.inspect(scene.request(given))).rejects.toThrow(/ignored/);
		expect(launches()).toEqual([]);
	});

	test('but not what is the template’s own', async () => {
		scene.template({
			asks: ['ask_variables_on_launch'],
			limit: 'web1.example.com',
			job_type: 'check',
			job_tags: 'web',
		});
		await scene.awx.start(scene.request({ limit: web1, check: true, tags: ['web'] }));
		expect(Object.keys(bodies()[0] ?? {})).toEqual(['extra_vars']);
	});

	test('all hosts, when the template has a limit of its own', async () => {
		const template = scene.template({ limit: 'web' });
		await scene.awx.start(scene.request());
		expect(bodies()[0]).toMatchObject({ limit: 'all' });
		template.asks = ['ask_variables_on_launch'];
		await expect(scene.awx.start(scene.request())).rejects.toThrow(/all hosts.*'web'/);
	});

	test('become, slices, and passwords that nobody can type', async () => {
		scene.template();
		await expect(scene.awx.start(scene.request({ become: true }))).rejects.toThrow(/become/);
		scene.template({ name: 'Slices', job_slice_count: 3 });
		const slices = { kind: 'playbook', playbook: 'Slices' } as const;
		await expect(scene.awx.start(scene.request({ work: slices }))).rejects.toThrow(/slices/);
		scene.template({ name: 'Asks', passwords: ['ssh_password'] });
		const asks = { kind: 'playbook', playbook: 'Asks' } as const;
		await expect(scene.awx.start(scene.request({ work: asks }))).rejects.toThrow(/ssh_password/);
		expect(launches()).toEqual([]);
	});

	test('a vault password goes where the template asks for it, and nowhere else', async () => {
		scene.template({ passwords: ['vault_password.prod'] });
		await expect(scene.awx.start(scene.request())).rejects.toThrow(/vaultPassword/);
		await scene.awx.start(scene.request({ vaultPassword: 'CANARY-vault' }));
		expect(bodies()[0]).toMatchObject({ credential_passwords: { 'vault_password.prod': 'CANARY-vault' } });
	});

	// https://github.com/ansible/awx/issues/8544: a survey takes its own variables without the switch.
	test('a variable of the survey is taken, and a missing one is named', async () => {
		scene.template({
			asks: ['ask_labels_on_launch'],
			survey: [
				{ variable: 'site', type: 'text', required: true },
				{ variable: 'token', type: 'password', required: false },
			],
		});
		await expect(scene.awx.start(scene.request())).rejects.toThrow(/lacks 'site'/);
		await scene.awx.start(scene.request({ variables: { site: 'a' }, secretVariables: { token: 'CANARY' } }));
		expect(jobs()[0]?.extra_vars).toBe('{"site":"a","token":"$encrypted$"}');
		await expect(scene.awx.start(scene.request({ variables: { site: 'a', more: 1 } }))).rejects.toThrow(/'more'/);
	});

	test('a secret that is too short to be taken out of what the run says', async () => {
		scene.template({ survey: [{ variable: 'pin', type: 'password', required: false }] });
		await expect(scene.awx.start(scene.request({ secretVariables: { pin: '123' } }))).rejects.toThrow(
			/'secretVariables' has "pin", whose value is shorter than 4/,
		);
		expect(launches()).toEqual([]);
	});

	test('a secret that AWX would show in clear', async () => {
		scene.template();
		await expect(scene.awx.start(scene.request({ secretVariables: { token: 'CANARY-x' } }))).rejects.toThrow(
			/in clear/,
		);
	});
});

describe('what was ignored after all', () => {
	// https://github.com/ansible/awx/issues/4351: the answer says so, and the job runs.
	test('is cancelled at once, with the words of what it was', async () => {
		scene.template();
		scene.server.state().turnOffAtLaunch = ['ask_limit_on_launch'];
		const { errorClass, message, remedy } = await failureOf(scene.awx.start(scene.request({ limit: web1 })));
		expect([errorClass, message]).toEqual([
			'invalid',
			expect.stringMatching(/job 100.*ignored limit.*cancelled at once/),
		]);
		expect(remedy).toMatch(/Prompt on Launch/);
		expect(jobs().map(({ status }) => status)).toEqual(['canceled']);
	});

	test('is said with the state of a job that does not end', async () => {
		scene.template();
		Object.assign(scene.server.state(), {
			turnOffAtLaunch: ['ask_job_type_on_launch'],
			deafToCancel: true,
			looksPerPhase: 0,
		});
		await expect(scene.awx.start(scene.request({ check: true }))).rejects.toThrow(/job_type.*now pending/);
	});
});

describe('one run for one ID', () => {
	test('a second start finds the first, also by another runner', async () => {
		scene.template();
		const request = scene.request();
		const first = await scene.awx.start(request);
		expect(await scene.another().start(request)).toMatchObject({ existing: true, reference: first.reference });
		expect(jobs()).toHaveLength(1);
	});

	test('a launch whose answer is lost was one launch', async () => {
		scene.template();
		scene.server.addFault({ path: 'POST .*/launch/', kind: 'drop_after' });
		const request = scene.request();
		expect(await scene.awx.start(request)).toMatchObject({ existing: false, reference: '100' });
		expect(await scene.awx.start(request)).toMatchObject({ existing: true, reference: '100' });
		expect(jobs()).toHaveLength(1);
	});

	test('a launch that never came is told as unknown, and a repeat launches', async () => {
		scene.template();
		scene.server.addFault({ path: 'POST .*/launch/', kind: 'drop_before' });
		const request = scene.request();
		const { errorClass } = await failureOf(scene.awx.start(request));
		expect(errorClass).toBe('transport');
		expect(await scene.awx.start(request)).toMatchObject({ existing: false });
		expect(jobs()).toHaveLength(1);
	});

	test('of two at the same time the later one is cancelled', async () => {
		scene.template();
		// The pause of a real queue: neither runs yet.
		scene.server.state().looksPerPhase = 0;
		const request = scene.request();
		scene.server.addFault({ path: 'POST .*/launch/', kind: 'hold_after', times: 2, delayMs: 300 });
		const [one, other] = await Promise.all([scene.awx.start(request), scene.another().start(request)]);
		expect([one.reference, other.reference]).toEqual(['100', '100']);
		expect([one.existing, other.existing].sort()).toEqual([false, true]);
		expect(jobs().map(({ status }) => status)).toEqual(['pending', 'canceled']);
	});

	test('without variables the ID is a label', async () => {
		scene.template({ asks: ['ask_labels_on_launch'] });
		const request = scene.request();
		await scene.awx.start(request);
		expect(scene.server.state().labels).toEqual([
			{ id: 50, name: `msp_run_id=${request.runId} msp_request=${digestOf(request)}` },
		]);
		expect(await scene.another().start(request)).toMatchObject({ existing: true });
		expect((await scene.end(request)).outcome?.verdict).toBe('ok');
	});

	test('an ID that another template has is refused', async () => {
		scene.template();
		scene.template({ name: 'Other' });
		const request = scene.request();
		await scene.awx.start(request);
		const other = scene.awx.start({ ...request, work: { kind: 'playbook', playbook: 'Other' } });
		await expect(other).rejects.toMatchObject({ errorClass: 'exists' });
		expect(jobs()).toHaveLength(1);
	});

	test('with neither the run is refused: nobody could find it again', async () => {
		scene.template({ asks: ['ask_limit_on_launch'] });
		await expect(scene.awx.start(scene.request())).rejects.toThrow(/found again/);
	});

	test('the job is found where lists leave the variables out', async () => {
		scene.template();
		scene.server.state().shortLists = true;
		const request = scene.request();
		await scene.awx.start(request);
		expect(await scene.another().start(request)).toMatchObject({ existing: true });
	});
});

describe('the events of a run', () => {
	// https://github.com/ansible/awx/issues/10762 and 14339: the job says successful before its last events are there.
	test('are waited for after the job has ended', async () => {
		scene.template();
		const request = scene.request();
		const { reference } = await scene.awx.start(request);
		const name = { runId: request.runId, reference, check: false, secrets: [] };
		const states: string[] = [];
		for (let looks = 0; looks < 6; looks++) {
			const { state } = await scene.awx.look(name);
			states.push(`${state} ${jobs()[0]?.status ?? ''} ${String(jobs()[0]?.event_processing_finished)}`);
			if (state === 'done') break;
		}
		expect(states.slice(-2)).toEqual(['running successful false', 'done successful true']);
	});

	// https://github.com/ansible/awx/issues/9286: event_processing_finished stays false for ever.
	test('that never come do not hold the run for ever, and are told', async () => {
		scene.template();
		scene.server.state().losesEvents = true;
		const request = scene.request({ limit: web1 });
		await scene.awx.start(request);
		const { outcome } = await scene.end(request);
		expect(outcome).toMatchObject({
			verdict: 'ok',
			warnings: ['AWX did not finish to record what the run did.'],
			hosts: [{ host: 'web1.example.com', status: 'changed' }],
		});
	});

	test('that show out of order are read in order, none twice and none left out', async () => {
		scene.template({
			play: Array.from({ length: 150 }, (_, index) => ({
				task: `Task ${index}`,
				on: { '*': { kind: 'changed' as const } },
			})),
		});
		const request = scene.request();
		const { reference } = await scene.awx.start(request);
		const job = jobs()[0];
		if (job) job.shuffled = true;
		const { outcome, log } = await scene.end({ runId: request.runId, reference });
		expect(outcome?.hosts.map(({ changes }) => changes.length)).toEqual([150, 150, 150]);
		expect(log.match(/TASK \[Task \d+\]/g)).toEqual(Array.from({ length: 150 }, (_, index) => `TASK [Task ${index}]`));
		expect(scene.server.requests().some(({ path }) => path.includes('counter__gt=200'))).toBe(true);
	});

	test('are read from the beginning by a new runner, which goes on with the log where the other was', async () => {
		scene.template();
		const request = scene.request();
		const { reference } = await scene.awx.start(request);
		const name = { runId: request.runId, reference, check: false, secrets: [] };
		let first = await scene.awx.look(name);
		while (first.log === '') first = await scene.awx.look(name, first.cursor);
		const rest = await scene.another().look(name, first.cursor, 1);
		expect(rest.log).not.toContain('PLAY [all]');
		expect(rest.hosts).toHaveLength(3);
	});
});

describe('a cancel', () => {
	test('ends the job, and tells what may still run', async () => {
		scene.template();
		const request = scene.request();
		const { reference } = await scene.awx.start(request);
		const name = { runId: request.runId, reference, check: false, secrets: [] };
		while ((await scene.awx.look(name)).state !== 'running') scene.server.clear();
		const job = jobs()[0];
		if (job) job.shown = 6;
		await scene.awx.cancel({ ...name, reference: '' });
		expect((await scene.end(name)).outcome).toMatchObject({
			verdict: 'cancelled',
			leftovers: ['web2.example.com: Write the site'],
		});
		await scene.awx.cancel(name);
	});

	// https://github.com/ansible/awx/issues/9905: a second cancel is 405, and the first one counted.
	test('that AWX refuses with 405 because the job has ended is none that failed', async () => {
		scene.template();
		const request = scene.request();
		const { reference } = await scene.awx.start(request);
		scene.server.addFault({ path: 'GET .*/cancel/', kind: 'answer', status: 200, body: { can_cancel: true } });
		const job = jobs()[0];
		Object.assign(job ?? {}, {
			status: 'successful',
			finished: '2026-01-01T00:00:00Z',
			event_processing_finished: true,
		});
		await scene.awx.cancel({ runId: request.runId, reference, check: false, secrets: [] });
		expect(scene.server.requests().some(({ name }) => name.startsWith('POST') && name.includes('cancel'))).toBe(true);
	});

	test('of a job that AWX no longer has is none that failed', async () => {
		scene.template();
		const request = scene.request();
		const { reference } = await scene.awx.start(request);
		scene.server.state().jobs.length = 0;
		const name = { runId: request.runId, reference, check: false, secrets: [] };
		expect((await scene.awx.look(name)).state).toBe('lost');
		await expect(scene.awx.cancel(name)).resolves.toBeUndefined();
	});

	test('of a run that nobody knows does nothing', async () => {
		await scene.awx.cancel({ runId: 'nobody', reference: '', check: false, secrets: [] });
		expect(await scene.awx.look({ runId: 'nobody', reference: '', check: false, secrets: [] })).toMatchObject({
			state: 'unknown',
		});
	});
});

describe('a run that ends otherwise', () => {
	const ended = async (row: Record<string, unknown>) => {
		scene.template();
		const request = scene.request();
		const { reference } = await scene.awx.start(request);
		const finished = '2026-01-01T00:00:00Z';
		Object.assign(jobs()[0] ?? {}, { finished, event_processing_finished: true, events: [], summaries: [], ...row });
		return (await scene.end({ runId: request.runId, reference })).outcome;
	};

	test.each([
		[{ status: 'failed', job_explanation: 'Job terminated due to timeout' }, 'timed_out'],
		[
			{
				status: 'error',
				job_explanation:
					'Task was marked as running but was not present in the job queue, so it has been marked as failed.',
			},
			'lost',
		],
		[{ status: 'error', job_explanation: 'The project could not sync because there is no Internet' }, 'refused'],
	])('%j', async (row, verdict) => {
		expect(await ended(row)).toMatchObject({ verdict, explanation: expect.stringContaining(row.job_explanation) });
	});

	test('with Ansible’s words for a limit that matches nothing', async () => {
		const stdout = 'ERROR! Specified hosts and/or --limit does not match any hosts';
		const event = {
			counter: 1,
			event: 'error',
			host_name: '',
			task: '',
			failed: false,
			changed: false,
			stdout,
			event_data: {},
		};
		expect(await ended({ status: 'failed', started: '2026-01-01T00:00:00Z', events: [event], shown: 1 })).toMatchObject(
			{
				verdict: 'nothing_ran',
				explanation: stdout,
			},
		);
	});

	test('because somebody removed the job', async () => {
		scene.template();
		const request = scene.request();
		const { reference } = await scene.awx.start(request);
		scene.server.state().jobs = [];
		expect(await scene.end({ runId: request.runId, reference })).toMatchObject({
			state: 'lost',
			outcome: { verdict: 'lost' },
		});
	});
});
