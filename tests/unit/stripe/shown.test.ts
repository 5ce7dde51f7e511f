import fc from 'fast-check';
import { shownEvent, shownInvoice, shownSubscription } from '../../../core/stripe/billing/shownBilling';
import { shownCustomer, shownSession } from '../../../core/stripe/billing/shownObjects';
import { inOrder, markedBy, markOf, markText, workKey } from '../../../core/stripe/billing/work';

const invoice = { id: 'in_1', object: 'invoice', currency: 'eur', total: 1210, status: 'paid', created: 1_700_000_000 };

// Since 2025-03-31 an invoice has neither `subscription` nor `payment_intent`, and a subscription no period.
test('an invoice is read in its old and in its new shape', () => {
	const old = { ...invoice, subscription: 'sub_1', payment_intent: { id: 'pi_1' }, charge: 'ch_1', tax: 210 };
	const young = {
		...invoice,
		parent: { subscription_details: { subscription: 'sub_1', metadata: { customer_code: 'acme' } } },
		payments: { data: [{ payment: { type: 'payment_intent', payment_intent: 'pi_1', charge: 'ch_1' } }] },
		total_taxes: [{ amount: 200 }, { amount: 10 }],
	};
	const shown = { subscriptionId: 'sub_1', paymentIntentId: 'pi_1', chargeId: 'ch_1', taxMinor: 210, totalMinor: 1210 };
	expect(shownInvoice.parse(old)).toMatchObject({ ...shown, currency: 'EUR', createdAt: '2023-11-14T22:13:20.000Z' });
	expect(shownInvoice.parse(young)).toMatchObject({ ...shown, customerCode: 'acme' });
});

test('a subscription is read in its old and in its new shape', () => {
	const old = { id: 'sub_1', status: 'active', current_period_end: 1_700_000_000, items: { data: [] } };
	const young = {
		...old,
		current_period_end: undefined,
		items: { data: [{ id: 'si_1', current_period_end: 1_700_000_000 }] },
	};
	for (const one of [old, young])
		expect(shownSubscription.parse(one)).toMatchObject({ currentPeriodEnd: '2023-11-14T22:13:20.000Z' });
});

test('no secret of a client is in what is shown', () => {
	const session = { id: 'cs_1', client_secret: 'canary-9', amount_total: 500, currency: 'jpy' };
	expect(shownSession.parse(session)).toMatchObject({ amountMinor: 500, currency: 'JPY' });
	expect(JSON.stringify(shownSession.parse(session))).not.toContain('canary');
	const object = {
		id: 'pi_1',
		object: 'payment_intent',
		client_secret: 'canary-9',
		nested: [{ client_secret: 'canary-9' }],
	};
	const event = { id: 'evt_1', type: 'payment_intent.succeeded', created: 1, data: { object } };
	expect(shownEvent.parse(event)).toMatchObject({ objectType: 'payment_intent', objectId: 'pi_1' });
	expect(JSON.stringify(shownEvent.parse(event))).not.toContain('canary');
});

test('an unexpected value is absent, and spoils nothing', () => {
	const odd = { id: 'cus_1', email: 7, created: 'yesterday', metadata: [], balance: '1', invoice_settings: 'x' };
	expect(shownCustomer.parse(odd)).toMatchObject({ customerId: 'cus_1', email: null, createdAt: null, metadata: {} });
});

describe('the mark of a change', () => {
	const asked = { amount: 1, of: { b: 2, a: undefined } };

	test('is the same for the same parameters in whatever order', () => {
		fc.assert(
			fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
				const turned = Object.fromEntries(Object.entries(value).reverse());
				expect(JSON.stringify(inOrder(turned))).toBe(JSON.stringify(inOrder(value)));
			}),
		);
	});

	test('tells runs with other parameters apart, and finds other parameters of one named work', () => {
		const run = (id: string, params: object) => markOf({ kind: 'run', id }, 'x', params).work;
		expect(run('1', asked)).toBe(run('1', { of: { b: 2 }, amount: 1 }));
		expect(new Set([run('1', asked), run('2', asked), run('1', { ...asked, amount: 2 })]).size).toBe(3);
		const first = markOf({ kind: 'named', id: 'INV-1' }, 'x', asked);
		const other = markOf({ kind: 'named', id: 'INV-1' }, 'x', { ...asked, amount: 2 });
		expect(other.work).toBe(first.work);
		expect(markedBy({ [workKey]: markText(first) }, first)).toBe('ours');
		expect(markedBy({ [workKey]: markText(first) }, other)).toBe('changed');
		expect(markedBy({ [workKey]: markText(first) }, markOf({ kind: 'named', id: 'INV-1' }, 'y', asked))).toBe('other');
		expect(markOf({ kind: 'step', id: 'INV-1' }, 'x', asked).work).not.toBe(first.work);
	});

	test('of two times differs', () => {
		const at = (seconds: number) => markOf({ kind: 'run', id: '1' }, 'x', { at: new Date(seconds * 1000) }).work;
		expect(at(1)).not.toBe(at(2));
	});
});
