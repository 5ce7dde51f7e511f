import fc from 'fast-check';
import { openReconciliationScene, type ReconciliationScene } from '../support/reconciliationScene';
import { tries } from '../support/tries';

let scene: ReconciliationScene;
beforeAll(async () => {
	scene = await openReconciliationScene();
});
afterAll(async () => await scene.close());
beforeEach(async () => await scene.clear());

describe('Stripe and the store', () => {
	test('agree about money that both have, whatever names it has where', async () => {
		const charge = scene.charge();
		await scene.stored({ reference: charge.payment_intent, names: [charge.id, 'cs_1'] });
		const { run, of } = await scene.compare();
		expect(of(charge.id)).toMatchObject({ state: 'matched', also: [], provider: 'stripe', customerCode: 'acme' });
		expect(run).toMatchObject({ compared: 1, toLookAt: 0, unread: [], counts: { matched: 1 } });
	});

	test('differ where one of them lacks the money', async () => {
		const unheard = scene.charge();
		await scene.stored({ reference: 'pi_gone00', names: ['ch_gone00'] });
		const { run, of } = await scene.compare();
		expect(of(unheard.id)).toMatchObject({ state: 'missing_in_store', inStore: null });
		expect(of('pi_gone00')).toMatchObject({ state: 'missing_at_provider', atProvider: null });
		expect(run.toLookAt).toBe(2);
	});

	test.each([
		['amounts', { amountMinor: 1999 }, 'amount_differs'],
		['currencies', { currency: 'USD' }, 'currency_differs'],
		['what went back', { refundedMinor: 500 }, 'refund_differs'],
		['a lost dispute', { lostMinor: 2000, outcome: 'disputed' }, 'dispute_differs'],
		['where it belongs', { unplaced: true, outcome: 'unknown_order' }, 'not_placed'],
	])('differ about %s', async (_, stored, state) => {
		const charge = scene.charge();
		await scene.stored({ reference: charge.payment_intent, ...stored });
		const { of } = await scene.compare();
		expect(of(charge.id)).toMatchObject({ state });
	});

	test('agree about refunds that both heard of, also of a charge of another month', async () => {
		const charge = scene.charge({ at: '2026-01-15T12:00:00Z' });
		scene.refund(charge, 500);
		const intent = charge.payment_intent;
		await scene.stored({ reference: intent, refundedMinor: 500, outcome: 'paid', at: '2026-01-15T12:00:00Z' });
		const { of, run } = await scene.compare();
		expect(of(charge.id)).toMatchObject({ state: 'matched', atProvider: { amountMinor: 2000, refundedMinor: 500 } });
		// What came in January is no money of March.
		expect(run.totals).toMatchObject([{ side: 'stripe', payments: 0, cameMinor: 0, refundedMinor: 500 }]);
	});

	test('a refund that the store has not heard of differs', async () => {
		const charge = scene.charge();
		scene.refund(charge, 500);
		await scene.stored({ reference: charge.payment_intent });
		expect((await scene.compare()).of(charge.id)).toMatchObject({ state: 'refund_differs' });
	});

	test.each([
		['needs_response', { outcome: 'disputed' }, 'dispute_open'],
		['needs_response', {}, 'dispute_differs'],
		['lost', { outcome: 'disputed', lostMinor: 2000 }, 'matched'],
		['lost', {}, 'dispute_differs'],
		['won', {}, 'matched'],
		['warning_needs_response', {}, 'matched'],
	])('a dispute that is %s at Stripe, and %j in the store, is %s', async (status, stored, state) => {
		const charge = scene.charge();
		scene.dispute(charge, status);
		await scene.stored({ reference: charge.payment_intent, ...stored });
		expect((await scene.compare()).of(charge.id)).toMatchObject({ state });
	});

	// gumroad#6464, Smartstore#1584: what Stripe pays out in another currency was taken for the amount of the charge.
	test('money that is paid out in another currency is compared in its own', async () => {
		scene.stripe.stripe.state().billing.settles = { usd: { currency: 'eur', rate: 0.9 } };
		const charge = scene.charge({ currency: 'usd', amount: 5000 });
		await scene.stored({ reference: charge.payment_intent, currency: 'USD', amountMinor: 5000 });
		const { of, run } = await scene.compare();
		expect(of(charge.id)).toMatchObject({ state: 'matched', atProvider: { amountMinor: 5000, currency: 'USD' } });
		expect(run.totals.filter(({ side }) => side === 'stripe')).toMatchObject([
			{ currency: 'EUR', cameMinor: 0, feeMinor: 100 },
			{ currency: 'USD', cameMinor: 5000, feeMinor: 0 },
		]);
	});

	test('currencies with no decimals and with three are compared in their own units', async () => {
		const yen = scene.charge({ currency: 'jpy', amount: 2000 });
		const dinar = scene.charge({ currency: 'kwd', amount: 12_340 });
		const ariary = scene.charge({ currency: 'mga', amount: 30 });
		await scene.stored({ reference: yen.payment_intent, currency: 'JPY', amountMinor: 2000 });
		await scene.stored({ reference: dinar.payment_intent, currency: 'KWD', amountMinor: 12_340 });
		await scene.stored({ reference: ariary.payment_intent, currency: 'MGA', amountMinor: 3000 });
		expect((await scene.compare()).run.counts).toEqual({ matched: 3 });
	});

	test('a charge that failed is nothing, and one that is on its way is not missing yet', async () => {
		scene.charge({ status: 'failed' });
		const slow = scene.charge({ status: 'pending' });
		const { rows, of } = await scene.compare();
		expect(rows).toHaveLength(1);
		expect(of(slow.id)).toMatchObject({ state: 'on_its_way' });
	});

	test('what a provider refused counts for nothing in the store, either', async () => {
		await scene.stored({ reference: 'pi_refused', outcome: 'failed' });
		expect((await scene.compare()).rows).toEqual([]);
	});
});

