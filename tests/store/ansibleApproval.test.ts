import type { Runner, RunRequest } from '../../core/ansible';
import {
	acceptApproval,
	approvalOf,
	askForApproval,
	awaitApproval,
	getRun,
	listRuns,
	makeRunLink,
	runOnce,
	showApprovalPage,
	showRunPage,
} from '../../core/ansibleRuns';
import { InputError } from '../../core/kernel/errors';
import { cancelTask, claimTask, showTask, type TaskOffice } from '../../core/tasks';
import { canary, failureOf, runningTask, runRequest } from '../support/ansibleRunsScene';
import { memoryRunner } from '../support/memoryRunner';
import { backOfficeOn, letTimePass, seedPlan } from '../support/provisioningScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let office: TaskOffice;
let plan: { customerId: string; planId: string };

beforeAll(async () => {
	database = await createTestDatabase();
	office = backOfficeOn(database.store);
	plan = await seedPlan(office, 'approval', [1000]);
});
afterAll(async () => await database.drop());

const page = 'https://n8n.example/webhook/msp/ansible';
const ask = async (runId: string, language: 'en' | 'fr' | 'nl' = 'en') =>
	await askForApproval(office, { runId, page, language, hours: 48 });
const ticketOf = (url: string) => new URL(url).searchParams.get('ticket') ?? '';

/** A check run that has ended, its approval, and what a change of the same would be. */
async function checked(more: Partial<RunRequest> = {}, played = memoryRunner()) {
	const check = runRequest({ check: true, ...more });
	await runOnce(office, played.runner, { request: check });
	const asked = await ask(check.runId);
	const change = runRequest(more);
	return {
		played,
		check,
		change,
		asked,
		ticket: ticketOf(asked.approvalUrl),
		run: async (request: RunRequest = change) =>
			await runOnce(office, played.runner, { request, approvalOf: check.runId }),
	};
}

const expire = async (runId: string) => {
	await office.store.asStaff(
		async (transaction) =>
			await transaction.run(`update msp.ansible_approval set until = now() - interval '1 minute' where run_id = $1`, [
				runId,
			]),
	);
};
const by = 'Ada';

test('asks once: a repeat gives the same approval and link, and its mail data', async () => {
	const { check, asked } = await checked();
	expect(asked).toMatchObject({
		asked: true,
		status: 'asked',
		report: { name: 'site.yml', check: true, changed: 2, shown: [{ host: 'web1', changes: ['Do the work'] }, {}] },
	});
	const again = await ask(check.runId);
	expect(again).toMatchObject({ asked: false, approvalId: asked.approvalId, approvalUrl: asked.approvalUrl });
	expect(await approvalOf(office, check.runId)).toMatchObject({ status: 'asked', decidedBy: null });
	expect(await database.dump()).not.toContain(ticketOf(asked.approvalUrl));
});

test.each<[string, Partial<RunRequest>, string]>([
	['a change', { check: false }, 'no check run'],
	['a check that was refused', { check: true, limit: { kind: 'names', names: ['nowhere'] } }, 'refused'],
])('%s is not for approval', async (_, more, words) => {
	const request = runRequest(more);
	await runOnce(office, memoryRunner().runner, { request }).catch(() => undefined);
	await expect(ask(request.runId)).rejects.toMatchObject({ field: 'runId', complaint: expect.stringContaining(words) });
});

test('a page that is no web address is refused before anything is asked', async () => {
	const request = runRequest({ check: true });
	await runOnce(office, memoryRunner().runner, { request });
	const question = { runId: request.runId, page: 'javascript:alert(1)', language: 'en', hours: 1 } as const;
	await expect(askForApproval(office, question)).rejects.toMatchObject({ field: 'page' });
	expect(await approvalOf(office, request.runId)).toBeUndefined();
});

