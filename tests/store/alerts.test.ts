import fc from 'fast-check';
import { z } from 'zod';
import {
	alertNotTold,
	alertTold,
	claimAlertsToTell,
	closeAlert,
	expectFailure,
	listAlerts,
	noteFailedRun,
	noteRefusal,
	raiseAlert,
	raiseForPayment,
	raiseForTask,
	type FailedRun,
	type Report,
	type Telling,
} from '../../core/alerts';
import { ExternalError } from '../../core/kernel/errors';
import {
	cancelTask,
	claimTask,
	completeTask,
	failTask,
	finishRollback,
	retryTask,
	type TaskOffice,
} from '../../core/tasks';
import { insertPaymentEvent } from '../../core/payments';
import { actorNamed } from '../../nodes/shared/backOffice';
import { openStore } from '../../core/db';
import { failing, backOfficeOn, letTimePass, listPanel, seedTaskAlone, step } from '../support/provisioningScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let office: TaskOffice;
beforeAll(async () => {
	database = await createTestDatabase();
	office = backOfficeOn(database.store);
});
afterAll(async () => await database.drop());
beforeEach(async () => {
	await database.owner.query('delete from msp.alert; delete from msp.alert_run');
	await database.owner.query(`update msp.task set status = 'cancelled' where status not in ('completed', 'failed')`);
	await database.owner.query(
		`update msp.payment_event set processed_at = now(), received_at = now() - interval '1 year'`,
	);
});

const report: Report = {
	cause: 'a-cause',
	kind: 'other',
	severity: 'warning',
	title: 'It is so',
	settles: 'by_hand',
};

/** Lets so many minutes pass for the alerts. */
async function minutesPass(minutes: number): Promise<void> {
	await database.owner.query(
		`update msp.alert set tell_at = tell_at - $1::interval, lease_until = lease_until - $1::interval,
			first_seen_at = first_seen_at - $1::interval, last_seen_at = last_seen_at - $1::interval,
			told_at = told_at - $1::interval, settled_at = settled_at - $1::interval,
			recent = array(select at - $1::interval from unnest(recent) as seen(at))`,
		[`${minutes} minutes`],
	);
}

/** What workflow 91 does in one of its runs; gives what it told. */
async function tellAll(mailServer: 'up' | 'down' = 'up'): Promise<Telling[]> {
	const tellings = await claimAlertsToTell(office, 50);
	for (const { alertId, phase } of tellings) {
		if (mailServer === 'up') await alertTold(office, alertId, phase);
		else await alertNotTold(office, alertId, '421 try later');
	}
	return mailServer === 'up' ? tellings : [];
}

const list = async (open?: boolean) =>
	await office.store.asStaff(async (transaction) => await listAlerts(transaction, { open, limit: null }));

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
		expect(`${mail?.title} ${mail?.message} ${mail?.remedy} ${JSON.stringify(mail?.facts)}`).not.toMatch(/memory/i);

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
			async (transaction) =>
				await insertPaymentEvent(transaction, {
					...{ provider: 'stripe', eventId: `evt_${++tasks}`, type: 'x', kind: 'payment_succeeded' },
					...{ paymentReference: null, amountMinor: null, currency: null, references: {}, payer: {}, raw: {} },
					occurredAt: new Date(),
				} as unknown as Parameters<typeof insertPaymentEvent>[1]),
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

