import { fixedClock } from '../../core/kernel/clock';
import { openNinja } from '../../core/invoiceNinja';
import { findCapture, readTransactions, type PayPalAccount } from '../../core/paypal';
import { findNinjaPayment, readNinjaPayments } from '../../core/reconciliation/ninjaSide';
import { disputesOfCharge, findCharge, readBalance } from '../../core/stripe';
import { startPayPal, type PayPalState, type Transaction } from '../../stack/standins/paypal';
import type { LoggedRequest, Standin } from '../../stack/standins/shared';
import { chargeShape, disputeShape, paymentIntentShape, refundShape } from '../../stack/standins/stripe/billing/shapes';
import { openNinjaScene, type NinjaScene } from '../support/ninjaScene';
import { ninjaSpecPath, requestComplaints } from '../support/ninjaSpec';
import { makeSigning, sceneAt } from '../support/payPalScene';
import { exchangeComplaints } from '../support/specExchange';
import { openStripeScene, type StripeScene } from '../support/stripeScene';
import { describeWithSpec } from '../support/vendorSpec';

const now = new Date('2026-04-05T06:00:00Z');
const clock = fixedClock(now);
const created = Date.parse('2026-03-10T12:00:00Z') / 1000;
const march = { from: new Date('2026-03-01T00:00:00Z'), until: new Date('2026-04-01T00:00:00Z') };

/** What a specification has against requests, and against what the stand-in answers to the same once more. */
async function complaintsOf(spec: unknown, sent: readonly LoggedRequest[], base: string): Promise<string[]> {
	const complaints: string[] = [];
	for (const { method, path, headers } of sent) {
		const asked = new URL(path, base);
		const answered = await fetch(asked, { method, headers: { authorization: headers.authorization ?? '' } });
		const query = new URLSearchParams();
		for (const [name, value] of asked.searchParams) query.append(name.split('[')[0] ?? '', value);
		const answer = { status: answered.status, body: await answered.json() };
		complaints.push(...exchangeComplaints(spec, { method, path: asked.pathname, query, answer }));
	}
	return complaints;
}

async function all<T>(pages: AsyncGenerator<T>): Promise<T[]> {
	const read: T[] = [];
	for await (const page of pages) read.push(page);
	return read;
}

describe('the balance of Stripe', () => {
	let scene: StripeScene;
	beforeAll(async () => {
		scene = await openStripeScene();
	});
	afterAll(async () => await scene.stripe.close());

	function charged(index: number) {
		const { billing } = scene.stripe.state();
		const intent = paymentIntentShape(1000 + index, 'eur');
		const charge = { ...chargeShape(intent), created: created + index };
		intent.latest_charge = charge.id;
		billing.paymentIntents.unshift(intent);
		billing.charges.unshift(charge);
		return charge;
	}

	test('is read over several pages, each movement once', async () => {
		const charges = Array.from({ length: 230 }, (_, index) => charged(index));
		scene.stripe.clear();
		const pages = await all(readBalance(scene.account, march));
		expect(pages.map((page) => page.length)).toEqual([100, 100, 30]);
		expect(new Set(pages.flat().map(({ chargeId }) => chargeId))).toEqual(new Set(charges.map(({ id }) => id)));
	});

	describeWithSpec('by the specification', 'stripe/stripe-2026-10-28.trimmed.openapi3.json', (spec) => {
		test('nothing is wrong with a request, nor with what the stand-in answers', async () => {
			const { billing } = scene.stripe.state();
			const charge = charged(500);
			Object.assign(charge, { disputed: true, amount_refunded: 10 });
			billing.refunds.unshift({ ...refundShape(10, charge), created });
			for (const status of ['won', 'lost']) {
				billing.disputes.unshift({ ...disputeShape(charge, 990), status, created });
			}
			scene.stripe.clear();
			const movements = (await all(readBalance(scene.account, march))).flat();
			expect(movements.filter(({ kind }) => kind === 'dispute').map(({ amountMinor }) => amountMinor)).toEqual(
				expect.arrayContaining([-990, 990, -990]),
			);
			expect(await findCharge(scene.account, charge.payment_intent)).toMatchObject({ chargeId: charge.id });
			expect(await findCharge(scene.account, 'ch_unknown')).toBeUndefined();
			expect(await disputesOfCharge(scene.account, charge.id)).toEqual({ lostMinor: 990, openMinor: 0 });
			expect(await complaintsOf(spec, scene.stripe.requests(), scene.stripe.url)).toEqual([]);
		});
	});
});

