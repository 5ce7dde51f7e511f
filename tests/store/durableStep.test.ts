import { setTimeout as wait } from 'node:timers/promises';
import { ExternalError } from '../../core/kernel/errors';
import { claimTask, openStep, runStep, secretsOfStep, type TaskOffice } from '../../core/tasks';
import { listSteps } from '../../core/tasks/steps';
import { Killed } from '../support/memoryPanel';
import { mortalStore } from '../support/mortalStore';
import { backOfficeOn, letTimePass, listPanel, seedPlan, seedTask } from '../support/provisioningScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let office: TaskOffice;
let plan: { customerId: string; planId: string };

beforeAll(async () => {
	database = await createTestDatabase();
	office = backOfficeOn(database.store);
	plan = await seedPlan(office, 'durable', [1000]);
});
afterAll(async () => await database.drop());

test.each([
	['before PostgreSQL hears the statement', false],
	['after PostgreSQL has carried the statement out', true],
])('killed at each statement, %s: the account is made once and the step ends done', async (_when, heard) => {
	let deaths = 0;
	for (let dieAt = 1; ; dieAt++) {
		const { accounts, creation } = listPanel();
		const domain = `kill-${dieAt}-${heard ? 'heard' : 'unheard'}.example`;
		const taskId = await seedTask(office, plan, domain);
		await claimTask(office, taskId);
		const place = { taskId, stepName: 'account' };
		const wanted = { domain, password: 'kept' };

		const mortal = mortalStore(() => database.pool(), dieAt, heard);
		await runStep(openStep({ ...office, store: mortal.store }, place, creation), wanted).catch((error: unknown) => {
			if (!(error instanceof Killed) && !(error instanceof ExternalError)) throw error;
		});
		if (!mortal.died()) break;
		deaths += 1;

		await letTimePass(office);
		expect(await runStep(openStep(office, place, creation), { domain, password: 'another' })).toEqual({
			domain,
		});
		expect(accounts).toHaveLength(1);
		const [step] = await office.store.asStaff(async (transaction) => await listSteps(transaction, taskId));
		expect(step).toMatchObject({ status: 'done', result: { domain } });
		// The password on the panel is the one that the step recorded, whichever try made the account.
		expect(step && secretsOfStep(office.vault, { taskId, customerId: plan.customerId }, step).password).toBe(
			accounts[0]?.password,
		);
	}
	expect(deaths).toBeGreaterThan(8);
});

test('many runs of one step at once: one acts, the others are told that it is held, or get the result', async () => {
	const { accounts, creation } = listPanel();
	const taskId = await seedTask(office, plan, 'crowd.example');
	await claimTask(office, taskId);
	const results = await Promise.allSettled(
		Array.from({ length: 20 }, async () => {
			const step = openStep(office, { taskId, stepName: 'account' }, creation);
			return await runStep(step, { domain: 'crowd.example', password: 'kept' });
		}),
	);
	expect(accounts).toHaveLength(1);
	const refused = results.filter((result) => result.status === 'rejected');
	expect(refused.length).toBeLessThan(20);
	for (const { reason } of refused) expect(reason).toMatchObject({ errorClass: 'busy' });
});

test('a run whose lease ran out cannot record over the one that took the step over', async () => {
	const { accounts, creation } = listPanel();
	const taskId = await seedTask(office, plan, 'slow.example');
	await claimTask(office, taskId);
	const place = { taskId, stepName: 'account' };
	const slow = openStep(office, place, creation);
	const begun = await slow.begin(async () => await creation.plan({ domain: 'slow.example', password: 'first' }));
	expect(begun.state).toBe('fresh');

	await letTimePass(office);
	await runStep(openStep(office, place, creation), { domain: 'slow.example', password: 'second' });
	await expect(slow.succeed({ domain: 'wrong.example' })).rejects.toMatchObject({ errorClass: 'busy' });
	await slow.fail(new ExternalError('invalid', 'late', 'none'));
	const [step] = await office.store.asStaff(async (transaction) => await listSteps(transaction, taskId));
	expect(step).toMatchObject({ status: 'done', result: { domain: 'slow.example' } });
	expect(accounts).toEqual([{ domain: 'slow.example', password: 'first' }]);
});

test('a step that takes longer than its lease is not taken over while its process is at it', async () => {
	const { accounts, creation } = listPanel();
	const taskId = await seedTask(office, plan, 'long.example');
	await claimTask(office, taskId);
	const place = { taskId, stepName: 'account' };
	const slow: typeof creation = {
		...creation,
		apply: async (...given) => {
			// Its lease is about to end.
			await letTimePass(office);
			await wait(700);
			await expect(runStep(openStep(office, place, creation), wanted)).rejects.toMatchObject({
				errorClass: 'busy',
			});
			expect(await claimTask(office, taskId)).toBeUndefined();
			return await creation.apply(...given);
		},
	};
	const wanted = { domain: 'long.example', password: 'kept' };
	await runStep(openStep(office, place, slow), wanted, 100);
	expect(accounts).toHaveLength(1);
});

test('a failure is kept with its step, class, words and remedy', async () => {
	const { creation } = listPanel();
	const taskId = await seedTask(office, plan, 'full.example');
	await claimTask(office, taskId);
	const full = {
		...creation,
		apply: async () => await Promise.reject(new ExternalError('limit', 'You have reached your limit', 'Raise it.')),
	};
	const step = openStep(office, { taskId, stepName: 'account' }, full);
	await expect(runStep(step, { domain: 'full.example', password: 'kept' })).rejects.toThrow('reached your limit');
	const [kept] = await office.store.asStaff(async (transaction) => await listSteps(transaction, taskId));
	expect(kept).toMatchObject({
		name: 'account',
		status: 'failed',
		errorClass: 'limit',
		vendorMessage: 'You have reached your limit',
		remedy: 'Raise it.',
		leased: false,
	});
});

test('a secret of a step is nowhere in the database in the open', async () => {
	const { creation } = listPanel();
	const taskId = await seedTask(office, plan, 'canary.example');
	await claimTask(office, taskId);
	const canary = 'Canary-9f27c1';
	await runStep(openStep(office, { taskId, stepName: 'account' }, creation), {
		domain: 'canary.example',
		password: canary,
	});
	expect(await database.dump()).not.toContain(canary);
	const [step] = await office.store.asStaff(async (transaction) => await listSteps(transaction, taskId));
	expect(step && secretsOfStep(office.vault, { taskId, customerId: plan.customerId }, step)).toEqual({
		password: canary,
	});
});

test('a step name stands for one effect in a task', async () => {
	const { creation } = listPanel();
	const taskId = await seedTask(office, plan, 'names.example');
	await claimTask(office, taskId);
	const place = { taskId, stepName: 'account' };
	await openStep(office, place, creation).begin(
		async () => await creation.plan({ domain: 'names.example', password: '' }),
	);
	await letTimePass(office);
	const other = { ...creation, name: 'mailbox.create' };
	await expect(
		runStep(openStep(office, place, other), { domain: 'names.example', password: '' }),
	).rejects.toMatchObject({ field: 'stepName', remedy: 'Give each node of the workflow a step name of its own.' });
});