describe('a task that fails', () => {
	const refused = new ExternalError('limit', 'Too many databases', 'Raise the limit of the package.');

	async function failed(name: string) {
		const task = await seedTaskAlone(office, name);
		await claimTask(office, task.taskId);
		await step(office, { taskId: task.taskId, stepName: 'database' }, failing(refused), {}).catch(() => undefined);
		await failTask(office, task.taskId, 'roll_back');
		return task;
	}

	async function pay(serviceId: string, reference: string, amount: number, currency: string, more = {}) {
		const { outcome = 'paid', refunded = 0 } = more as { outcome?: string; refunded?: number };
		await database.owner.query(
			`insert into msp.payment (customer_id, service_id, provider, payment_reference, amount_minor, currency, outcome,
				refunded_minor)
			select customer_id, id, 'stripe', $2, $3, $4, $5, $6 from msp.service where id = $1`,
			[serviceId, reference, amount, currency, outcome, refunded],
		);
	}

	test('tells who has paid how much for which order, what failed, and how to try again', async () => {
		const { taskId, serviceId, domain } = await failed('paid-in-full');
		await pay(serviceId, 'pi_told', 1990, 'EUR', { refunded: 1000 });
		await pay(serviceId, 'pi_yen', 500, 'JPY');
		await pay(serviceId, 'pi_other', 700, 'EUR', { outcome: 'failed' });
		await raiseForTask(office, taskId, 'failed');
		await raiseForTask(office, taskId, 'failed');
		await finishRollback(office, taskId);
		const [mail, ...others] = await tellAll();
		expect(others).toEqual([]);
		expect(mail).toMatchObject({
			title: `Provisioning of ${domain} failed`,
			severity: 'error',
			facts: {
				...{ domain, orderReference: `order-${domain}`, paid: '9.90 EUR and 500 JPY', taskId, stepName: 'database' },
				...{ errorClass: 'limit', vendorMessage: 'Too many databases', customerCode: 'paid-in-full' },
			},
		});
		expect(mail?.message).toContain(`has paid 9.90 EUR and 500 JPY for the order order-${domain}`);
		expect(mail?.remedy).toContain('Raise the limit of the package.');
		expect(mail?.remedy).toContain(`MSP Task → Task: Retry with the task ID ${taskId}`);
	});

	test('says in words that nothing is paid, and that a currency is not known', async () => {
		const first = await failed('gift');
		await raiseForTask(office, first.taskId, 'failed');
		const second = await failed('nameless');
		await pay(second.serviceId, 'pi_nameless', 990, 'XXX');
		await raiseForTask(office, second.taskId, 'failed');
		const [gift, nameless] = await tellAll();
		expect(gift?.message).toContain('No payment is on record');
		expect(gift?.remedy).not.toContain('give the money back');
		expect(nameless?.message).toContain('has paid an amount in a currency that the provider did not name');
		expect(JSON.stringify(nameless)).not.toMatch(/XXX|990|smallest unit/);
	});

	test('is told anew when it fails again after a retry, and told done when it works', async () => {
		const { taskId } = await failed('again');
		await raiseForTask(office, taskId, 'failed');
		await finishRollback(office, taskId);
		expect(await tellAll()).toHaveLength(1);
		await retryTask(office, taskId);
		await claimTask(office, taskId);
		await step(office, { taskId, stepName: 'database' }, failing(refused), {}).catch(() => undefined);
		await failTask(office, taskId, 'roll_back');
		await raiseForTask(office, taskId, 'failed');
		await finishRollback(office, taskId);
		expect(await tellAll()).toMatchObject([{ phase: 'problem' }]);
		expect(await list(true)).toHaveLength(1);

		await retryTask(office, taskId);
		await claimTask(office, taskId);
		await completeTask(office, taskId);
		expect(await tellAll()).toMatchObject([{ phase: 'done', message: 'It is done after all.' }]);
		expect(await tellAll()).toEqual([]);
	});

	test('and is marked as seen by a person ends without a mail', async () => {
		const { taskId } = await failed('seen');
		await raiseForTask(office, taskId, 'failed');
		await finishRollback(office, taskId);
		await tellAll();
		await database.owner.query('update msp.task set cleared_at = now() where id = $1', [taskId]);
		expect(await tellAll()).toEqual([]);
		expect(await list(true)).toEqual([]);
	});

	test('because it was called off is told only when something is left', async () => {
		const clean = await seedTaskAlone(office, 'called-off');
		await claimTask(office, clean.taskId);
		await cancelTask(office, clean.taskId);
		expect(await raiseForTask(office, clean.taskId, 'failed')).toBeUndefined();

		const { creation } = listPanel();
		const left = await seedTaskAlone(office, 'left-over');
		await claimTask(office, left.taskId);
		await step(office, { taskId: left.taskId, stepName: 'account' }, creation, { domain: left.domain, password: 'x' });
		await cancelTask(office, left.taskId);
		await raiseForTask(office, left.taskId, 'failed');
		const [mail] = await tellAll();
		expect(mail?.message).toContain('Not taken back, and to be looked at: account.');
	});

	test('a welcome mail that was refused for good is a customer without a log-in, in a list until a person closes it', async () => {
		const { taskId, domain, serviceId } = await seedTaskAlone(office, 'no-log-in');
		await pay(serviceId, 'pi_no_log_in', 1000, 'EUR');
		await claimTask(office, taskId);
		await step(office, { taskId, stepName: 'welcome-mail' }, refusedMail, {}).catch(() => undefined);
		await failTask(office, taskId, 'carry_on');
		await raiseForTask(office, taskId, 'left_out');
		await completeTask(office, taskId);
		const [mail] = await tellAll();
		expect(mail).toMatchObject({ title: `${domain} is set up, and its customer has no log-in`, kind: 'no_log_in' });
		expect(mail?.message).toContain('The welcome mail to ada@acme.example was refused for good.');
		expect(mail?.message).toContain('has paid 10.00 EUR');
		const [open] = await list(true);
		expect(open).toMatchObject({ kind: 'no_log_in', facts: { taskId, domain, vendorMessage: '550 no such user' } });
		await minutesPass(60 * 24 * 30);
		expect(await tellAll()).toEqual([]);
		expect(await list(true)).toHaveLength(1);
		await closeAlert(office, open?.alertId ?? '', 'Ada');
		expect(await list(true)).toEqual([]);
	});

	const refusedMail = {
		...failing(new ExternalError('invalid', '550 no such user', 'Correct the address.')),
		name: 'message.send',
		plan: async () => await Promise.resolve({ intent: { template: 'welcome', to: 'ada@acme.example' } }),
		intent: z.looseObject({}),
	} as unknown as ReturnType<typeof failing>;
});