describe('the transactions of PayPal', () => {
	let paypal: Standin<PayPalState>;
	let account: PayPalAccount;
	beforeAll(async () => {
		const signing = await makeSigning();
		paypal = await startPayPal({ port: 0, clientId: 'client', clientSecret: 'secret', signing });
		({ account } = sceneAt(paypal.url, signing));
	});
	afterAll(async () => await paypal.close());
	beforeEach(() => {
		paypal.clear();
		Object.assign(paypal.state(), { refreshedAt: now.toISOString(), mostRows: undefined });
	});

	const row = (index: number, at: string): Transaction => ({
		transaction_id: `T${String(index).padStart(16, '0')}`,
		transaction_event_code: 'T0006',
		transaction_initiation_date: at,
		transaction_amount: { currency_code: 'EUR', value: '20.00' },
		fee_amount: { currency_code: 'EUR', value: '-0.72' },
		transaction_status: 'S',
	});

	test('are read page by page, in windows of at most 31 days, each once', async () => {
		paypal.state().transactions = Array.from({ length: 1_803 }, (_, index) =>
			row(index, `2026-0${1 + (index % 3)}-1${index % 9}T10:00:00+0000`),
		);
		const pages = await all(readTransactions(account, { ...march, from: new Date('2026-01-01T00:00:00Z') }, clock));
		const read = pages.flatMap(({ transactions }) => transactions);
		expect(new Set(read.map(({ transactionId }) => transactionId)).size).toBe(1_803);
		expect(read).toHaveLength(1_803);
		expect(read[0]).toMatchObject({ amount: { amountMinor: 2000 }, fee: { amountMinor: 72 }, kind: 'payment' });
		const asked = paypal.requests().flatMap(({ path }) => {
			const url = new URL(path, paypal.url);
			return url.pathname === '/v1/reporting/transactions' ? [url.searchParams] : [];
		});
		expect(asked.length).toBeGreaterThan(3);
		for (const query of asked) {
			const [start, end] = ['start_date', 'end_date'].map((name) => Date.parse(query.get(name) ?? ''));
			expect((end ?? 0) - (start ?? 0)).toBeLessThanOrEqual(31 * 86_400_000);
		}
	});

	test('a moment at the border of two windows is read once', async () => {
		// A window ends 30 days after it began.
		paypal.state().transactions = [row(1, '2026-01-30T23:59:59+0000'), row(2, '2026-01-31T00:00:00+0000')];
		const window = { from: new Date('2026-01-01T00:00:00Z'), until: new Date('2026-03-01T00:00:00Z') };
		const read = (await all(readTransactions(account, window, clock))).flatMap(({ transactions }) => transactions);
		expect(read.map(({ transactionId }) => transactionId.slice(-1))).toEqual(['1', '2']);
	});

	describeWithSpec('captures by the specification', 'paypal/payments_payment_v2.json', (spec) => {
		test('nothing is wrong with a request, nor with what the stand-in answers', async () => {
			paypal.state().transactions = [row(7, '2026-03-10T10:00:00+0000')];
			const id = 'T0000000000000007';
			expect(await findCapture(account, id, clock)).toMatchObject({ captureId: id, amount: { amountMinor: 2000 } });
			expect(await findCapture(account, '5O190127TN364715T', clock)).toBeUndefined();
			const ofCaptures = paypal.requests().filter(({ path }) => path.startsWith('/v2/'));
			expect(ofCaptures).toHaveLength(2);
			expect(await complaintsOf(spec, ofCaptures, paypal.url)).toEqual([]);
		});
	});
});

describe('the payments of Invoice Ninja', () => {
	let ninja: NinjaScene;
	beforeAll(async () => {
		ninja = await openNinjaScene();
	});
	afterAll(async () => await ninja.close());

	describeWithSpec('by the specification', ninjaSpecPath, (spec) => {
		test('nothing is wrong with a request', async () => {
			const client = await ninja.client('Acme', 'acme@a.example');
			const { id } = await ninja.make('payments', { client_id: client.id, amount: 20, date: '2026-03-10' });
			ninja.standin.clear();
			const access = { companyCode: 'main', ninja: openNinja({ baseUrl: ninja.url, token: ninja.token }) };
			const period = { from: '2026-03-01', to: '2026-03-31', timeZone: 'UTC' };
			expect((await all(readNinjaPayments(access, period))).flat()).toHaveLength(1);
			expect(await findNinjaPayment(access, id)).toHaveLength(1);
			expect(await findNinjaPayment(access, 'Unknown123')).toEqual([]);
			expect(ninja.standin.requests().flatMap((request) => requestComplaints(spec, request))).toEqual([]);
		});
	});
});
