import { randomBytes } from 'node:crypto';
import type { INode } from 'n8n-workflow';
import { z } from 'zod';
import { openVault } from '../../core/kernel/encryption';
import type { TaskOffice } from '../../core/tasks';
import { MspStripeApi } from '../../credentials/MspStripeApi.credentials';
import { MspTask } from '../../nodes/MspTask/MspTask.node';
import { taskKinds } from '../../nodes/shared/taskKinds';
import { StripeBilling } from '../../nodes/StripeBilling/StripeBilling.node';
import { createHarness } from '../support/inProcessN8n';
import { letTimePass, seedPlan, seedTask } from '../support/provisioningScene';
import { openStripeScene, type StripeScene } from '../support/stripeScene';
import { createTestDatabase, databaseCredential, type TestDatabase } from '../support/testDatabase';

const billingNode = 'n8n-nodes-msp.stripeBilling';
const taskNode = 'n8n-nodes-msp.mspTask';
const key = randomBytes(32);
let database: TestDatabase;
let office: TaskOffice;
let scene: StripeScene;
let harness: ReturnType<typeof createHarness>;
let plan: Awaited<ReturnType<typeof seedPlan>>;
let saved: { customerId: string; paymentMethodId: string };

beforeAll(async () => {
	database = await createTestDatabase();
	office = { store: database.store, vault: openVault({ current: { version: 1, key } }), kinds: taskKinds };
	scene = await openStripeScene();
	plan = await seedPlan(office, 'steps', []);
	saved = await scene.customerWith('pm_card_visa');
	harness = createHarness({
		nodes: { [billingNode]: StripeBilling, [taskNode]: MspTask },
		credentialTypes: { MspStripeApi },
		credentials: {
			mspDatabaseApi: databaseCredential(database, key),
			mspStripeApi: { mode: 'test', secretKey: 'rk_test_canary1234', apiBaseUrl: scene.stripe.url },
		},
	});
});
afterAll(async () => {
	await scene.stripe.close();
	await database.drop();
});
beforeEach(() => scene.stripe.clear());

const node = async (type: string, operation: string, parameters: INode['parameters']) => {
	const [resource = '', name = ''] = operation.split('.');
	return await harness.node(type, { resource, operation: name, ...parameters }, [{}]);
};
const task = async (operation: string, parameters: INode['parameters']) => await node(taskNode, operation, parameters);
const call = async (operation: string, parameters: INode['parameters']) =>
	await node(billingNode, operation, parameters);
async function claimedTask(domain: string): Promise<string> {
	const taskId = await seedTask(office, plan, domain);
	await task('task.claim', { taskId });
	return taskId;
}
const step = (taskId: string, stepName: string) => ({ durableStep: { taskId, stepName } });
const held = () => scene.stripe.state().billing;
const charge = () => ({ ...saved, amountMinor: 1250, currency: 'EUR' });

test('a step is done once, however often it runs, and after a lost request by the next try', async () => {
	const taskId = await claimedTask('once.example');
	const before = held().paymentIntents.length;
	scene.stripe.addFault({ path: '^POST /v1/payment_intents', kind: 'drop_before', times: 3 });
	const lost = await call('paymentIntent.charge', { ...charge(), ...step(taskId, 'charge') });
	expect(lost.error).toMatchObject({ context: { errorClass: 'transport' } });
	await letTimePass(office);
	const first = await call('paymentIntent.charge', { ...charge(), ...step(taskId, 'charge') });
	scene.forgetKeys();
	const second = await call('paymentIntent.charge', { ...charge(), ...step(taskId, 'charge') });
	expect(first.output('N')).toMatchObject([{ outcome: 'succeeded' }]);
	expect(second.output('N')).toEqual(first.output('N'));
	expect(held().paymentIntents.length - before).toBe(1);
	// Another step of the task is another charge.
	await call('paymentIntent.charge', { ...charge(), ...step(taskId, 'second charge') });
	expect(held().paymentIntents.length - before).toBe(2);
});

test('a task is taken back step by step; what was charged stays', async () => {
	const taskId = await claimedTask('back.example');
	const customerId = saved.customerId;
	const lines = { specifyLines: 'json', linesJson: '[{"name": "x", "amountMinor": 5, "currency": "EUR"}]' };
	const page = { ...lines, mode: 'payment', successUrl: 'https://a.example/', additionalFields: { customerId } };
	const steps: Array<[string, INode['parameters']]> = [
		['checkoutSession.create', { ...page, ...step(taskId, 'page') }],
		['invoice.create', { collect: 'send', customerId, currency: 'EUR', daysUntilDue: 14, ...step(taskId, 'invoice') }],
		['invoiceItem.create', { customerId, amountMinor: 5, currency: 'EUR', description: 'x', ...step(taskId, 'item') }],
		['paymentMethod.attach', { customerId, paymentMethodId: unattached(), ...step(taskId, 'card') }],
		['paymentIntent.charge', { ...charge(), ...step(taskId, 'charge') }],
	];
	for (const [operation, parameters] of steps) expect((await call(operation, parameters)).error).toBeUndefined();
	const counts = () => [held().invoices.length, held().invoiceItems.length, held().charges.length];
	const made = counts();
	const failing = { ...charge(), customerId: 'cus_none', ...step(taskId, 'broken') };
	expect((await call('paymentIntent.charge', failing)).error).toMatchObject({ context: { errorClass: 'not_found' } });
	await task('task.fail', { taskId, whenFinal: 'roll_back' });

	const list = (await task('step.undoList', { taskId }))
		.output('N', 0)
		.map(({ stepName }) => z.string().parse(stepName));
	expect(list).toEqual(['card', 'item', 'invoice', 'page']);
	const undo = async (stepName: string) => (await call('step.undo', { taskId, stepName })).output('N')[0]?.state;
	for (const stepName of list) expect(await undo(stepName)).toBe('undone');
	for (const stepName of list) expect(await undo(stepName)).toBe('absent');
	expect(scene.stripe.state().sessions[0]).toMatchObject({ status: 'expired' });
	expect(held().paymentMethods.find(({ id }) => id === 'pm_1free')?.customer).toBeNull();
	expect(counts()).toEqual([(made[0] ?? 0) - 1, (made[1] ?? 0) - 1, made[2]]);
	expect((await call('step.undo', { taskId, stepName: 'charge' })).error?.message).toMatch(/cannot be taken back/);
});

/** A payment method that belongs to nobody. */
function unattached(): string {
	const [first] = held().paymentMethods;
	if (!first) throw new Error('there is no payment method');
	held().paymentMethods.unshift({ ...structuredClone(first), id: 'pm_1free', customer: null });
	return 'pm_1free';
}