test('looking at the page changes nothing; it shows what would change, and carries no secret', async () => {
	const { ticket, asked } = await checked({ variables: { site: '<script>alert(1)</script>' } });
	const before = await database.dump();
	const first = await showApprovalPage(office, ticket);
	expect(await showApprovalPage(office, ticket)).toEqual(first);
	expect(await database.dump()).toBe(before);
	expect(first.statusCode).toBe(200);
	expect(first.html).toContain('<form method="post">');
	expect(first.html).toContain('<del>-old</del><ins>+new</ins>');
	expect(first.html).toContain('&lt;script&gt;');
	expect(first.html).not.toMatch(/<script|<link|src=|href=/);
	expect(first.html).not.toContain(canary);
	expect(asked.approvalUrl.startsWith(`${page}?ticket=`)).toBe(true);
});

test('a run that the backend refused has not used the approval: a later execution may run', async () => {
	const { played, change, check, ticket } = await checked();
	await acceptApproval(office, { ticket, decision: 'approved', by });
	const refusing: Runner = {
		...played.runner,
		start: async () =>
			await Promise.reject(new InputError('limit', 'would be ignored', 'Let the template ask for it.')),
	};
	const approvalOf = check.runId;
	const refused = await failureOf(runOnce(office, refusing, { request: change, approvalOf }));
	expect(refused.outcome).toMatchObject({ verdict: 'refused' });
	const later = { request: { ...change, runId: `${change.runId}-later` }, approvalOf };
	expect(await runOnce(office, played.runner, later)).toMatchObject({ verdict: 'ok' });
	const third = { request: { ...change, runId: `${change.runId}-third` }, approvalOf };
	expect((await failureOf(runOnce(office, played.runner, third))).message).toContain('which used it');
});

test('approves once: the second post is told who was first, and the change runs as it was shown', async () => {
	const { played, change, run, ticket, check } = await checked();
	await expect(run()).rejects.toMatchObject({ errorClass: 'busy' });
	const posts = await Promise.all([
		acceptApproval(office, { ticket, decision: 'approved', by: ' Ada ' }),
		acceptApproval(office, { ticket, decision: 'declined', by: 'Eve' }),
	]);
	expect(posts.filter(({ decided }) => decided)).toHaveLength(1);
	const [winner] = posts.filter(({ decided }) => decided);
	const late = await acceptApproval(office, { ticket, decision: 'declined', by: 'Zoe' });
	expect(late).toMatchObject({ statusCode: 200, decided: false, approval: { decidedBy: winner?.approval?.decidedBy } });
	expect(late.html).toMatch(/(Ada|Eve) has (approved|declined) this already/);
	if (winner?.approval?.status !== 'approved') return;
	expect(await run()).toMatchObject({ verdict: 'ok' });
	expect(played.started().at(-1)).toMatchObject({ approved: { commit: '1'.repeat(40), hosts: ['web1', 'web2'] } });
	expect(await getRun(office, change.runId)).toMatchObject({ approval: { runId: check.runId, decidedBy: 'Ada' } });
	expect((await showRunPage(office, { runId: change.runId, language: 'en' })).html).toContain('approved by Ada');
});

test('a post without a name decides nothing, and one with a long name keeps its beginning', async () => {
	const { ticket } = await checked();
	expect(await acceptApproval(office, { ticket, decision: 'approved', by: ' ' })).toMatchObject({
		statusCode: 400,
		decided: false,
		approval: { status: 'asked' },
	});
	const decided = await acceptApproval(office, { ticket, decision: 'approved', by: '🦉'.repeat(300) });
	expect(decided.approval?.decidedBy).toBe('🦉'.repeat(100));
});