describe('the edge of the period', () => {
	// WooCommerce Payments#9184: one day in three zones, and the money of midnight in two months or in none.
	test.each([
		['2026-03-31T21:59:59Z', true],
		['2026-03-31T22:00:00Z', false],
		['2026-02-28T22:59:59Z', false],
		['2026-02-28T23:00:00Z', true],
	])('money of %s is of March in Brussels: %s', async (at, isMarch) => {
		const charge = scene.charge({ at });
		await scene.stored({ reference: charge.payment_intent, at });
		const { rows, run } = await scene.compare();
		expect(rows.map(({ state }) => state)).toEqual(isMarch ? ['matched'] : []);
		expect(run.totals.map(({ side }) => side)).toEqual(isMarch ? ['stripe', 'store'] : []);
	});

	test('money that the sides have on two sides of midnight agrees, and is named once in each month', async () => {
		const charge = scene.charge({ at: '2026-03-31T22:00:30Z' });
		await scene.stored({ reference: charge.payment_intent, at: '2026-03-31T21:59:30Z' });
		const before = await scene.compare();
		expect(before.of(charge.id)).toMatchObject({ state: 'period_edge' });
		const april = { from: '2026-04-01', to: '2026-04-30', timeZone: 'Europe/Brussels' };
		const after = await scene.compare(scene.connections, april);
		expect(after.of(charge.id)).toMatchObject({ state: 'period_edge' });
		expect([before.run.toLookAt, after.run.toLookAt]).toEqual([0, 0]);
	});

	test('the day of Invoice Ninja may be the next one', async () => {
		const charge = scene.charge({ at: '2026-03-31T21:59:00Z' });
		await scene.stored({ reference: charge.payment_intent, at: '2026-03-31T21:59:00Z', ofNinja: true });
		await scene.ninjaPayment({ reference: charge.id, day: '2026-04-01', changedAt: '2026-03-31T22:00:10Z' });
		expect((await scene.compare()).of(charge.id)).toMatchObject({
			state: 'period_edge',
			inNinja: { amountMinor: 2000 },
		});
	});
});

