import { captureCompleted, signedDelivery as signedByPayPal } from '../../../stack/standins/paypal';
import { checkoutSession, refundPayment, stripeEvent } from '../../../stack/standins/stripe';
import { paidCheckout } from '../../support/companyScene';
import { expectSetUp } from '../../support/expectSetUp';
import type { Played } from '../../support/workflowScene';
import { oneOfEach, paid, resumed, staffTold, told, until } from '../orders';
import type { Row } from '../row';
import { firstCustomers } from './10-first-customers';

const nothing = { accounts: [], known: [] };

export const paymentReceived: readonly Row[] = [
	{
		title: 'a paid checkout becomes an active service, and is answered at once',
		start: 'Stripe Payment',
		given: (scene) => told(scene, paidCheckout({ domain: 'bakery.example' })),
		answer: { status: 200, body: { received: true } },
		last: 'Provision',
		then: async (scene) => await expectSetUp(scene, 'bakery.example'),
	},
	{
		title: 'one plan on a mixed fleet: the orders spread over all servers, and each panel gets the whole account',
		start: 'Stripe Payment',
		given: async (scene) => {
			// With these and the first order each server has one less than two.
			for (const domain of mixed.slice(1)) await paid(scene, { domain });
			return told(scene, paidCheckout({ domain: mixed[0] ?? '' }));
		},
		last: 'Provision',
		then: async (scene) => {
			for (const domain of mixed) await expectSetUp(scene, domain);
			const used = Object.keys(scene.servers).map(
				async (code) =>
					await scene.count(
						'select count(*) from msp.service s join msp.server v on v.id = s.server_id where v.server_code = $1',
						code,
					),
			);
			expect(await Promise.all(used)).toEqual([2, 2, 2, 2]);
		},
	},
	{
		title: 'an event that was received already is answered, and starts nothing',
		start: 'Stripe Payment',
		given: async (scene) => {
			const event = told(scene, paidCheckout({ domain: 'twice.example' }));
			await scene.play('msp-10-payment-received', 'Stripe Payment', event);
			return event;
		},
		answer: { status: 200, body: { received: true, repeated: true } },
		then: async (scene) => await expectSetUp(scene, 'twice.example'),
	},
	{
		title: 'PayPal: money that names no order waits for an event that does, and then is for a person, by workflow 13',
		start: 'PayPal Payment',
		given: ({ addresses, secrets, signing }) => {
			const event = captureCompleted({ captureId: 'CAPTURE-1', value: '9.90', currency: 'EUR' });
			const sender = { signing, url: addresses.paypal, webhookId: secrets.paypalWebhookId };
			const { headers, body } = signedByPayPal(event, sender);
			return { request: { headers, rawBody: body } };
		},
		answer: { status: 200 },
		last: 'Mark Event Done',
		then: async (scene) => {
			const waits = { outcome: 'waiting', needsAttention: false, serviceStatus: null };
			expect(await scene.payment('CAPTURE-1')).toMatchObject(waits);
			const processed = 'select count(*) from msp.payment_event where payment_reference = $1 and processed_at is not null';
			expect(await scene.count(processed, 'CAPTURE-1')).toBe(0);
			await scene.play('msp-91-stack-health', 'Every Minute', { items: [{}] });
			expect(await scene.mails('CAPTURE-1')).toEqual([]);

			await resumed(scene);
			const found = { outcome: 'unknown_customer', needsAttention: true, serviceStatus: null };
			expect(await scene.payment('CAPTURE-1')).toMatchObject(found);
			expect(await scene.count(processed, 'CAPTURE-1')).toBe(1);
			await staffTold(scene);
			const [mail, ...others] = await scene.mails('CAPTURE-1');
			expect(others).toEqual([]);
			expect(mail?.text).toContain('It is 9.90 EUR, by paypal.');
			expect(mail?.text).not.toMatch(/990|smallest unit/);
		},
	},
	...(
		[
			['underpaid', { amount: 500 }, 'pending_payment'],
			['wrong_currency', { currency: 'USD' }, 'pending_payment'],
			['unknown_plan', { plan: 'no-such-plan' }, null],
			['unknown_customer', { customer: 'nobody' }, null],
		] as const
	).map(([outcome, change, serviceStatus]): Row => {
		const domain = `${outcome.replace('_', '-')}.example`;
		const event = paidCheckout({ domain, ...change });
		return {
			title: `${outcome}: an outcome in a list, a person is told, and nothing is set up`,
			start: 'Stripe Payment',
			given: (scene) => told(scene, event),
			answer: { status: 200 },
			last: 'Mark Event Done',
			then: async (scene) => {
				const { payment, task, onPanels, mails } = scene;
				const reference = event.data.object.payment_intent;
				const found = await payment(reference);
				expect(found).toMatchObject({ outcome, needsAttention: true, serviceStatus });
				expect(found?.outcomeDetail).not.toBe('');
				expect(await task(domain)).toBeUndefined();
				expect(await onPanels(domain)).toEqual(nothing);
				await staffTold(scene);
				expect(await mails(String(reference))).toHaveLength(1);
			},
		};
	}),
	{
		title: 'overpaid: a person is told, and it is set up all the same',
		start: 'Stripe Payment',
		given: (scene) => told(scene, overpaid),
		last: 'Provision',
		then: async (scene) => {
			const { payment_intent: reference } = overpaid.data.object;
			expect(await scene.payment(reference)).toMatchObject({ outcome: 'overpaid', needsAttention: true });
			await expectSetUp(scene, 'overpaid.example');
			await staffTold(scene);
			const [mail, ...others] = await scene.mails(String(reference));
			expect(others).toEqual([]);
			expect(mail?.text).toContain('2.10 EUR more than invoice');
		},
	},
	{
		title: 'a checkout that is not paid yet is no payment',
		start: 'Stripe Payment',
		given: (scene) => told(scene, unpaid),
		answer: { status: 200 },
		last: 'Mark Event Done',
		then: async ({ payment, task, count }) => {
			const processed = 'select count(*) from msp.payment_event where event_id = $1 and processed_at is not null';
			expect(await count(processed, unpaid.id)).toBe(1);
			expect(await payment(unpaid.data.object.payment_intent)).toBeUndefined();
			expect(await task('unpaid.example')).toBeUndefined();
		},
	},
	...oneOfEach.map(refundedWhileSetUp),
	...firstCustomers,
];

