import { adjustInvoice, settleByHand } from '../../core/billing';
import { fixedClock } from '../../core/kernel/clock';
import { voidInvoice } from '../../core/invoices';
import { closeOutdated, listRequests, makeRequests, showPayPage, startPayment } from '../../core/paymentRequests';
import {
	openPaymentRequestScene,
	payAddress,
	seenOn,
	today,
	type PaymentRequestScene,
} from '../support/paymentRequestScene';

let scene: PaymentRequestScene;
beforeAll(async () => {
	scene = await openPaymentRequestScene();
});
afterAll(async () => await scene.close());
beforeEach(() => {
	scene.stripe.clear();
});

const requests = async (customerCode: string) =>
	await scene.office.store.asStaff(
		async (transaction) => await listRequests(transaction, { customerCode, limit: null }),
	);

const unavailable = { error: { type: 'api_error', message: 'Stripe is not there' } };

/** A customer who owes three invoices, and its link. */
async function debtor(amounts: readonly number[] = [1000, 2550, 99]) {
	const customer = await scene.customer();
	const invoices = await scene.owes(customer, amounts);
	return { customer, invoices, ticket: scene.ticketFor(customer) };
}

describe('the page', () => {
	test('shows what is open now, in the language and the money of the customer, and changes nothing', async () => {
		const { customer, invoices, ticket } = await debtor();
		await scene.owes(customer, [700], { currency: 'USD' });
		await scene.owes(customer, [400], { dueOn: '2026-03-10' });
		const { statusCode, html } = await scene.look(ticket);
		expect(statusCode).toBe(200);
		for (const { invoiceNumber } of invoices) expect(html).toContain(invoiceNumber);
		for (const text of ['Linden Bakery', '€25.50', '1 March 2026 (overdue)', '10 March 2026<', 'Pay €40.49']) {
			expect(html).toContain(text);
		}
		expect(html).not.toContain('US$');
		expect(html).not.toContain('<script');
		expect(await requests(customer.customerCode)).toEqual([]);
		const dutch = await scene.look(scene.ticketFor(customer, { language: 'nl' }));
		expect(dutch.html).toMatch(/€\s40,49 betalen/u);
		expect(dutch.html).toContain('<html lang="nl">');
		const french = await scene.look(scene.ticketFor(customer, { language: 'fr', currency: 'USD' }));
		expect(french.html).toMatch(/Payer 7,00\s\$US/u);
	});

	test('shows nothing of another customer, and opens with no ticket of something else', async () => {
		const { invoices } = await debtor();
		const other = await debtor([5]);
		const { html } = await scene.look(other.ticket);
		for (const { invoiceNumber } of invoices) expect(html).not.toContain(`>${invoiceNumber}<`);
		expect((await scene.look('v1.nonsense')).statusCode).toBe(403);
		expect((await scene.look('')).statusCode).toBe(403);
		const held = {
			customerId: other.customer.customerId,
			currency: 'EUR',
			language: 'en',
			until: '2999-01-01T00:00:00Z',
		};
		const sealed = scene.office.vault.seal('drift:approval', JSON.stringify(held));
		expect((await scene.look(sealed)).statusCode).toBe(403);
		expect(await scene.press(sealed)).toMatchObject({ state: 'refused', requestId: null });
	});

	// readthedocs/ethical-ad-server#715: links in old mails led to nothing.
	test('works for weeks, and after its time says how to get a new link', async () => {
		const customer = await scene.customer({ branding: { supportEmail: 'help@linden.example' } });
		await scene.owes(customer, [1000]);
		const ticket = scene.ticketFor(customer);
		const inDays = (days: number) => fixedClock(new Date(today.now().getTime() + days * 86_400_000));
		expect((await scene.look(ticket, undefined, inDays(89))).html).toContain('Pay €10.00');
		const late = await scene.look(ticket, undefined, inDays(91));
		expect(late.statusCode).toBe(410);
		for (const text of ['This link was valid until 8 June 2026', 'has a new one', 'Write to help@linden.example'])
			expect(late.html).toContain(text);
		expect(late.html).not.toContain('<form');
		const posted = { ticket, seen: '', page: payAddress };
		expect(await startPayment(scene.office, scene.account, posted, inDays(91))).toMatchObject({ state: 'refused' });
		expect(scene.pagesOf(customer)).toEqual([]);
	});

	test('without Stripe shows what is open, and how it is paid otherwise', async () => {
		const { ticket } = await debtor();
		const { html } = await showPayPage(scene.office, undefined, { ticket }, today);
		expect(html).toContain('Pay as the invoice says');
		expect(html).not.toContain('<form');
		const started = await startPayment(scene.office, undefined, { ticket, seen: '', page: payAddress }, today);
		expect(started.state).toBe('without');
		expect(started.location.startsWith(`${payAddress}?ticket=`)).toBe(true);
	});

	test('is also there when Stripe is not, and then its button begins nothing', async () => {
		const { ticket, customer } = await debtor();
		await scene.press(ticket);
		scene.stripe.addFault({ kind: 'answer', path: '/v1/.*', times: 20, status: 503, body: unavailable });
		expect((await scene.look(ticket)).html).toContain('Pay €36.49');
		await expect(scene.press(ticket)).rejects.toThrow();
		scene.stripe.clear();
		expect(scene.pagesOf(customer)).toHaveLength(1);
	});
});