describe('Invoice Ninja', () => {
	test('has the payment that the pack recorded for a charge, by its intent or its charge', async () => {
		const charges = [scene.charge(), scene.charge()];
		for (const [index, charge] of charges.entries()) {
			await scene.stored({ reference: charge.payment_intent, names: [charge.id], ofNinja: true });
			await scene.ninjaPayment({ reference: index === 0 ? charge.id : charge.payment_intent });
		}
		const { run } = await scene.compare();
		expect(run.counts).toEqual({ matched: 2 });
	});

	test('lacks a payment of an invoice of its own, and nothing of one of the pack', async () => {
		const [own, ours] = [scene.charge(), scene.charge()];
		const number = await scene.stored({ reference: own.payment_intent, ofNinja: true });
		await scene.stored({ reference: ours.payment_intent });
		const { of } = await scene.compare();
		expect(of(own.id)).toMatchObject({ state: 'missing_in_ninja', invoiceNumbers: [number] });
		expect(of(ours.id)).toMatchObject({ state: 'matched' });
	});

	test('may have one charge as several payments, one for each invoice, and no more than came', async () => {
		const [split, twice] = [scene.charge(), scene.charge()];
		for (const charge of [split, twice]) await scene.stored({ reference: charge.payment_intent, ofNinja: true });
		for (const amount of [12, 8]) await scene.ninjaPayment({ reference: split.id, amount });
		for (const amount of [20, 20]) await scene.ninjaPayment({ reference: twice.id, amount });
		const { of } = await scene.compare();
		expect(of(split.id)).toMatchObject({ state: 'matched', inNinja: { payments: 2, amountMinor: 2000 } });
		expect(of(twice.id)).toMatchObject({ state: 'noted_twice' });
	});

	test('one payment of several invoices is one money of several rows in the store', async () => {
		const charge = scene.charge({ amount: 5000 });
		const id = await scene.ninjaPayment({ reference: charge.id, amount: 50 });
		const names = [`ninja:main:${id}`, charge.id, `ninja:main:${id}:a`, `ninja:main:${id}:b`];
		const provider = 'invoiceninja';
		await scene.stored({ provider, reference: `ninja:main:${id}:a`, names, amountMinor: 3000, ofNinja: true });
		await scene.stored({ provider, reference: `ninja:main:${id}:b`, names, amountMinor: 2000, ofNinja: true });
		const { of, rows } = await scene.compare();
		expect(rows).toHaveLength(1);
		expect(of(charge.id)).toMatchObject({ state: 'matched', inStore: { amountMinor: 5000 } });
	});

	test('a payment by hand has the store as its other side', async () => {
		const [known, unknown] = [await scene.ninjaPayment({}), await scene.ninjaPayment({ reference: 'paid in cash' })];
		const reference = `ninja:main:${known}`;
		await scene.stored({ provider: 'invoiceninja', reference, ofNinja: true });
		const { of } = await scene.compare();
		expect(of(known)).toMatchObject({ state: 'matched', provider: null });
		expect(of(unknown)).toMatchObject({ state: 'missing_in_store', provider: null });
	});

	test('a payment that somebody deleted while its money is there is told', async () => {
		const charge = scene.charge();
		await scene.stored({ reference: charge.payment_intent, ofNinja: true });
		await scene.ninjaPayment({ reference: charge.id, deleted: true });
		await scene.ninjaPayment({ deleted: true });
		const { of, rows } = await scene.compare();
		expect(of(charge.id)).toMatchObject({ state: 'deleted_in_ninja' });
		expect(rows).toHaveLength(1);
	});

	test('a payment of an earlier month is found by the name that the store has for it', async () => {
		const charge = scene.charge({ at: '2026-01-10T12:00:00Z' });
		scene.refund(charge, 2000);
		const old = { day: '2026-01-10', changedAt: '2026-01-10T12:00:00Z', status: '6' };
		const id = await scene.ninjaPayment({ reference: charge.id, refunded: 20, ...old });
		const names = [`ninja:main:${id}`, charge.id];
		const stored = { refundedMinor: 2000, at: '2026-01-10T12:00:00Z', ofNinja: true };
		await scene.stored({ reference: charge.payment_intent, names, ...stored });
		expect((await scene.compare()).of(charge.id)).toMatchObject({ state: 'matched', inNinja: { refundedMinor: 2000 } });
	});
});