const mixed = Array.from({ length: 7 }, (_, index) => `mixed-${index}.example`);
const overpaid = paidCheckout({ domain: 'overpaid.example', amount: 1200 });
const unpaid = stripeEvent(
	'checkout.session.completed',
	checkoutSession(
		{
			order: 'order-unpaid',
			customer: 'linden-bakery',
			plan: 'starter',
			domain: 'unpaid.example',
			amount: 990,
			currency: 'EUR',
		},
		{ status: 'complete', payment_intent: 'pi_unpaid' },
	),
);

function refundedWhileSetUp(code: (typeof oneOfEach)[number]): Row {
	const domain = `refunded-${code}.example`;
	const event = paidCheckout({ domain });
	const reference = String(event.data.object.payment_intent);
	let provisioning: Promise<Played>;
	return {
		title: `refunded before it is set up: nothing stays on ${code}`,
		start: 'Stripe Payment',
		given: async (scene) => {
			const server = scene.servers[code];
			await scene.placeOn(code);
			await server.addFault({ path: server.changes.createMailbox, kind: 'hold_before' });
			provisioning = scene.play('msp-10-payment-received', 'Stripe Payment', told(scene, event));
			await until('the mailbox is being made', async () =>
				(await server.requests()).some(
					({ name, fault }) => new RegExp(server.changes.createMailbox).test(name) && fault === 'hold_before',
				),
			);
			return told(scene, refundPayment(reference, 990, 990, 'EUR'));
		},
		answer: { status: 200 },
		last: 'Mark Event Done',
		then: async ({ payment, servers, task, onPanels }) => {
			expect(await payment(reference)).toMatchObject({ outcome: 'refunded' });
			await servers[code].release();
			await provisioning;
			expect(await task(domain)).toMatchObject({ status: 'cancelled', serviceStatus: 'cancelled' });
			expect(await onPanels(domain)).toEqual(nothing);
		},
	};
}
