import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { closeAlert, noteRefusal, raiseForPayment, raiseForTask } from '../../core/alerts';
import { ExternalError, type ErrorClass } from '../../core/kernel/errors';
import { cancelTask, claimTask, completeTask, failTask, finishRollback, retryTask } from '../../core/tasks';
import { openAlertScene, type AlertScene } from '../support/alertScene';
import { failing, listPanel, seedTaskAlone, step } from '../support/provisioningScene';

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

	test.each<[ErrorClass, string, boolean]>([
		['auth', 'Access denied', true],
		['permission', 'The token may not create accounts', true],
		['invalid', 'web7 shows another certificate than the pinned one', true],
		['limit', 'Disk quota exceeded: No space left on device', false],
		['limit', 'Your license allows no more accounts', false],
	])('%s, %s: is told at once, with the server and where its log-in is kept', async (errorClass, words, ofRecord) => {
		const task = await seedTaskAlone(office, `told-${randomUUID().slice(0, 8)}`);
		await claimTask(office, task.taskId);
		const place = {
			taskId: task.taskId,
			stepName: 'account',
			target: { type: 'server', id: randomUUID(), name: 'web7' },
		};
		const refusal = new ExternalError(errorClass, words, 'Do what the panel says.');
		await step(office, place, failing(refusal), {}).catch(() => undefined);
		// Nothing is tried again before somebody is told.
		expect(await failTask(office, task.taskId, 'roll_back')).toMatchObject({ next: 'roll_back' });
		await raiseForTask(office, task.taskId, 'failed');
		await finishRollback(office, task.taskId);
		const [mail, ...others] = await tellAll();
		expect(others).toEqual([]);
		expect(mail).toMatchObject({ severity: 'error', facts: { errorClass, vendorMessage: words } });
		expect(mail?.message).toContain("It failed at the step 'account', on the server web7.");
		expect(mail?.remedy).toContain('Do what the panel says.');
		expect(mail?.remedy.includes('MSP Customers → Server: Update Log-In')).toBe(ofRecord);
		expect(mail?.remedy).toContain(`MSP Task → Task: Retry with the task ID ${task.taskId}`);
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

	test('is known by its buyer, plan and domain, in the words of the event', async () => {
		await database.owner.query(
			`insert into msp.payment_event (provider, event_id, kind, names, occurred_at, raw, processed_at, payer, event_references)
			values ('paypal', 'WH-buyer', 'payment_succeeded', '{CAPTURE-2}', now(), '{}', now(), '{"email": "ada@acme.example"}',
				'{"plan": "starter", "domain": "acme.example"}')`,
		);
		const outcomeDetail = 'the event names neither order nor customer';
		await raiseForPayment(office, {
			...payment,
			...{ paymentReference: 'CAPTURE-2', outcome: 'unknown_customer', outcomeDetail },
		});
		const [mail] = await tellAll();
		expect(mail?.title).toBe('Payment CAPTURE-2: unknown customer (ada@acme.example, starter for acme.example)');
		expect(mail?.message).toMatch(/^The event names neither/);
		expect(mail?.facts).toMatchObject({ domain: 'acme.example' });
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
	/** The shop has got a delivery before. */
	const accept = async () =>
		await database.owner.query(
			`insert into msp.payment_event (provider, event_id, kind, names, occurred_at, raw, processed_at, received_at)
			values ('stripe', 'evt_before', 'payment_succeeded', '{pi_0}', now(), '{}', now(), now() - interval '1 year')
			on conflict do nothing`,
		);
	const counted = async () => (await list()).reduce((sum, { count }) => sum + count, 0);

	test('are told at once while none was ever accepted, and a flood of them is one mail', async () => {
		await database.owner.query('delete from msp.payment_event');
		await refuse('signature', 1);
		expect(await tellAll()).toHaveLength(1);
		await refuse('signature', 300);
		expect(await tellAll()).toEqual([]);
	});

	test.each(['signature', 'not_configured', 'unknown_certificate'])(
		'for %s are told once when they are frequent, with the endpoint and the likely cause',
		async (reason) => {
			await accept();
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
		await accept();
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
			`insert into msp.payment_event (provider, event_id, kind, names, occurred_at, raw, processed_at)
			values ('stripe', 'evt_accepted', 'payment_succeeded', '{pi_1}', now(), '{}', now())`,
		);
		expect(await tellAll()).toMatchObject([{ phase: 'done', message: 'Deliveries are accepted again.' }]);
	});
});