describe('PayPal', () => {
	test('agrees about captures and refunds, and its fees are counted', async () => {
		const capture = scene.transaction();
		scene.transaction({ code: 'T1107', amountMinor: -500, feeMinor: 18, about: capture });
		await scene.stored({ provider: 'paypal', reference: capture, refundedMinor: 500 });
		const { of, run } = await scene.compare();
		expect(of(capture)).toMatchObject({ state: 'matched', provider: 'paypal' });
		const [total] = run.totals;
		expect(total).toMatchObject({ side: 'paypal', cameMinor: 2000, refundedMinor: 500, feeMinor: 54 });
	});

	test('conversions, holds, transfers and what the operator paid are nobody’s money', async () => {
		for (const code of ['T0200', 'T0400', 'T1110', 'T1501', 'T2101']) scene.transaction({ code, amountMinor: -2000 });
		scene.transaction({ code: 'T0006', amountMinor: -2000 });
		scene.transaction({ status: 'D' });
		expect((await scene.compare()).rows).toEqual([]);
	});

	test('one ID may be of two rows, and is one payment', async () => {
		const capture = scene.transaction();
		scene.transaction({ id: capture, code: 'T1300', feeMinor: 0 });
		await scene.stored({ provider: 'paypal', reference: capture });
		expect((await scene.compare()).of(capture)).toMatchObject({ state: 'matched', atProvider: { amountMinor: 2000 } });
	});

	test('a chargeback that the store has heard of agrees, and another one differs', async () => {
		const [heard, unheard] = [scene.transaction(), scene.transaction()];
		for (const about of [heard, unheard]) scene.transaction({ code: 'T1201', amountMinor: -2000, feeMinor: 0, about });
		await scene.stored({ provider: 'paypal', reference: heard, lostMinor: 2000, outcome: 'disputed' });
		await scene.stored({ provider: 'paypal', reference: unheard });
		const { of } = await scene.compare();
		expect(of(heard)).toMatchObject({ state: 'matched' });
		expect(of(unheard)).toMatchObject({ state: 'dispute_differs' });
	});

	test('a refund of a capture of long ago is compared as far as it is listed', async () => {
		const capture = scene.transaction({ at: '2025-10-01T12:00:00Z' });
		scene.transaction({ code: 'T1107', amountMinor: -2000, about: capture });
		const stored = { refundedMinor: 2000, at: '2025-10-01T12:00:00Z' };
		await scene.stored({ provider: 'paypal', reference: capture, ...stored });
		expect((await scene.compare()).of(capture)).toMatchObject({
			state: 'matched',
			atProvider: { refundedMinor: 2000 },
		});
	});

	// paypal/PayPal-node-SDK#452: a list that has not reached the day yet is no list of nothing.
	test('what its list does not reach yet is on its way, and not missing', async () => {
		scene.paypal.state().refreshedAt = '2026-03-30T00:00:00Z';
		const late = scene.transaction({ at: '2026-03-31T10:00:00Z' });
		await scene.stored({ provider: 'paypal', reference: late, at: '2026-03-31T10:00:00Z' });
		scene.paypal.state().transactions = [];
		const { of, run } = await scene.compare();
		expect(of(late)).toMatchObject({ state: 'on_its_way' });
		expect(run.toLookAt).toBe(0);
	});

	test('a window with too many rows is read in halves, and months in windows that PayPal takes', async () => {
		scene.paypal.state().mostRows = 3;
		const days = Array.from(
			{ length: 12 },
			(_, index) => `2026-03-${String(index * 2 + 3).padStart(2, '0')}T08:00:00Z`,
		);
		for (const at of days) await scene.stored({ provider: 'paypal', reference: scene.transaction({ at }), at });
		const { run } = await scene.compare();
		expect(run.counts).toEqual({ matched: 12 });
		const quarter = { from: '2025-12-01', to: '2026-03-31', timeZone: 'Europe/Brussels' };
		expect((await scene.compare(scene.connections, quarter)).run).toMatchObject({
			counts: { matched: 12 },
			unread: [],
		});
	});
});

describe('a side that cannot be read', () => {
	test('is told of in its own words, the others are compared, and nothing counts as missing there', async () => {
		scene.paypal.state().mayNotSearch = true;
		scene.stripe.stripe.state().lacking = ['rak_balance_transaction_source_read'];
		const id = await scene.ninjaPayment({});
		await scene.stored({ provider: 'invoiceninja', reference: `ninja:main:${id}` });
		await scene.stored({ reference: 'pi_unseen' });
		await scene.stored({ provider: 'paypal', reference: '5O190127TN364715T' });
		const { run, of } = await scene.compare();
		scene.stripe.stripe.state().lacking = [];
		expect(run.unread).toEqual(['stripe', 'paypal']);
		expect(run.sources).toMatchObject({
			stripe: { state: 'failed', errorClass: 'permission' },
			paypal: {
				state: 'failed',
				errorClass: 'permission',
				remedy: expect.stringContaining('Transaction Search') as string,
			},
			invoice_ninja: { state: 'read' },
		});
		expect(of(id)).toMatchObject({ state: 'matched' });
		expect(run.counts).toEqual({ matched: 3 });
		expect(JSON.stringify(run)).not.toMatch(/canary|CANARY/);
	});

	test('that is not connected is missing nothing, either', async () => {
		await scene.stored({ reference: 'pi_alone', ofNinja: true });
		const { run } = await scene.compare({});
		expect(run).toMatchObject({ unread: [], counts: { matched: 1 } });
		expect(run.sources).toMatchObject({ stripe: { state: 'not_connected' } });
	});
});