describe('a payment that needs a person', () => {
	const payment = {
		...{ paymentId: null, paymentEventId: null, provider: 'paypal', paymentReference: 'CAPTURE-1', domain: null },
		...{ outcome: 'unknown_order', outcomeDetail: 'it names no order', amountMinor: 990, currency: 'EUR' },
		...{ orderReference: null, customerCode: null },
	};

	test('is told with its amount, and a repeat of its run tells nothing more', async () => {
		await raiseForPayment(office, payment);
		await raiseForPayment(office, payment);
		const [mail, ...others] = await tellAll();
		expect(others).toEqual([]);
		expect(mail).toMatchObject({ title: 'Payment CAPTURE-1: unknown order', facts: { paid: '9.90 EUR' } });
		expect(mail?.message).toContain('It is 9.90 EUR, by paypal.');
	});

	test.each([
		['XXX', 990],
		[null, 0],
		['', 990],
		['EUR', null],
	])('of the currency %p and the amount %p says so in words', async (currency, amountMinor) => {
		await raiseForPayment(office, { ...payment, currency, amountMinor });
		const [mail] = await tellAll();
		expect(mail?.message).toMatch(/It is an amount (in a currency )?that the provider did not name/);
		expect(JSON.stringify(mail)).not.toMatch(/XXX|990|smallest unit/);
	});
});

describe('refused deliveries', () => {
	const endpoint = 'https://n8n.example/webhook/msp-stripe/webhook';
	const context = () => ({ store: office.store, database: 'x' });
	const failures: unknown[] = [];

	async function refuse(reason: string, times: number): Promise<void> {
		const before = await counted();
		for (let one = 0; one < times; one++) {
			noteRefusal(context(), { provider: 'stripe', reason, endpoint }, (error) => failures.push(error));
		}
		for (let waited = 0; (await counted()) < before + times; waited++) {
			if (waited > 200) throw new Error('the refusals were not counted');
			await new Promise((resolve) => setTimeout(resolve, 10));
		}
	}
	const counted = async () => (await list()).reduce((sum, { count }) => sum + count, 0);

	test.each(['signature', 'not_configured', 'unknown_certificate'])(
		'for %s are told once when they are frequent, with the endpoint and the likely cause',
		async (reason) => {
			await refuse(reason, 4);
			expect(await tellAll()).toEqual([]);
			await refuse(reason, 1);
			const [mail, ...others] = await tellAll();
			expect(others).toEqual([]);
			expect(mail?.message).toContain(endpoint);
			expect(mail?.remedy).toMatch(/signing secret|certificate/);
			await refuse(reason, 200);
			expect(await tellAll()).toEqual([]);
			expect(failures).toEqual([]);
		},
	);

	test('are told when a small shop gets few of them in a day, and not when they are fewer', async () => {
		for (let hour = 0; hour < 9; hour++) {
			await refuse('signature', 1);
			await minutesPass(120);
			expect(await tellAll()).toEqual([]);
		}
		await refuse('signature', 1);
		expect(await tellAll()).toHaveLength(1);
	});

	test('for another reason are no fault of the shop', () => {
		noteRefusal(context(), { provider: 'stripe', reason: 'malformed', endpoint }, (error) => failures.push(error));
		expect(failures).toEqual([]);
	});

	test('are over when a delivery was accepted and none refused for ten minutes', async () => {
		await refuse('signature', 5);
		await tellAll();
		await minutesPass(11);
		expect(await tellAll()).toEqual([]);
		await database.owner.query(
			`insert into msp.payment_event (provider, event_id, kind, occurred_at, raw, processed_at)
			values ('stripe', 'evt_accepted', 'payment_succeeded', now(), '{}', now())`,
		);
		expect(await tellAll()).toMatchObject([{ phase: 'done', message: 'Deliveries are accepted again.' }]);
	});
});
