import fc from 'fast-check';
import {
	alertTold,
	claimAlertsToTell,
	closeAlert,
	expectFailure,
	noteFailedRun,
	raiseAlert,
	type FailedRun,
	type Report,
	type Telling,
} from '../../core/alerts';
import { event } from '../support/billingScene';
import { openStore } from '../../core/db';
import { insertPaymentEvent } from '../../core/payments';
import { claimTask } from '../../core/tasks';
import { actorNamed } from '../../nodes/shared/backOffice';
import { openAlertScene, type AlertScene } from '../support/alertScene';
import { letTimePass, seedTaskAlone } from '../support/provisioningScene';

let scene: AlertScene;
let database: AlertScene['database'];
let office: AlertScene['office'];
beforeAll(async () => {
	scene = await openAlertScene();
	({ database, office } = scene);
});
afterAll(async () => await database.drop());
beforeEach(async () => await scene.clear());

const minutesPass = async (minutes: number) => await scene.minutesPass(minutes);
const tellAll = async (mailServer?: 'up' | 'down') => await scene.tellAll(mailServer);
const list = async (open?: boolean) => await scene.list(open);

const report: Report = {
	cause: 'a-cause',
	kind: 'other',
	severity: 'warning',
	title: 'It is so',
	settles: 'by_hand',
};

describe('one cause', () => {
	test('is one alert and one mail, however often and however much at once it is reported', async () => {
		const raised = await Promise.all(Array.from({ length: 20 }, async () => await raiseAlert(office, report)));
		expect(new Set(raised.map(({ alertId }) => alertId)).size).toBe(1);
		expect(raised.filter(({ isNew }) => isNew)).toHaveLength(1);
		const told = await Promise.all(Array.from({ length: 5 }, async () => await tellAll()));
		expect(told.flat()).toMatchObject([{ phase: 'problem', title: 'It is so', count: 20 }]);
		await raiseAlert(office, report);
		expect(await tellAll()).toEqual([]);
	});

	test('is told again a day later if it goes on, and not before', async () => {
		await raiseAlert(office, report);
		await tellAll();
		await minutesPass(23 * 60);
		await raiseAlert(office, report);
		expect(await tellAll()).toEqual([]);
		await minutesPass(2 * 60);
		await raiseAlert(office, report);
		expect(await tellAll()).toMatchObject([{ phase: 'problem', count: 3 }]);
	});

	test('is a new alert after a person has closed it', async () => {
		const { alertId } = await raiseAlert(office, report);
		await tellAll();
		expect(await closeAlert(office, alertId, 'Ada')).toMatchObject({ settledBy: 'Ada' });
		expect(await closeAlert(office, alertId, 'Bob')).toMatchObject({ settledBy: 'Ada' });
		expect(await tellAll()).toEqual([]);
		expect(await list(true)).toEqual([]);
		await raiseAlert(office, report);
		expect(await tellAll()).toMatchObject([{ phase: 'problem', count: 1 }]);
	});

	test('waits for more reports as long as it is told to', async () => {
		await raiseAlert(office, { ...report, waitSeconds: 90 });
		expect(await tellAll()).toEqual([]);
		await minutesPass(2);
		expect(await tellAll()).toHaveLength(1);
	});

	test('an alert that is unknown is named', async () => {
		const id = '00000000-0000-4000-8000-000000000000';
		await expect(closeAlert(office, id, 'Ada')).rejects.toMatchObject({ field: 'alertId' });
		await expect(alertTold(office, id, 'done')).rejects.toMatchObject({ field: 'alertId' });
	});
});

describe('the mail', () => {
	test('is sent later when the mail server was down, with a growing pause', async () => {
		await raiseAlert(office, report);
		expect(await tellAll('down')).toEqual([]);
		expect(await tellAll()).toEqual([]);
		expect(await list()).toMatchObject([{ tellFailure: '421 try later', toldAt: null }]);
		await minutesPass(1);
		expect(await tellAll('down')).toEqual([]);
		await minutesPass(1);
		expect(await tellAll()).toEqual([]);
		await minutesPass(1);
		expect(await tellAll()).toHaveLength(1);
		expect(await list()).toMatchObject([{ tellFailure: null, tellAttempts: 0 }]);
	});

	test('is taken up again when whoever was sending it has died', async () => {
		await raiseAlert(office, report);
		expect(await claimAlertsToTell(office, 50)).toHaveLength(1);
		expect(await tellAll()).toEqual([]);
		await minutesPass(3);
		expect(await tellAll()).toHaveLength(1);
	});
});

