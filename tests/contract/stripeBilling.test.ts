import * as billing from '../../core/stripe';
import { decodeForm } from '../../stack/standins/stripe';
import { priceShape } from '../../stack/standins/stripe/billing/invoiceShapes';
import { openStripeScene, type StripeScene } from '../support/stripeScene';
import { exchangeComplaints, namedComplaints } from '../support/specExchange';
import { describeWithSpec } from '../support/vendorSpec';

const spec = 'stripe/stripe-2026-10-28.trimmed.openapi3.json';
/** The trimmed specification leaves payment links out. */
const unspecified = /^\/v1\/payment_links/;

/**
 * The specification is made from Stripe's typings, which have decimals as objects of the client and lost a null. On the wire
 * a decimal is a text, and the reason is null: Stripe's own example objects (fixtures3.json) have them so.
 */
const lostInTypings = /\/(unit_amount_decimal|quantity_decimal|automatic_tax\/disabled_reason) must /;

let scene: StripeScene;
beforeAll(async () => {
	scene = await openStripeScene();
});
afterAll(async () => await scene.stripe.close());

const references = { order: 'O-1', customerCode: 'acme', planCode: 'starter', domain: 'a.example', invoice: 'I-1' };
const amount = { amountMinor: 1250, currency: 'EUR' };
const sold = [{ name: 'Hosting', unitAmount: amount, quantity: 2 }];
const metadata = { room: '7' };