describe('a run', () => {
	test('changes nothing on any side, and leaves nothing staged', async () => {
		const charge = scene.charge();
		scene.transaction();
		await scene.stored({ reference: charge.payment_intent, amountMinor: 1 });
		await scene.ninjaPayment({ reference: charge.id, amount: 7 });
		scene.stripe.stripe.clear();
		scene.paypal.clear();
		scene.ninja.standin.clear();
		const tables =
			'select (select jsonb_agg(p) from msp.payment p) as payments, (select jsonb_agg(e) from msp.payment_event e) as events';
		const before = await scene.database.owner.query(tables);
		await scene.compare();
		expect((await scene.database.owner.query(tables)).rows).toEqual(before.rows);
		const asked = [scene.stripe.stripe, scene.paypal, scene.ninja.standin].flatMap((one) => one.requests());
		const changing = asked.filter(({ method, path }) => method !== 'GET' && !/oauth2|companies\/current/.test(path));
		expect(changing).toEqual([]);
		const { rows } = await scene.database.owner.query('select from msp.reconciliation_entry');
		expect(rows).toHaveLength(0);
	});

	test('is of one company: money of another one is not looked at', async () => {
		await scene.database.owner.query(
			`insert into msp.company (company_code, name) values ('rental', 'R') on conflict do nothing`,
		);
		const [ours, theirs] = [scene.charge(), scene.charge()];
		await scene.stored({ reference: ours.payment_intent });
		await scene.stored({ reference: theirs.payment_intent, companyCode: 'rental' });
		expect((await scene.compare()).rows.map(({ reference }) => reference)).toEqual([ours.id]);
		const other = await scene.compare({ stripe: scene.connections.stripe }, undefined, 'rental');
		expect(other.rows.map(({ reference }) => reference)).toEqual([theirs.id]);
		await expect(scene.compare({}, undefined, 'nobody')).rejects.toThrow(/no company has the code 'nobody'/);
	});

	test('two at once come out the same, and so does a repeat', async () => {
		for (let index = 0; index < 30; index++) {
			const charge = scene.charge({ amount: 1000 + index });
			if (index % 3 > 0) await scene.stored({ reference: charge.payment_intent, amountMinor: 1000 + (index % 3) });
		}
		const runs = await Promise.all([scene.compare(), scene.compare()]);
		const again = await scene.compare();
		expect(runs.map(({ run }) => run.counts)).toEqual([again.run.counts, again.run.counts]);
		expect(again.run.compared).toBe(30);
	});

	test('counts each money once, and its totals are the sums of what was put in', async () => {
		const one = fc.record({ amount: fc.integer({ min: 50, max: 100_000 }), known: fc.boolean(), noted: fc.boolean() });
		await fc.assert(
			fc.asyncProperty(fc.array(one, { minLength: 1, maxLength: 12 }), async (moneys) => {
				await scene.clear();
				for (const { amount, known, noted } of moneys) {
					const charge = scene.charge({ amount });
					if (known) await scene.stored({ reference: charge.payment_intent, amountMinor: amount });
					if (noted) await scene.ninjaPayment({ reference: charge.id, amount: amount / 100 });
				}
				const { run } = await scene.compare();
				const sum = (of: typeof moneys) => of.reduce((total, { amount }) => total + amount, 0);
				const came = (side: string) => run.totals.find((total) => total.side === side)?.cameMinor ?? 0;
				expect(run.compared).toBe(moneys.length);
				expect(run.counts.missing_in_store ?? 0).toBe(moneys.filter(({ known }) => !known).length);
				expect([came('stripe'), came('store'), came('invoice_ninja')]).toEqual([
					sum(moneys),
					sum(moneys.filter(({ known }) => known)),
					sum(moneys.filter(({ noted }) => noted)),
				]);
			}),
			{ numRuns: tries(4, 40) },
		);
	});
});