let executions = 0;
const run = (more: Partial<FailedRun> = {}): FailedRun => {
	const executionId = more.executionId ?? String(++executions);
	return {
		instanceId: 'n8n',
		workflowId: 'msp-11-provision-hosting-account',
		workflowName: '11 Provision hosting account',
		node: 'Create Account',
		message: 'Workflow did not finish, possible out-of-memory issue',
		remedy: 'n8n may have run out of memory while running this execution',
		errorClass: undefined,
		detailsUrl: undefined,
		resumes: true,
		actor: actorNamed('11 Provision hosting account', executionId),
		...more,
		executionId,
	};
};

let tasks = 0;

/** A task that a run of workflow 11 has in hand. */
async function inHand(executionId: string) {
	const task = await seedTaskAlone(office, `outage-${++tasks}`);
	const actor = actorNamed('11 Provision hosting account', executionId);
	const worker = { ...office, store: openStore(database.connection, actor) };
	expect(await claimTask(worker, task.taskId)).toBeDefined();
	return { ...task, worker };
}

async function finish(taskId: string): Promise<void> {
	await letTimePass(office);
	await claimTask(office, taskId);
	await database.owner.query(`update msp.task set status = 'completed' where id = $1`, [taskId]);
}

describe('n8n stops', () => {
	test('39 runs are one mail, their repeats none, and one mail follows when all work is done', async () => {
		const runs = Array.from({ length: 39 }, () => run());
		const work = await Promise.all(runs.slice(0, 4).map(async ({ executionId }) => await inHand(executionId)));
		await Promise.all(runs.map(async (one) => await noteFailedRun(office, one)));
		// n8n tells of the same runs at its next starts, in another order.
		for (const one of [...runs].reverse()) {
			expect(await noteFailedRun(office, one)).toEqual({ told: 'nothing', why: 'known' });
		}
		expect(await tellAll()).toEqual([]);
		await minutesPass(2);
		const [mail, ...others] = await tellAll();
		expect(others).toEqual([]);
		expect(mail).toMatchObject({ phase: 'problem', severity: 'warning', kind: 'runs_cut_off' });
		expect(mail?.message).toContain('Work in hand: 4 tasks.');
		expect(JSON.stringify(mail)).not.toMatch(/memory/i);

		for (const { taskId } of work.slice(1)) await finish(taskId);
		expect(await tellAll()).toEqual([]);
		await finish(work[0]?.taskId ?? '');
		expect(await tellAll()).toMatchObject([
			{ phase: 'done', severity: 'done', message: expect.stringContaining('4 tasks') as unknown },
		]);
		await minutesPass(60);
		expect(await tellAll()).toEqual([]);
		for (const one of runs) expect(await noteFailedRun(office, one)).toMatchObject({ why: 'known' });
		expect(await list(true)).toEqual([]);
	});

	test('nothing is told of a run whose work was done before anybody heard of it', async () => {
		const lost = run();
		const { taskId } = await inHand(lost.executionId);
		await finish(taskId);
		expect(await noteFailedRun(office, lost)).toEqual({ told: 'nothing', why: 'work_done' });
		expect(await list()).toEqual([]);
	});

	test('nothing is told when the work is done before the mail goes', async () => {
		const lost = run();
		const { taskId } = await inHand(lost.executionId);
		await noteFailedRun(office, lost);
		await finish(taskId);
		await minutesPass(2);
		expect(await tellAll()).toEqual([]);
		expect(await list()).toMatchObject([{ toldAt: null, settledAt: expect.any(Date) as unknown }]);
	});

	test('work of somebody else is no reason to tell of a run that is long done', async () => {
		await inHand('another run');
		const lost = run();
		const own = await inHand(lost.executionId);
		await finish(own.taskId);
		expect(await noteFailedRun(office, { ...lost, workflowName: '11 Provision hosting account' })).toMatchObject({
			told: 'nothing',
		});
	});

	test('a payment event that the run left is work in hand, and over when it is processed', async () => {
		const paymentEventId = await office.store.asStaff(
			async (transaction) => await insertPaymentEvent(transaction, event('payment_succeeded', 0)),
		);
		await noteFailedRun(office, run({ workflowId: 'msp-10-payment-received', workflowName: '10 Payment received' }));
		await minutesPass(2);
		expect(await tellAll()).toMatchObject([{ message: expect.stringContaining('1 payment event') as unknown }]);
		await database.owner.query('update msp.payment_event set processed_at = now() where id = $1', [paymentEventId]);
		expect(await tellAll()).toMatchObject([{ phase: 'done' }]);
	});

	test('a workflow that keeps no work here is a matter for a person', async () => {
		await noteFailedRun(office, run({ workflowId: 'own', workflowName: 'My backup', resumes: false, actor: 'x' }));
		await minutesPass(2);
		const [mail] = await tellAll();
		expect(mail).toMatchObject({ severity: 'error', title: "n8n stopped while the workflow 'My backup' was at work" });
		expect(JSON.stringify(mail)).not.toMatch(/memory/i);
	});

	test('in any order of notes, repeats, tellings and ends of work: at most one mail of each sort', async () => {
		type Event = { readonly note: number } | { readonly done: number } | { readonly tell: true };
		const event = fc.oneof(
			fc.record({ note: fc.nat(3) }),
			fc.record({ done: fc.nat(3) }),
			fc.constant({ tell: true } as const),
		);
		await fc.assert(
			fc.asyncProperty(fc.array(event, { maxLength: 14 }), async (events: Event[]) => {
				await database.owner.query('delete from msp.alert; delete from msp.alert_run');
				const runs = Array.from({ length: 4 }, () => run());
				const work = await Promise.all(runs.map(async ({ executionId }) => await inHand(executionId)));
				const mails: Telling[] = [];
				const done = new Set<number>();
				for (const one of events) {
					if ('note' in one) await noteFailedRun(office, runs[one.note] ?? run());
					else if ('done' in one) {
						await database.owner.query(`update msp.task set status = 'completed' where id = $1`, [
							work[one.done]?.taskId,
						]);
						done.add(one.done);
					} else {
						await minutesPass(2);
						mails.push(...(await tellAll()));
					}
				}
				for (const { taskId } of work) {
					await database.owner.query(`update msp.task set status = 'completed' where id = $1`, [taskId]);
				}
				mails.push(...(await tellAll()));
				await minutesPass(2);
				mails.push(...(await tellAll()));

				// As many ends as problems, each after its own, and nothing left open.
				const phases = mails.map(({ phase }) => phase);
				expect(phases).toEqual(phases.map((_, index) => (index % 2 === 0 ? 'problem' : 'done')));
				expect(phases.length % 2).toBe(0);
				expect(new Set(mails.map(({ alertId, phase }) => `${alertId} ${phase}`)).size).toBe(mails.length);
				expect(await list(true)).toEqual([]);
			}),
			{ numRuns: 12 },
		);
	});
});