// AWX and Semaphore let a person approve whatever they see; who ran it in spite of a warning is asked afterwards.
test.each([
	['failed', { hosts: { web1: 'failed' } }],
	['unreachable', { hosts: { web1: 'unreachable' } }],
] as const)(
	'a check that is %s is approved only by whoever ticks that it is to be run all the same',
	async (verdict, one) => {
		const played = memoryRunner({ runs: [one] });
		const check = runRequest({ check: true });
		await failureOf(runOnce(office, played.runner, { request: check }));
		const ticket = ticketOf((await ask(check.runId)).approvalUrl);
		expect((await showApprovalPage(office, ticket)).html).toContain(
			'<input type="checkbox" name="despiteFailure" value="yes"><span>Run it although the check failed</span>',
		);
		const approve = { ticket, decision: 'approved', by } as const;
		const unticked = await acceptApproval(office, approve);
		expect(unticked).toMatchObject({ statusCode: 400, decided: false, approval: { status: 'asked' } });
		expect(unticked.html).toContain('tick the box');
		const change = { request: runRequest(), approvalOf: check.runId };
		await expect(runOnce(office, played.runner, change)).rejects.toMatchObject({ errorClass: 'busy' });

		const ticked = await acceptApproval(office, { ...approve, despiteFailure: true });
		expect(ticked).toMatchObject({ decided: true, approval: { decidedBy: by, despiteVerdict: verdict } });
		expect(await runOnce(office, played.runner, change)).toMatchObject({ verdict: 'ok' });
		const shown = await showRunPage(office, { runId: check.runId, language: 'en' });
		expect(shown.html).toContain('approved by Ada although the check had failed');
		const { rows } = await database.owner.query(
			`select detail from msp.audit_log where action = 'ansible.approve' and subject = $1`,
			[check.runId],
		);
		expect(rows).toMatchObject([{ detail: { by, despiteVerdict: verdict } }]);
	},
);

test('a failed check is declined without the box, and one that went well has none', async () => {
	const played = memoryRunner({ runs: [{ verdict: 'failed' }] });
	const check = runRequest({ check: true });
	await failureOf(runOnce(office, played.runner, { request: check }));
	const ticket = ticketOf((await ask(check.runId)).approvalUrl);
	expect(await acceptApproval(office, { ticket, decision: 'declined', by })).toMatchObject({
		decided: true,
		approval: { status: 'declined', despiteVerdict: null },
	});
	const well = await checked();
	expect((await showApprovalPage(office, well.ticket)).html).not.toContain('checkbox');
	const ticked = { ticket: well.ticket, decision: 'approved', by, despiteFailure: true } as const;
	expect(await acceptApproval(office, ticked)).toMatchObject({ decided: true, approval: { despiteVerdict: null } });
});

test('declined: the change is refused, in words, and the ledger has it', async () => {
	const { run, ticket, change, played } = await checked();
	const posted = { ticket, decision: 'declined', by, reason: 'not on a Friday' } as const;
	expect(await acceptApproval(office, posted)).toMatchObject({ decided: true, approval: { status: 'declined' } });
	const failed = await failureOf(run());
	expect(failed).toMatchObject({ errorClass: 'invalid', outcome: { verdict: 'refused' } });
	expect(failed.message).toContain('Ada declined');
	expect(await getRun(office, change.runId)).toMatchObject({ verdict: 'refused', status: 'ended' });
	expect(played.started()).toHaveLength(1);
	expect((await showApprovalPage(office, ticket)).html).toContain('Ada has declined this already');
});

// AWX offers the buttons of an approval that has timed out: ansible/awx#13465.
test('expired: nobody can decide any more, the change is refused, and a new question has a new link', async () => {
	const { check, run, ticket, asked } = await checked();
	await expire(check.runId);
	const shown = await showApprovalPage(office, ticket);
	expect(shown.html).toContain('The time to decide ended');
	expect(shown.html).not.toContain('<form');
	expect(await acceptApproval(office, { ticket, decision: 'approved', by })).toMatchObject({
		decided: false,
		approval: { status: 'expired' },
	});
	expect((await failureOf(run())).message).toContain('Nobody approved');
	const again = await ask(check.runId);
	expect(again.asked).toBe(true);
	expect(again.approvalUrl).not.toBe(asked.approvalUrl);
	expect((await showApprovalPage(office, ticket)).statusCode).toBe(403);
	expect(await acceptApproval(office, { ticket: ticketOf(again.approvalUrl), decision: 'approved', by })).toMatchObject(
		{
			decided: true,
		},
	);
});