describe('the button', () => {
	test('leads to a page of Stripe for all of it, whose payment is split over the invoices', async () => {
		const { ticket, invoices, customer } = await debtor();
		const started = await scene.press(ticket, seenOn((await scene.look(ticket)).html));
		expect(started).toMatchObject({ state: 'ready', statusCode: 303, totalMinor: 3649, currency: 'EUR' });
		expect(scene.pagesOf(customer)).toMatchObject([
			{
				...{ status: 'open', amount_total: 3649, locale: 'en' },
				success_url: expect.stringContaining(`${payAddress}?ticket=`) as unknown,
				metadata: { payment_request: started.requestId, customer_code: customer.customerCode },
			},
		]);
		const event = await scene.pays(started.location);
		const before = await scene.look(ticket, 'stripe');
		expect(before.html).toContain('We have received your payment of €36.49');
		expect(before.html).toContain('http-equiv="refresh"');
		expect(before.html).not.toContain('<form');
		const applied = await scene.hears(event);
		expect(
			applied.map(({ outcome, amountMinor, needsAttention }) => ({ outcome, amountMinor, needsAttention })),
		).toEqual([1000, 2550, 99].map((amountMinor) => ({ outcome: 'paid', amountMinor, needsAttention: false })));
		for (const { invoiceId } of invoices)
			expect(await scene.invoice(invoiceId)).toMatchObject({ status: 'paid', balanceMinor: 0 });
		const after = await scene.look(ticket, 'stripe');
		expect(after.html).toContain('Nothing is open');
		expect(await requests(customer.customerCode)).toMatchObject([{ status: 'paid', totalMinor: 3649 }]);
	});

	// ChurchApps/ChurchAppsSupport#560, lightspeedretail/webstore#158: a double click charged twice.
	test('is pressed many times at once, in two windows of two mails: one page can be paid', async () => {
		const { ticket, customer } = await debtor();
		const other = scene.ticketFor(customer, { language: 'fr' });
		const pressed = await Promise.all(
			[ticket, other, ticket, other, ticket].map(async (one) => await scene.press(one)),
		);
		expect(pressed.every(({ state }) => state === 'ready')).toBe(true);
		const open = scene.pagesOf(customer).filter(({ status }) => status === 'open');
		expect(open).toHaveLength(1);
		expect(new Set(pressed.map(({ location }) => location))).toEqual(new Set([open[0]?.url]));
		expect(await scene.press(other)).toMatchObject({ location: open[0]?.url });
	});

	test('is pressed after the payment, before anybody has heard of it: nothing more is asked for', async () => {
		const { ticket, customer } = await debtor();
		const { location } = await scene.press(ticket);
		await scene.pays(location);
		expect(await scene.press(ticket)).toMatchObject({ state: 'nothing', requestId: null });
		expect(scene.pagesOf(customer)).toHaveLength(1);
	});

	test('is not there while the money that came is found and not applied yet', async () => {
		const { ticket, customer } = await debtor();
		const event = await scene.pays((await scene.press(ticket)).location);
		await scene.hears(event, async () => {
			const { html } = await scene.look(ticket, 'stripe');
			expect(html).toContain('We have received your payment of €36.49');
			expect(html).not.toContain('<form');
			expect(await scene.press(ticket)).toMatchObject({ state: 'nothing' });
		});
		expect(scene.pagesOf(customer)).toHaveLength(1);
	});

	test('asks only for what is new while a payment is on its way', async () => {
		const { ticket, customer } = await debtor();
		const event = await scene.pays((await scene.press(ticket)).location);
		const [added] = await scene.owes(customer, [500]);
		const { html } = await scene.look(ticket);
		expect(html).toContain('We have received your payment');
		expect(html).toContain('Pay €5.00');
		const next = await scene.press(ticket);
		expect(next).toMatchObject({ state: 'ready', totalMinor: 500 });
		await scene.hears(event);
		await scene.hears(await scene.pays(next.location));
		expect(await scene.invoice(added?.invoiceId ?? '')).toMatchObject({ status: 'paid' });
	});

	// gameserverapp/Platform#1216: a bank debit is complete and unpaid for days, and customers paid again and again.
	test('asks for nothing while a bank takes its days, and for all of it when the bank says no', async () => {
		const { ticket, customer } = await debtor();
		const { requestId } = await scene.press(ticket);
		const [session] = scene.stripe.state().sessions;
		const intent = {
			id: 'pi_debit',
			object: 'payment_intent',
			amount: 3649,
			currency: 'eur',
			last_payment_error: null,
		};
		const held = scene.stripe.state().billing.paymentIntents as unknown as object[];
		const debit = { ...intent, status: 'processing' };
		held.unshift(debit);
		Object.assign(session ?? {}, {
			status: 'complete',
			payment_status: 'unpaid',
			payment_intent: 'pi_debit',
			url: null,
		});
		const page = await scene.look(ticket);
		expect(page.html).toContain('Your payment of €36.49 is on its way');
		expect(page.html).not.toContain('http-equiv="refresh"');
		expect(await scene.press(ticket)).toMatchObject({ state: 'nothing' });
		Object.assign(debit, { status: 'requires_payment_method' });
		expect((await scene.look(ticket)).html).toContain('Pay €36.49');
		const again = await scene.press(ticket);
		expect(again).toMatchObject({ state: 'ready', totalMinor: 3649 });
		expect(again.requestId).not.toBe(requestId);
		expect(scene.pagesOf(customer)).toHaveLength(2);
	});

	test('makes a new page when the old one has expired', async () => {
		const { ticket, customer } = await debtor();
		const first = await scene.press(ticket);
		const [session] = scene.stripe.state().sessions;
		Object.assign(session ?? {}, { status: 'expired', url: null });
		const second = await scene.press(ticket);
		expect(second).toMatchObject({ state: 'ready' });
		expect(second.location).not.toBe(first.location);
		expect(scene.pagesOf(customer).map(({ status }) => status)).toEqual(['open', 'expired']);
	});

	// canonical/ubuntu.com#9363: a page that was left open paid for what was not owed any more.
	test.each([
		['paid in cash', async (invoice: string) => await settleByHand(scene.office, { invoice, reason: 'cash' })],
		[
			'voided',
			async (invoice: string) =>
				await scene.office.store.asStaff(async (transaction) => await voidInvoice(transaction, invoice)),
		],
		[
			'lowered',
			async (invoice: string) => await adjustInvoice(scene.office, { invoice, amount: '1', reason: 'sorry' }),
		],
	])('closes the page that asks for an invoice that was %s', async (_, change) => {
		const { ticket, invoices, customer } = await debtor();
		const seen = seenOn((await scene.look(ticket)).html);
		await scene.press(ticket, seen);
		await change(invoices[0]?.invoiceId ?? '');
		const posted = await scene.press(ticket, seen);
		expect(posted).toMatchObject({ state: 'changed', requestId: null });
		expect(posted.location).toContain('from=changed');
		expect((await scene.look(ticket, 'changed')).html).toContain('Something has changed');
		expect(scene.pagesOf(customer).map(({ status }) => status)).toEqual(['expired']);
		expect(await scene.press(ticket, seenOn((await scene.look(ticket)).html))).toMatchObject({ state: 'ready' });
	});
});

