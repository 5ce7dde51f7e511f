import * as billing from '../../core/stripe';
import { ExternalError } from '../../core/kernel/errors';
import { claimTask, openStep, runStep, type SideEffect, type TaskOffice } from '../../core/tasks';
import { Killed } from '../support/memoryPanel';
import { mortalStore } from '../support/mortalStore';
import { backOfficeOn, letTimePass, seedPlan, seedTask } from '../support/provisioningScene';
import { openStripeScene, type StripeScene } from '../support/stripeScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

/*
 * Money moves once, whatever dies: between any two lines of the process, while Stripe works, and after Stripe has forgotten
 * its idempotency keys.
 */

let database: TestDatabase;
let office: TaskOffice;
let plan: { customerId: string; planId: string };
let scene: StripeScene;
let saved: { customerId: string; paymentMethodId: string };

beforeAll(async () => {
	database = await createTestDatabase();
	office = backOfficeOn(database.store);
	plan = await seedPlan(office, 'stripe', [1000]);
	scene = await openStripeScene();
	saved = await scene.customerWith('pm_card_visa');
});
afterAll(async () => {
	await scene.stripe.close();
	await database.drop();
});
beforeEach(() => {
	scene.stripe.clear();
	scene.forgetKeys();
});

type Opened = SideEffect<unknown, unknown, object>;
interface Case {
	readonly effect: () => Opened;
	readonly params: (name: string) => Promise<object> | object;
	/** What Stripe holds of it. */
	readonly made: (name: string) => readonly unknown[];
}

const amount = { amountMinor: 1250, currency: 'EUR' };
const held = () => scene.stripe.state().billing;
const ofOrder = (name: string) => (one: { readonly metadata: Readonly<Record<string, string>> }) =>
	one.metadata.order === name;

const cases: Readonly<Record<string, Case>> = {
	charge: {
		effect: () => billing.savedMethodCharge(scene.account) as unknown as Opened,
		params: (order) => ({ ...saved, amount, references: { order } }),
		made: (name) => held().paymentIntents.filter(ofOrder(name)),
	},
	refund: {
		effect: () => billing.refundCreation(scene.account) as unknown as Opened,
		params: async (order) => {
			const { paymentIntentId } = await scene.does(billing.savedMethodCharge, { ...saved, amount, references: {} });
			return { paymentIntentId, amountMinor: 500, metadata: { order } };
		},
		made: (name) => held().refunds.filter(ofOrder(name)),
	},
	invoice: {
		effect: () => billing.invoiceCreation(scene.account) as unknown as Opened,
		params: (order) => ({
			...{ customerId: saved.customerId, currency: 'EUR', daysUntilDue: 14, autoAdvance: false },
			takesPendingItems: false,
			references: { order },
		}),
		made: (name) => held().invoices.filter(ofOrder(name)),
	},
	'checkout session': {
		effect: () => billing.checkoutCreation(scene.account) as unknown as Opened,
		params: (order) => ({
			...{
				mode: 'payment',
				lines: [{ name: 'Hosting', unitAmount: amount, quantity: 1 }],
				customerId: saved.customerId,
			},
			successUrl: 'https://a.example/thanks',
			references: { order },
		}),
		made: (name) => scene.stripe.state().sessions.filter(({ client_reference_id: order }) => order === name),
	},
	customer: {
		effect: () => billing.customerUpsert(scene.account) as unknown as Opened,
		params: (code) => ({ by: 'customerCode', details: { email: `${code}@a.example`, customerCode: code, name: code } }),
		made: (name) => held().customers.filter(({ metadata }) => metadata.customer_code === name),
	},
};

async function begin(name: string) {
	const taskId = await seedTask(office, plan, `${name}.example`);
	await claimTask(office, taskId);
	const place = { taskId, stepName: 'money' };
	const work = { kind: 'step' as const, id: `${taskId}/money` };
	return { place, work };
}

const tolerant = (error: unknown) => {
	if (!(error instanceof Killed) && !(error instanceof ExternalError)) throw error;
};