test('a forged ticket, one of another page and one of another back office open nothing', async () => {
	const { ticket, check } = await checked();
	const { pageUrl } = await makeRunLink(office, { runId: check.runId, page, language: 'en', hours: 1 });
	const stranger = backOfficeOn(database.store);
	for (const [where, sealed] of [
		[office, 'nonsense'],
		[office, `${ticket.slice(0, -4)}AAAA`],
		[office, ticketOf(pageUrl)],
		[stranger, ticket],
	] as const) {
		expect((await showApprovalPage(where, sealed)).statusCode).toBe(403);
		expect(await acceptApproval(where, { ticket: sealed, decision: 'approved', by })).toMatchObject({
			statusCode: 403,
			decided: false,
		});
	}
	expect(await approvalOf(office, check.runId)).toMatchObject({ status: 'asked' });
	expect((await showRunPage(office, { ticket })).statusCode).toBe(403);
});

test('the link of a run page shows the run until it expires', async () => {
	const { check } = await checked();
	const at = new Date('2026-01-01T00:00:00Z');
	const clock = { now: () => at };
	const { pageUrl } = await makeRunLink(office, { runId: check.runId, page, language: 'nl', hours: 1 }, clock);
	const ticket = ticketOf(pageUrl);
	const shown = await showRunPage(office, { ticket }, clock);
	expect(shown).toMatchObject({ statusCode: 200, html: expect.stringContaining('Controle van playbook site.yml') });
	expect((await showRunPage(office, { ticket }, { now: () => new Date(at.getTime() + 3_600_000) })).statusCode).toBe(
		403,
	);
});

describe('what runs after an approval is what was approved', () => {
	const approved = async (more: Partial<RunRequest> = {}) => {
		const scene = await checked(more);
		await acceptApproval(office, { ticket: scene.ticket, decision: 'approved', by });
		return scene;
	};

	test.each<[string, Partial<RunRequest>]>([
		['the playbook, module or script', { work: { kind: 'playbook', playbook: 'evil.yml' } }],
		['the project', { project: 'elsewhere' }],
		['the inventory', { inventory: { kind: 'path', path: 'other' } }],
		['the limit', { limit: { kind: 'all' } }],
		['the tags', { tags: ['all'] }],
		['the skipped tags', { skipTags: ['backup'] }],
		['the variables', { variables: { site: 'example.org' } }],
		['the secret variables', { secretVariables: { site_password: 'another' } }],
		['the vault password', { vaultPassword: 'another' }],
		['whether it becomes another user', { become: true }],
	])('refuses another one: %s', async (words, more) => {
		const { run, change, played } = await approved();
		const failed = await failureOf(run({ ...change, ...more }));
		expect(failed).toMatchObject({ errorClass: 'invalid', outcome: { verdict: 'refused' } });
		expect(failed.message).toContain(`Ada approved another run than this one (different: ${words})`);
		expect(played.started()).toHaveLength(1);
	});

	test('refuses another commit, which only the backend sees', async () => {
		const { run, change, played } = await approved();
		played.change({ commit: '2'.repeat(40) });
		const failed = await failureOf(run());
		expect(failed.message).toContain('commit: not what was approved');
		expect(await getRun(office, change.runId)).toMatchObject({ verdict: 'refused' });
		expect(played.started()).toHaveLength(1);
	});

	test('is run where it was checked', async () => {
		const { change, check } = await approved();
		const elsewhere = memoryRunner({ kind: 'awx' });
		const run = runOnce(office, elsewhere.runner, { request: change, approvalOf: check.runId });
		expect((await failureOf(run)).message).toContain('where it runs');
		expect(elsewhere.started()).toHaveLength(0);
	});

	test('is run once: the approval is not for a second run', async () => {
		const { run, change, played } = await approved();
		await run();
		await run();
		expect(played.started()).toHaveLength(2);
		const failed = await failureOf(run({ ...change, runId: `${change.runId}-b` }));
		expect(failed.message).toContain(`for the run ${change.runId}`);
	});

	test('forks, verbosity and the time limit may differ', async () => {
		const { run, change } = await approved();
		expect(await run({ ...change, forks: 3, verbosity: 2, timeoutSeconds: 5, diff: false })).toMatchObject({
			verdict: 'ok',
		});
	});
});

