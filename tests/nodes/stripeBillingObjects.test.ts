import { priceShape } from '../../stack/standins/stripe/billing/invoiceShapes';
import { byId, useStripeNode } from '../support/stripeNode';

const billing = useStripeNode();
const { call, one, charge } = billing;
const lines = { specifyLines: 'json', linesJson: '[{"name": "Hosting", "amountMinor": 990, "currency": "EUR"}]' };

describe('an invoice', () => {
	const draft = async () => {
		const customerId = byId(billing.saved.customerId);
		const made = await one('invoice.create', { collect: 'send', customerId, currency: 'EUR', daysUntilDue: 14 });
		const item = {
			customerId,
			amountMinor: 1210,
			currency: 'EUR',
			description: 'Hosting',
			additionalFields: { invoiceId: made.invoiceId as string },
		};
		expect(await one('invoiceItem.create', item)).toMatchObject({ invoiceId: made.invoiceId, amountMinor: 1210 });
		return { invoiceId: made.invoiceId as string };
	};

	test('goes from draft to paid, and a repeat of each step changes nothing', async () => {
		const invoice = await draft();
		const final = { status: 'open', number: expect.any(String), totalMinor: 1210, amountRemainingMinor: 1210 };
		expect(await one('invoice.finalize', invoice)).toMatchObject(final);
		expect(await one('invoice.finalize', invoice)).toMatchObject(final);
		expect(await one('invoice.send', invoice)).toMatchObject({ pageUrl: expect.any(String) });
		expect(await one('invoice.pay', invoice)).toMatchObject({
			status: 'paid',
			outcome: 'succeeded',
			amountPaidMinor: 1210,
		});
		expect(await one('invoice.pay', invoice)).toMatchObject({ status: 'paid', outcome: 'succeeded' });
		expect(billing.held().invoicePayments.filter(({ invoice: id }) => id === invoice.invoiceId)).toHaveLength(1);
		expect((await call('invoice.void', invoice)).error).toMatchObject({ context: { errorClass: 'invalid' } });
	});

	test('that the bank declines has an outcome and stays open', async () => {
		const invoice = await draft();
		await one('invoice.finalize', invoice);
		const poor = await billing.scene.customerWith('pm_card_visa_chargeDeclinedInsufficientFunds');
		Object.assign(billing.held().paymentMethods.find(({ id }) => id === poor.paymentMethodId) ?? {}, {
			customer: billing.saved.customerId,
		});
		const paid = await one('invoice.pay', { ...invoice, additionalFields: { paymentMethodId: poor.paymentMethodId } });
		expect(paid).toMatchObject({
			status: 'open',
			outcome: 'soft_decline',
			declineCode: 'insufficient_funds',
			attempts: 1,
		});
		expect(await one('invoice.markUncollectible', invoice)).toMatchObject({ status: 'uncollectible' });
		expect(await one('invoice.void', invoice)).toMatchObject({ status: 'void' });
	});

	test('is paid outside, and listed', async () => {
		const invoice = await draft();
		expect(await one('invoice.payOutOfBand', invoice)).toMatchObject({ status: 'paid' });
		const filters = { status: 'paid', customerId: billing.saved.customerId };
		expect((await call('invoice.list', { returnAll: true, filters })).output('N').length).toBeGreaterThan(1);
		expect(
			(await call('invoiceItem.list', { returnAll: true, filters: { invoiceId: invoice.invoiceId } })).output('N'),
		).toHaveLength(1);
	});
});