describe('a run that fails', () => {
	const broken = (more: Partial<FailedRun> = {}) =>
		run({ message: "No such plan 'starter' in 4711", workflowId: 'own', resumes: false, node: 'Get Plan', ...more });

	test('of one cause, with other names and numbers, is one alert; another node is another one', async () => {
		await noteFailedRun(office, broken());
		await noteFailedRun(office, broken({ message: "No such plan 'business' in 12" }));
		await noteFailedRun(office, broken({ node: 'Get Server' }));
		expect((await list()).map(({ count }) => count).sort()).toEqual([1, 2]);
	});

	test('of a transport failure is one alert over all workflows', async () => {
		const words = { message: 'connect ECONNREFUSED 10.0.0.7:5432', errorClass: 'transport' };
		await noteFailedRun(office, broken({ ...words, workflowId: 'one' }));
		await noteFailedRun(office, broken({ ...words, workflowId: 'two', node: 'Other' }));
		expect(await list()).toMatchObject([{ count: 2 }]);
	});

	test('of what passes by itself, with nothing in hand, is followed by the next run: three in ten minutes are told', async () => {
		const schedule = () =>
			broken({ workflowId: 'msp-13-resume-interrupted-work', resumes: true, errorClass: 'transport' });
		await noteFailedRun(office, schedule());
		await minutesPass(9);
		await noteFailedRun(office, schedule());
		await minutesPass(2);
		await noteFailedRun(office, schedule());
		expect(await tellAll()).toEqual([]);
		await noteFailedRun(office, schedule());
		expect(await tellAll()).toHaveLength(1);
	});

	test('on purpose is not told a second time', async () => {
		const own = broken();
		await expectFailure(office, own);
		expect(await noteFailedRun(office, own)).toEqual({ told: 'nothing', why: 'known' });
		expect(await noteFailedRun(office, { ...own, instanceId: 'another n8n' })).toMatchObject({ told: 'alert' });
	});

	test('that is not seen for a day is over, without a mail', async () => {
		await noteFailedRun(office, broken());
		await minutesPass(2);
		expect(await tellAll()).toHaveLength(1);
		await minutesPass(25 * 60);
		expect(await tellAll()).toEqual([]);
		expect(await list(true)).toEqual([]);
	});
});