/** Does everything that the pack can do at Stripe, with every parameter that it may give. */
async function everything({ does, account, customerWith, stripe }: StripeScene): Promise<void> {
	const price = priceShape(990, 'eur', 'month');
	const dearer = priceShape(1990, 'eur', 'year');
	stripe.state().billing.prices.unshift(price, dearer);

	const details = {
		name: 'A',
		phone: '+32 2 555 12 12',
		description: 'd',
		customerCode: 'acme',
		language: 'nl',
		metadata,
	};
	const created = await does(billing.customerCreation, { ...details, email: 'a@a.example' });
	await does(billing.customerUpdate, { customerId: created.customerId, details: { ...details, name: 'B' } });
	await does(billing.customerUpsert, { by: 'customerCode', details: { ...details, email: 'a@a.example' } });
	await does(billing.customerUpsert, { by: 'email', details: { email: 'new@a.example' } });
	await billing.getCustomer(account, created.customerId);
	await billing.listCustomers(account, { email: 'a@a.example', createdSince: new Date(0) }, null);
	await billing.searchCustomers(account, { email: 'a@a.example', name: "O'A", customerCode: 'acme' }, 3);

	const { customerId, paymentMethodId } = await customerWith('pm_card_visa');
	await does(billing.paymentMethodAttachment, { customerId, paymentMethodId: 'pm_card_visa' });
	await does(billing.defaultMethodChange, { customerId, paymentMethodId });
	await billing.listPaymentMethods(account, customerId, null);

	const page = { successUrl: 'https://a.example/thanks', cancelUrl: 'https://a.example/back', references, metadata };
	const more = { language: 'nl', expiresInMinutes: 60 };
	const session = await does(billing.checkoutCreation, {
		...{ ...page, ...more, mode: 'payment' as const, lines: sold, customerId, keepPaymentMethod: true },
	});
	await does(billing.checkoutCreation, {
		...{ ...page, mode: 'subscription' as const, lines: sold, email: 'b@a.example' },
		every: { interval: 'year', count: 1 },
	});
	await does(billing.checkoutCreation, { ...page, mode: 'setup', lines: [], currency: 'EUR', customerId });
	await does(billing.checkoutExpiry, { sessionId: session.sessionId });
	await billing.getCheckout(account, session.sessionId);

	const charge = { amount, customerId, paymentMethodId, references, metadata, description: 'd' };
	const paid = await does(billing.savedMethodCharge, {
		...{ ...charge, receiptEmail: 'a@a.example', statementSuffix: 'JAN' },
	});
	const waiting = await customerWith('pm_standin_asks');
	const open = await does(billing.savedMethodCharge, { ...charge, ...waiting });
	await does(billing.paymentCancellation, { paymentIntentId: open.paymentIntentId });
	await billing.getPayment(account, paid.paymentIntentId);
	await billing.listPayments(account, { customerId, createdSince: new Date(0) }, null);
	const part = { paymentIntentId: paid.paymentIntentId, amountMinor: 250, reason: 'duplicate' as const, metadata };
	const refund = await does(billing.refundCreation, part);
	await does(billing.refundCreation, { paymentIntentId: paid.paymentIntentId, amountMinor: null });
	await billing.getRefund(account, refund.refundId);
	await billing.listRefunds(account, { paymentIntentId: paid.paymentIntentId, createdSince: new Date(0) }, null);

	const draft = { customerId, currency: 'EUR', autoAdvance: false, takesPendingItems: true, references, metadata };
	const words = { description: 'd', footer: 'f' };
	const invoiceOf = async (daysUntilDue: number | null) => {
		const { invoiceId } = await does(billing.invoiceCreation, { ...draft, ...words, daysUntilDue });
		await does(billing.invoiceItemCreation, { customerId, invoiceId, amount, description: 'Hosting', metadata });
		return invoiceId;
	};
	await does(billing.invoiceItemCreation, { customerId, amount: { ...amount, amountMinor: -50 }, description: 'Off' });
	const charged = await invoiceOf(null);
	await does(billing.invoiceFinalization, { invoiceId: charged });
	await does(billing.invoiceCollection, { invoiceId: charged, paymentMethodId });
	const sent = await invoiceOf(14);
	await does(billing.invoiceSending, { invoiceId: sent });
	await does(billing.invoiceOutsidePayment, { invoiceId: sent });
	const lost = await invoiceOf(14);
	await does(billing.invoiceFinalization, { invoiceId: lost });
	await does(billing.invoiceWriteOff, { invoiceId: lost });
	await does(billing.invoiceVoiding, { invoiceId: lost });
	await billing.getInvoice(account, charged);
	await billing.listInvoices(account, { customerId, status: 'paid', createdSince: new Date(0) }, null);
	await billing.listInvoiceItems(account, { customerId, invoiceId: charged }, null);

	const subscription = {
		...{ customerId, daysUntilDue: null, paymentMethodId, trialDays: 7, description: 'd', references, metadata },
		items: [{ priceId: price.id, quantity: 1 }],
	};
	const { subscriptionId } = await does(billing.subscriptionCreation, subscription);
	await does(billing.subscriptionCreation, { ...subscription, daysUntilDue: 30 });
	const change = { subscriptionId, priceId: dearer.id, quantity: 2, proration: 'always_invoice' as const };
	await does(billing.subscriptionPriceChange, change);
	await does(billing.subscriptionEnding, { subscriptionId });
	await does(billing.subscriptionResumption, { subscriptionId });
	const [held] = stripe.state().billing.subscriptions.filter(({ id }) => id === subscriptionId);
	if (held) held.status = 'paused';
	await does(billing.subscriptionResumption, { subscriptionId });
	await does(billing.subscriptionCancellation, { subscriptionId });
	await billing.getSubscription(account, subscriptionId);
	await billing.listSubscriptions(account, { customerId, status: 'all', createdSince: new Date(0) }, null);

	await billing.openPortal(account, { customerId, returnUrl: 'https://a.example', language: 'nl' });
	const meter = { name: 'Traffic', eventName: 'traffic_gb', aggregation: 'sum' as const, valueKey: 'gb' };
	const { meterId } = await does(billing.meterCreation, meter);
	const use = { eventName: 'traffic_gb', customerId, value: '12.5', valueKey: 'gb', at: new Date() };
	const event = await does(billing.meterEventSending, { ...use, identifier: 'u-1' });
	await does(billing.meterEventCancellation, { eventName: 'traffic_gb', identifier: event.identifier });
	await does(billing.meterDeactivation, { meterId });
	await billing.listMeters(account, { status: 'inactive' }, null);

	const link = { lines: sold, successUrl: 'https://a.example/thanks', references, metadata };
	const { paymentLinkId } = await does(billing.paymentLinkCreation, link);
	await does(billing.paymentLinkCreation, { ...link, every: { interval: 'month', count: 1 } });
	await does(billing.paymentLinkDeactivation, { paymentLinkId });
	await billing.getPaymentLink(account, paymentLinkId);
	await billing.listPaymentLinks(account, { active: true }, null);

	await billing.listPrices(account, null);
	const types = ['invoice.paid', 'charge.refunded'];
	const [first] = await billing.listEvents(account, { since: new Date(0), types }, null);
	await billing.listEvents(account, { after: first?.eventId, types }, 1);
	await billing.getEvent(account, first?.eventId ?? '');
}