describe('the others', () => {
	test('a refund is of a part, and then of all that is left', async () => {
		const { paymentIntentId } = await one('paymentIntent.charge', charge());
		const of = { paymentIntentId: paymentIntentId as string };
		const part = await one('refund.create', { ...of, howMuch: 'part', amountMinor: 250 });
		expect(part).toMatchObject({ amountMinor: 250, currency: 'EUR', status: 'succeeded' });
		expect((await call('refund.create', { ...of, howMuch: 'part' })).error?.message).toMatch(
			/'amountMinor' must be above 0/,
		);
		expect(await one('refund.create', { ...of, howMuch: 'all' })).toMatchObject({ amountMinor: 1000 });
		expect((await call('refund.create', { ...of, howMuch: 'all' })).error).toMatchObject({
			context: { errorClass: 'invalid' },
		});
		expect(await one('refund.get', { refundId: part.refundId as string })).toMatchObject({ refundId: part.refundId });
		expect((await call('refund.list', { returnAll: true, filters: of })).output('N')).toHaveLength(2);
	});

	test('a payment method is attached, made the default and listed', async () => {
		const customerId = byId(billing.saved.customerId);
		const made = await one('paymentMethod.attach', { customerId, paymentMethodId: 'pm_card_visa' });
		const chosen = { customerId, paymentMethodId: byId(made.paymentMethodId as string) };
		expect(await one('paymentMethod.setDefault', chosen)).toMatchObject({
			defaultPaymentMethodId: made.paymentMethodId,
		});
		const list = (await call('paymentMethod.list', { customerId, returnAll: true })).output('N');
		expect(list.filter(({ isDefault }) => isDefault)).toMatchObject([
			{ paymentMethodId: made.paymentMethodId, last4: '4242' },
		]);
	});

	test('a subscription is started, changed, ended, resumed and cancelled', async () => {
		const [cheap, dear] = [priceShape(990, 'eur', 'month'), priceShape(1990, 'eur', 'month')];
		billing.held().prices.unshift(cheap, dear);
		const started = await one('subscription.create', {
			collect: 'charge',
			customerId: byId(billing.saved.customerId),
			priceId: byId(cheap.id),
			quantity: 1,
		});
		expect(started).toMatchObject({
			status: 'active',
			currentPeriodEnd: expect.any(String),
			items: [{ priceId: cheap.id, amountMinor: 990 }],
		});
		const of = { subscriptionId: started.subscriptionId as string };
		expect(await one('subscription.changePrice', { ...of, priceId: byId(dear.id), proration: 'none' })).toMatchObject({
			items: [{ amountMinor: 1990 }],
		});
		expect(await one('subscription.cancel', { ...of, when: 'period_end' })).toMatchObject({
			cancelAtPeriodEnd: true,
			status: 'active',
		});
		expect(await one('subscription.resume', of)).toMatchObject({ cancelAtPeriodEnd: false });
		expect(await one('subscription.cancel', { ...of, when: 'now' })).toMatchObject({ status: 'canceled' });
		expect(await one('subscription.cancel', { ...of, when: 'now' })).toMatchObject({ status: 'canceled' });
		expect(await one('subscription.get', of)).toMatchObject({ status: 'canceled' });
		expect(
			(await call('subscription.list', { returnAll: true, filters: { status: 'canceled' } })).output('N'),
		).toHaveLength(1);
	});

	test('a link, a portal and a meter', async () => {
		const link = await one('paymentLink.create', { ...lines, recurring: false });
		expect(link).toMatchObject({ active: true, url: expect.any(String), currency: 'EUR' });
		const of = { paymentLinkId: link.paymentLinkId as string };
		expect(await one('paymentLink.deactivate', of)).toMatchObject({ active: false });
		expect(await one('paymentLink.get', of)).toMatchObject({ active: false });
		expect((await call('paymentLink.list', { returnAll: true, filters: { active: false } })).output('N')).toHaveLength(
			1,
		);
		expect(await one('billingPortal.createSession', { customerId: byId(billing.saved.customerId) })).toMatchObject({
			url: expect.any(String),
		});

		const meter = { displayName: 'Traffic', eventName: 'traffic_gb', aggregation: 'sum' };
		const { meterId } = await one('meter.create', meter);
		expect((await one('meter.create', meter)).meterId).toBe(meterId);
		const use = {
			customerId: byId(billing.saved.customerId),
			eventName: 'traffic_gb',
			value: 12.5,
			additionalFields: { identifier: 'use-1' },
		};
		expect(await one('meterEvent.create', use)).toMatchObject({
			identifier: 'use-1',
			value: '12.5',
			accepted: 'not_known_yet',
		});
		await one('meterEvent.create', use);
		expect(billing.held().meterEvents).toHaveLength(1);
		// Stripe answers 200 for a customer that it does not have, and tells later.
		await one('meterEvent.create', { ...use, customerId: byId('cus_none'), additionalFields: {} });
		expect(billing.scene.stripe.state().thinEvents).toMatchObject([
			{ type: 'v1.billing.meter.error_report_triggered' },
		]);
		expect(await one('meterEvent.cancel', { eventName: 'traffic_gb', identifier: 'use-1' })).toMatchObject({
			cancelled: true,
		});
		expect((await call('meter.list', { returnAll: true })).output('N')).toHaveLength(1);
		expect(await one('meter.deactivate', { meterId: byId(meterId as string) })).toMatchObject({ status: 'inactive' });
	});

	test('events are complete and in order, from a time and from an event on', async () => {
		for (let n = 0; n < 150; n++) await one('customer.create', { email: `n${n}@a.example` });
		const all = (await call('event.list', { returnAll: true, filters: { since: '2020-01-01T00:00:00Z' } })).output('N');
		expect(all.length).toBeGreaterThan(150);
		expect(all.map(({ eventId }) => eventId)).toEqual(
			billing.scene.stripe
				.state()
				.events.map(({ id }) => id)
				.reverse(),
		);
		expect(JSON.stringify(all)).not.toContain('_secret_canary');
		const seen: unknown[] = [];
		for (let after = all[0]?.eventId; ;) {
			const next = (
				await call('event.list', { returnAll: false, limit: 130, filters: { after: after as string } })
			).output('N');
			seen.push(...next.map(({ eventId }) => eventId));
			if (next.length < 130) break;
			after = next.at(-1)?.eventId;
		}
		expect(seen).toEqual(all.slice(1).map(({ eventId }) => eventId));
		const { error } = await call('event.list', { returnAll: true, filters: { after: 'evt_old1' } });
		expect(error?.message).toMatch(/keeps events for 30 days/);
		expect(await one('event.get', { eventId: all[0]?.eventId as string })).toMatchObject({ type: 'customer.created' });
	});
});