describe('an approval of a task', () => {
	async function waiting(name: string) {
		const played = memoryRunner();
		const task = await runningTask(office, plan, name);
		const check = await task.run(played, runRequest({ check: true }));
		const asked = await ask(check.runId, 'fr');
		const { runId } = check;
		return { ...task, played, runId, ticket: ticketOf(asked.approvalUrl), asked };
	}
	const taskOf = async (taskId: string) => await showTask(office, taskId);

	test('lets the task wait until it is decided, and makes it due at once', async () => {
		const { taskId, runId, ticket } = await waiting('due');
		const wait = { taskId, runId, statusDetail: 'waits for approval' };
		expect(await awaitApproval(office, wait)).toMatchObject({ waits: true, status: 'asked', taskId });
		const before = await taskOf(taskId);
		expect(before).toMatchObject({ status: 'waiting', statusDetail: 'waits for approval' });
		expect(before.nextAttemptAt.getTime()).toBeGreaterThan(Date.now() + 40 * 3_600_000);
		const accepted = await acceptApproval(office, { ticket, decision: 'approved', by });
		expect(accepted).toMatchObject({ decided: true, approval: { taskId } });
		expect(accepted.html).toContain('La modification est en cours');
		expect((await taskOf(taskId)).nextAttemptAt.getTime()).toBeLessThanOrEqual(Date.now() + 60_000);
	});

	test('a decision that is faster than the task keeps it from waiting', async () => {
		const { taskId, runId, ticket } = await waiting('fast');
		await acceptApproval(office, { ticket, decision: 'declined', by });
		const wait = { taskId, runId, statusDetail: 'waits for approval' };
		expect(await awaitApproval(office, wait)).toMatchObject({ waits: false, status: 'declined' });
		expect(await taskOf(taskId)).toMatchObject({ status: 'running' });
	});

	test('a task that is stopped waits for nobody, and nobody can approve what it no longer makes', async () => {
		const { taskId, runId, ticket } = await waiting('stopped');
		await cancelTask(office, taskId);
		await awaitApproval(office, { taskId, runId, statusDetail: 'waits for approval' });
		expect((await taskOf(taskId)).nextAttemptAt.getTime()).toBeLessThanOrEqual(Date.now() + 60_000);
		expect((await showApprovalPage(office, ticket)).html).not.toContain('<form');
		const late = await acceptApproval(office, { ticket, decision: 'approved', by });
		expect(late).toMatchObject({ statusCode: 409, decided: false, approval: { status: 'asked' } });
		expect(late.html).toContain('La tâche de cette modification a été arrêtée');
	});

	test('makes every task due at once that waits for the check of another, and leaves those alone that go on', async () => {
		const { check, ticket } = await checked();
		const [{ taskId: first }, { taskId: second }, { taskId: goneOn }] = await Promise.all([
			runningTask(office, plan, 'first'),
			runningTask(office, plan, 'second'),
			runningTask(office, plan, 'gone-on'),
		]);
		for (const taskId of [first, second, goneOn]) {
			const wait = { taskId, runId: check.runId, statusDetail: 'waits for approval' };
			expect(await awaitApproval(office, wait)).toMatchObject({ waits: true });
			// A repeat of the node.
			expect(await awaitApproval(office, wait)).toMatchObject({ waits: true });
		}
		await claimTask(office, goneOn);
		const before = await taskOf(goneOn);
		// The page says that somebody else goes on with it.
		expect((await showApprovalPage(office, ticket)).html).toContain('Approve and run');
		const decided = await acceptApproval(office, { ticket, decision: 'approved', by });
		expect(decided).toMatchObject({ decided: true });
		expect(decided.html).toContain('The change is being made now.');
		for (const taskId of [first, second]) {
			const { status, nextAttemptAt } = await taskOf(taskId);
			expect(status).toBe('waiting');
			expect(nextAttemptAt.getTime()).toBeLessThanOrEqual(Date.now() + 60_000);
		}
		expect(await taskOf(goneOn)).toEqual(before);
	});

	test.each(['completed', 'failed', 'cancelled', 'compensating', 'pending'])(
		'a task that is %s does not wait, and stays as it is',
		async (status) => {
			const { check } = await checked();
			const { taskId } = await runningTask(office, plan, `over-${status}`);
			await office.store.asStaff(
				async (transaction) =>
					await transaction.run(
						`update msp.task set status = $2, lease_until = null,
							completed_at = case when $2 in ('completed', 'failed', 'cancelled') then now() end where id = $1`,
						[taskId, status],
					),
			);
			const before = await taskOf(taskId);
			const wait = { taskId, runId: check.runId, statusDetail: 'waits for approval' };
			await expect(awaitApproval(office, wait)).rejects.toMatchObject({
				field: 'taskId',
				complaint: expect.stringContaining(`is ${status}, and only a running task can wait`),
			});
			expect(await taskOf(taskId)).toEqual(before);
		},
	);

	test('a check that was made again after the question needs an approval of its own', async () => {
		const played = memoryRunner({ runs: [{ verdict: 'failed' }] });
		const task = await runningTask(office, plan, 'again');
		const request = runRequest({ check: true });
		const { outcome } = await failureOf(task.run(played, request));
		const ticket = ticketOf((await ask(outcome.runId)).approvalUrl);
		expect((await showApprovalPage(office, ticket)).html).toContain('the check did not go well on every host');
		await letTimePass(office);
		const second = await task.run(played, request);
		expect(second.runId).toBe(`${outcome.runId}.2`);

		expect((await showApprovalPage(office, ticket)).html).toContain('The check was made again');
		const late = await acceptApproval(office, { ticket, decision: 'approved', by });
		expect(late).toMatchObject({ statusCode: 409, decided: false, approval: { status: 'asked' } });
		const asked = await ask(outcome.runId);
		expect(asked).toMatchObject({ asked: true, runId: second.runId });
		await acceptApproval(office, { ticket: ticketOf(asked.approvalUrl), decision: 'approved', by });
		const run = await runOnce(office, played.runner, {
			request: runRequest(),
			approvalOf: outcome.runId,
			step: { taskId: task.taskId, stepName: 'change' },
		});
		expect(run.verdict).toBe('ok');
	});

	test('holds for every run of its task: after a roll-back the change is made again', async () => {
		const { taskId, runId, ticket, played } = await waiting('rolled');
		await acceptApproval(office, { ticket, decision: 'approved', by });
		const step = { taskId, stepName: 'change' };
		for (let round = 0; round < 2; round++) {
			await runOnce(office, played.runner, { request: runRequest(), approvalOf: runId, step });
		}
		expect(await listRuns(office, { taskId, check: false, limit: null })).toHaveLength(2);
	});
});

test('a change that needs an approval and has none is refused', async () => {
	const played = memoryRunner();
	const check = runRequest({ check: true });
	await runOnce(office, played.runner, { request: check });
	const failed = await failureOf(runOnce(office, played.runner, { request: runRequest(), approvalOf: check.runId }));
	expect(failed.message).toContain('Nobody was asked to approve');
	await expect(
		runOnce(office, played.runner, { request: runRequest(), approvalOf: 'run-nobody' }),
	).rejects.toMatchObject({ field: 'runId' });
});