describe('pages that nobody asks for', () => {
	test('are closed when an invoice of theirs is not open any more, and the others stay', async () => {
		const { ticket, invoices, customer } = await debtor();
		const other = await debtor();
		await scene.press(ticket);
		await scene.press(other.ticket);
		await scene.owes(other.customer, [100]);
		expect(await closeOutdated(scene.office, scene.account, 500)).toEqual([]);
		await settleByHand(scene.office, { invoice: invoices[0]?.invoiceId ?? '', reason: 'transfer' });
		expect(await closeOutdated(scene.office, scene.account, 500)).toMatchObject([
			{ customerCode: customer.customerCode, pageState: 'expired' },
		]);
		expect(scene.pagesOf(customer)).toMatchObject([{ status: 'expired' }]);
		expect(scene.pagesOf(other.customer)).toMatchObject([{ status: 'open' }]);
		expect(await closeOutdated(scene.office, scene.account, 500)).toEqual([]);
	});

	test('a customer who is quicker has paid: the money is split as it was asked for, and what was not owed is seen', async () => {
		const { ticket, invoices, customer } = await debtor([1000, 2000]);
		const { location } = await scene.press(ticket);
		const event = await scene.pays(location);
		await settleByHand(scene.office, { invoice: invoices[0]?.invoiceId ?? '', reason: 'transfer' });
		expect(await closeOutdated(scene.office, scene.account, 500)).toMatchObject([{ pageState: 'paid' }]);
		expect(await scene.hears(event)).toMatchObject([
			{ outcome: 'duplicate', amountMinor: 1000, needsAttention: true, customerId: customer.customerId },
			{ outcome: 'paid', amountMinor: 2000, needsAttention: false },
		]);
		expect(await scene.invoice(invoices[1]?.invoiceId ?? '')).toMatchObject({ status: 'paid' });
	});
});

