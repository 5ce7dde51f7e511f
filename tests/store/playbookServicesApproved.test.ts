import { acceptApproval, askForApproval, awaitApproval } from '../../core/ansibleRuns';
import { checkFirst, placeService, startLifecycleTask, startProvisioning } from '../../core/provisioning';
import { claimTask, retryTask, showTask, type TaskOffice } from '../../core/tasks';
import { findService } from '../../core/services/services';
import type { PlayedRun } from '../support/memoryRunner';
import { doorsOf, playbookHost, runServiceTask, seedPlaybookPlan, type Worker } from '../support/playbookScene';
import { backOfficeOn, letTimePass, seedService } from '../support/provisioningScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let office: TaskOffice;

beforeAll(async () => {
	database = await createTestDatabase();
	office = backOfficeOn(database.store);
});
afterAll(async () => await database.drop());

const page = 'https://n8n.example.com/webhook/msp/service-approval';
const timeoutSeconds = 600;

/** A paid service whose set-up was checked, and whose approval was asked. */
async function checked(name: string, runs: PlayedRun[] = []) {
	const plan = await seedPlaybookPlan(office, name, {});
	const serviceId = await seedService(office, plan, `${name}.example`);
	const { taskId } = await startProvisioning(office, serviceId);
	const host = playbookHost([`${name}-1`], runs);
	const worker: Worker = { office, runner: host.runner };
	const check = async () => {
		await claimTask(office, taskId);
		await placeService(office, taskId);
		const found = await checkFirst(office, doorsOf(worker), { taskId, stepName: 'check', timeoutSeconds });
		const asked = await askForApproval(office, { runId: found.checkRunId, page, language: 'en', hours: 48 });
		const waits = await awaitApproval(office, { runId: found.checkRunId, taskId, statusDetail: 'waits' });
		return { ...found, asked, waits };
	};
	const decide = async (url: string, decision: 'approved' | 'declined') => {
		const ticket = new URL(url).searchParams.get('ticket') ?? '';
		return await acceptApproval(office, { ticket, decision, by: 'Ada' });
	};
	const status = async () =>
		(await office.store.asStaff(async (transaction) => await findService(transaction, serviceId)))?.status;
	return { taskId, host, worker, check, decide, status, planId: plan.planId };
}

test('a check changes nothing, and is made once while somebody decides', async () => {
	const { host, check, taskId, status } = await checked('once');
	const first = await check();
	expect(first).toMatchObject({ stepName: 'check', check: true, verdict: 'ok', waits: { waits: true } });
	await letTimePass(office);
	expect((await check()).checkRunId).toBe(first.checkRunId);
	expect(host.ran()).toEqual(['create.yml --check']);
	expect(host.world()).toEqual({});
	expect(host.started()).toMatchObject([{ check: true, diff: true, limit: { kind: 'names', names: ['once-1'] } }]);
	expect(await status()).toBe('provisioning');
	expect((await showTask(office, taskId)).status).toBe('waiting');
});

test('a check whose tasks fail is shown like any other', async () => {
	const { check } = await checked('unclear', [{ verdict: 'failed' }]);
	expect(await check()).toMatchObject({ verdict: 'failed', asked: { asked: true } });
});

test('what was approved runs, once', async () => {
	const { host, check, decide, worker, taskId, status } = await checked('approved');
	const { checkRunId, asked } = await check();
	expect(await decide(asked.approvalUrl, 'approved')).toMatchObject({ decided: true });
	const carried = await runServiceTask({ ...worker, approvalOf: checkRunId }, taskId);
	expect(carried).toMatchObject({ done: true });
	expect(host.ran()).toEqual(['create.yml --check', 'create.yml']);
	expect(await status()).toBe('active');
});

test('what was declined is rolled back, and nothing runs', async () => {
	const { host, check, decide, worker, taskId, status } = await checked('declined');
	const { checkRunId, asked } = await check();
	await decide(asked.approvalUrl, 'declined');
	await runServiceTask({ ...worker, approvalOf: checkRunId }, taskId);
	expect(host.ran()).toEqual(['create.yml --check']);
	expect(await status()).toBe('provisioning_failed');
	const { vendorMessage, status: ended } = await showTask(office, taskId);
	expect(ended).toBe('failed');
	expect(vendorMessage).toContain('Ada declined');
});

test('a change that was declined can be checked and approved when its task is run again', async () => {
	const { host, worker, decide, taskId: setUp } = await checked('reconsidered');
	await runServiceTask(worker, setUp);
	const { subjectId: serviceId } = await showTask(office, setUp);
	const { taskId } = await startLifecycleTask(office, { serviceId, kind: 'suspend', by: 'ada', reason: 'overdue' });
	const decideOn = async (decision: 'approved' | 'declined') => {
		await claimTask(office, taskId);
		const { checkRunId } = await checkFirst(office, doorsOf(worker), { taskId, stepName: 'check', timeoutSeconds });
		const asked = await askForApproval(office, { runId: checkRunId, page, language: 'en', hours: 48 });
		await awaitApproval(office, { runId: checkRunId, taskId, statusDetail: 'waits' });
		await decide(asked.approvalUrl, decision);
		await runServiceTask({ ...worker, approvalOf: checkRunId }, taskId);
	};
	await decideOn('declined');
	expect((await showTask(office, taskId)).status).toBe('failed');
	await retryTask(office, taskId);
	await decideOn('approved');
	expect(host.ran()).toEqual(['create.yml', 'suspend.yml --check', 'suspend.yml --check', 'suspend.yml']);
});

test.each([
	[
		'another commit',
		/commit: not what was approved/,
		async ({ host }: Awaited<ReturnType<typeof checked>>) => {
			host.change({ commit: '2'.repeat(40) });
			await Promise.resolve();
		},
	],
	[
		'other variables',
		/different: the variables/,
		async ({ planId }: Awaited<ReturnType<typeof checked>>) => {
			await database.owner.query(
				`update msp.plan set playbooks = jsonb_set(playbooks, '{create,variables}', '{"disk_megabytes": 1}') where id = $1`,
				[planId],
			);
		},
	],
])(
	'%s than approved: nothing runs, the task is due at once, and another check is approved',
	async (what, words, change) => {
		const scene = await checked(what.replace(' ', '-'));
		const { host, check, decide, worker, taskId, status } = scene;
		const first = await check();
		await decide(first.asked.approvalUrl, 'approved');
		await change(scene);
		const refused = await runServiceTask({ ...worker, approvalOf: first.checkRunId }, taskId);
		expect(refused).toMatchObject({ done: false, checkRunId: first.checkRunId });
		expect(refused && !refused.done && refused.why).toMatch(words);
		expect(host.world()).toEqual({});
		const waiting = await showTask(office, taskId);
		expect(waiting.status).toBe('waiting');
		expect(waiting.nextAttemptAt.getTime()).toBeLessThanOrEqual(Date.now() + 1_000);

		const second = await check();
		expect(second).toMatchObject({ stepName: 'check-2', asked: { asked: true } });
		expect(second.checkRunId).not.toBe(first.checkRunId);
		await decide(second.asked.approvalUrl, 'approved');
		await runServiceTask({ ...worker, approvalOf: second.checkRunId }, taskId);
		expect(await status()).toBe('active');
		expect(host.ran()).toEqual(['create.yml --check', 'create.yml --check', 'create.yml']);
	},
);