describe.each(Object.entries(cases))('a %s', (word, { effect, params, made }) => {
	const short = word.replace(' ', '-');

	test.each([
		['before PostgreSQL hears the statement', false],
		['after PostgreSQL has carried the statement out', true],
	])('is made once when the process is killed at each statement, %s', async (_when, heard) => {
		let deaths = 0;
		for (let dieAt = 1; ; dieAt++) {
			const name = `${short}-${dieAt}-${heard ? 'h' : 'u'}`;
			const { place, work } = await begin(name);
			const asked = { work, params: await params(name) };
			const mortal = mortalStore(() => database.pool(), dieAt, heard);
			await runStep(openStep({ ...office, store: mortal.store }, place, effect()), asked).catch(tolerant);
			if (!mortal.died()) break;
			deaths += 1;

			await letTimePass(office);
			// Half of the time it takes longer than Stripe keeps a key.
			if (dieAt % 2 === 0) scene.forgetKeys();
			const first = await runStep(openStep(office, place, effect()), asked);
			expect(made(name)).toHaveLength(1);
			expect(await runStep(openStep(office, place, effect()), asked)).toEqual(first);
			expect(made(name)).toHaveLength(1);
		}
		expect(deaths).toBeGreaterThan(8);
	});

	test('is made once when Stripe makes it and never answers, and forgets the key', async () => {
		const name = `${short}-never`;
		const { place, work } = await begin(name);
		const asked = { work, params: await params(name) };
		scene.stripe.addFault({ path: '^POST ', kind: 'drop_after', times: 3 });
		// Read back at once, it is found.
		const result = await runStep(openStep(office, place, effect()), asked);
		expect(result).toMatchObject({});
		expect(made(name)).toHaveLength(1);
		scene.forgetKeys();
		await letTimePass(office);
		expect(await runStep(openStep(office, place, effect()), asked)).toEqual(result);
		expect(made(name)).toHaveLength(1);
	});

	test('is made once when the call arrives after the process has given up', async () => {
		const name = `${short}-late`;
		const { place, work } = await begin(name);
		const asked = { work, params: await params(name) };
		// The calls of the first run are on their way when the second one has begun.
		scene.stripe.addFault({ path: '^POST ', kind: 'drop_before', times: 3 });
		await expect(runStep(openStep(office, place, effect()), asked)).rejects.toMatchObject({ errorClass: 'transport' });
		expect(made(name)).toHaveLength(0);
		await letTimePass(office);
		await runStep(openStep(office, place, effect()), asked);
		const late = scene.stripe.requests().find(({ method, fault }) => method === 'POST' && fault === 'drop_before');
		if (!late) throw new Error('no call was lost');
		await fetch(`${scene.stripe.url}${late.path}`, {
			method: 'POST',
			headers: sendable(late.headers),
			body: late.body,
		});
		expect(made(name)).toHaveLength(1);
	});
});

const sendable = ({ authorization = '', ...headers }: Readonly<Record<string, string>>) => ({
	authorization,
	'content-type': headers['content-type'] ?? '',
	'idempotency-key': headers['idempotency-key'] ?? '',
});

test('a charge that the bank declines is a result that stays, and is not tried again by itself', async () => {
	const { place, work } = await begin('declined');
	const poor = await scene.customerWith('pm_card_visa_chargeDeclinedInsufficientFunds');
	const asked = { work, params: { ...poor, amount, references: { order: 'declined' } } };
	const effect = billing.savedMethodCharge(scene.account);
	const first = await runStep(openStep(office, place, effect), asked);
	expect(first).toMatchObject({ outcome: 'soft_decline', declineCode: 'insufficient_funds', retry: 'later' });
	scene.forgetKeys();
	expect(await runStep(openStep(office, place, effect), asked)).toEqual(first);
	expect(held().paymentIntents.filter(ofOrder('declined'))).toHaveLength(1);
});

test('a declined charge whose answer was lost is read back with its outcome', async () => {
	const { place, work } = await begin('lost-decline');
	const thief = await scene.customerWith('pm_card_visa_chargeDeclinedStolenCard');
	scene.stripe.addFault({ path: '^POST /v1/payment_intents', kind: 'drop_after', times: 3 });
	const asked = { work, params: { ...thief, amount, references: { order: 'lost-decline' } } };
	expect(await runStep(openStep(office, place, billing.savedMethodCharge(scene.account)), asked)).toMatchObject({
		outcome: 'hard_decline',
		declineCode: 'stolen_card',
	});
	expect(held().paymentIntents.filter(ofOrder('lost-decline'))).toHaveLength(1);
});

test('no secret of a client and no key is in the back office', async () => {
	const dump = await database.dump();
	expect(dump).toContain('stripe.paymentIntent.charge');
	expect(dump).not.toContain('_secret_canary');
	expect(dump).not.toContain('rk_test_canary1234');
});