test('requests of all currencies, with their links: a repeat is the same until something else is open', async () => {
	const { customer } = await debtor();
	await scene.owes(customer, [700], { currency: 'USD' });
	const wish = { customerCode: customer.customerCode, page: payAddress };
	const made = await makeRequests(scene.office, wish);
	expect(made).toMatchObject([
		{ currency: 'EUR', totalMinor: 3649, status: 'open', sessionId: null },
		{ currency: 'USD', totalMinor: 700 },
	]);
	expect((await makeRequests(scene.office, wish)).map(({ requestId }) => requestId)).toEqual(
		made.map(({ requestId }) => requestId),
	);
	const [added] = await scene.owes(customer, [1]);
	const [renewed, kept] = await makeRequests(scene.office, wish);
	expect(renewed).toMatchObject({ totalMinor: 3650 });
	expect(kept?.requestId).toBe(made[1]?.requestId);
	expect((await requests(customer.customerCode)).map(({ status }) => status).toSorted()).toEqual([
		...['open', 'open', 'superseded'],
	]);
	expect(added?.status).toBe('open');
	await expect(makeRequests(scene.office, { ...wish, customerCode: 'nobody-here' })).rejects.toThrow(/no customer/);
});

test('a payment request of nothing is none', async () => {
	const customer = await scene.customer();
	expect(await makeRequests(scene.office, { customerCode: customer.customerCode, page: payAddress })).toEqual([]);
	expect(await scene.press(scene.ticketFor(customer))).toMatchObject({ state: 'nothing' });
	expect((await scene.look(scene.ticketFor(customer))).html).toContain('Nothing is open. Thank you.');
});

test('hundreds of invoices are paid a hundred at a time', async () => {
	const { customer, ticket } = await debtor(Array.from({ length: 103 }, () => 100));
	expect((await scene.look(ticket)).html).toContain('3 more invoices are open');
	const first = await scene.press(ticket);
	expect(first).toMatchObject({ totalMinor: 10_000 });
	expect(await scene.hears(await scene.pays(first.location))).toHaveLength(100);
	expect(await scene.press(ticket)).toMatchObject({ totalMinor: 300 });
	expect(scene.pagesOf(customer)).toHaveLength(2);
});

test('money without a fraction, and with three decimals, is asked for to the unit', async () => {
	const customer = await scene.customer();
	await scene.owes(customer, [1500, 1], { currency: 'JPY' });
	await scene.owes(customer, [12_340], { currency: 'KWD' });
	const yen = scene.ticketFor(customer, { currency: 'JPY' });
	expect((await scene.look(yen)).html).toContain('Pay JP¥1,501');
	expect(await scene.hears(await scene.pays((await scene.press(yen)).location))).toMatchObject([
		{ outcome: 'paid', amountMinor: 1500 },
		{ outcome: 'paid', amountMinor: 1 },
	]);
	const dinar = scene.ticketFor(customer, { currency: 'KWD' });
	expect(await scene.hears(await scene.pays((await scene.press(dinar)).location))).toMatchObject([
		{ outcome: 'paid', amountMinor: 12_340 },
	]);
});