describeWithSpec("Stripe's specification", spec, (stripeSpec) => {
	test('knows every request of every operation, and each answer of the stand-in', async () => {
		await everything(scene);
		const sent = scene.stripe.requests();
		const complaints = new Set<string>();
		const operations = new Set<string>();
		for (const { method, path, headers, body } of sent) {
			const asked = new URL(path, scene.stripe.url);
			if (unspecified.test(asked.pathname)) continue;
			operations.add(`${method} ${asked.pathname.replace(/\/[a-z]+_[^/]*\d[^/]*/g, '/id')}`);
			// A repeat of a keyed change gets the answer of then.
			const repeated = await fetch(asked, {
				method,
				headers: {
					authorization: headers.authorization ?? '',
					...(headers['idempotency-key'] && { 'idempotency-key': headers['idempotency-key'] }),
				},
				...(body && { body }),
			});
			const query = new URLSearchParams();
			for (const [name, value] of asked.searchParams) query.append(name.split('[')[0] ?? '', value);
			const exchange = {
				method,
				path: asked.pathname,
				query,
				body: method === 'POST' ? decodeForm(new URLSearchParams(body)) : undefined,
				answer: { status: repeated.status, body: await repeated.json() },
			};
			for (const complaint of exchangeComplaints(stripeSpec, exchange)) {
				if (!lostInTypings.test(complaint)) complaints.add(complaint);
			}
		}
		expect([...complaints]).toEqual([]);
		expect(operations.size).toBeGreaterThanOrEqual(43);
	});

	test('has each of the changes keyed, and by a key that says nothing of the customer', () => {
		const posted = scene.stripe
			.requests()
			.filter(({ method, headers }) => method === 'POST' && headers['user-agent']?.startsWith('Stripe/'));
		const unkeyed = posted.filter(
			({ headers }) => !/^n8n-nodes-msp-[0-9a-f]{32}$/.test(headers['idempotency-key'] ?? ''),
		);
		// A link to the portal is made anew each time.
		expect([...new Set(unkeyed.map(({ path }) => path))]).toEqual(['/v1/billing_portal/sessions']);
		expect(posted.length).toBeGreaterThan(30);
	});

	test('refuses a misspelt parameter', () => {
		expect(namedComplaints(stripeSpec, 'RefundCreateParams', { payment_intent: 'pi_1', ammount: 1 })).not.toEqual([]);
		expect(namedComplaints(stripeSpec, 'RefundCreateParams', { payment_intent: 'pi_1', amount: 1 })).toEqual([]);
	});
});

describe('a right that a restricted key lacks is named, and for which operation', () => {
	afterEach(() => {
		scene.stripe.state().lacking = [];
	});

	test.each([
		[
			'rak_customer_write',
			'Customers, for Customer: Create',
			async () => await scene.does(billing.customerCreation, {}),
		],
		[
			'rak_customer_read',
			'Customers, for Customer: Get',
			async () => await billing.getCustomer(scene.account, 'cus_1'),
		],
		['rak_event_read', 'Events, for Event: List', async () => await billing.listEvents(scene.account, {}, 1)],
		[
			'rak_invoice_write',
			'Invoices, for Invoice: Void',
			async () => await scene.does(billing.invoiceVoiding, { invoiceId: 'in_1' }),
		],
		[
			'rak_subscription_read',
			'Subscriptions, for Subscription: List',
			async () => await billing.listSubscriptions(scene.account, {}, 1),
		],
	])('%s', async (right, words, act) => {
		scene.stripe.state().lacking = [right];
		await expect(act()).rejects.toMatchObject({
			errorClass: 'permission',
			remedy: expect.stringMatching(`${words}\\. Stripe calls it ${right}\\.$`),
		});
	});
});
