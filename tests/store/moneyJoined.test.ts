import { applyPayment } from '../../core/billing';
import type { TaskOffice } from '../../core/tasks';
import { mortalStore } from '../support/mortalStore';
import { backOfficeOn } from '../support/provisioningScene';
import { moneyScene, stripeRaw, type MoneyScene } from '../support/rawMoney';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let office: TaskOffice;
let scene: MoneyScene;

beforeAll(async () => {
	database = await createTestDatabase();
	office = backOfficeOn(database.store);
	scene = await moneyScene(office, database);
});
afterAll(async () => await database.drop());

const rowsOf = async (sql: string, values: unknown[]) =>
	(await database.owner.query<Record<string, unknown>>(sql, values)).rows;

describe('two payments turn out to be one', () => {
	test('on one invoice: the rows become one, nothing is paid twice, and the audit log tells', async () => {
		const { order, service, stripe } = await scene.newOrder();
		const { intent, invoice } = stripe.ids;
		const [first, second] = await scene.hearAll([
			stripeRaw('checkout.session.completed', 1, stripe.session({ mode: 'payment', metadata: { order } })),
			stripeRaw('payment_intent.succeeded', 2, stripe.intent({ latest_charge: null, metadata: { order } })),
		]);
		expect(first).toMatchObject({ outcome: 'paid', paymentReference: invoice });
		expect(second).toMatchObject({ outcome: 'duplicate', needsAttention: true });

		const joined = await scene.hear(stripeRaw('invoice_payment.paid', 3, stripe.invoicePayment()));
		expect(joined).toMatchObject({ outcome: 'paid', outcomeDetail: '', needsAttention: false, amountMinor: 2000 });
		expect(joined.paymentId).toBe(first?.paymentId);
		expect(await scene.payments(String(intent), String(invoice))).toHaveLength(1);
		expect(await scene.books(service.domain)).toMatchObject([{ status: 'paid', service: 'pending_setup' }]);
		expect(
			await rowsOf(`select subject, detail from msp.audit_log where action = 'payment.merge' and subject = $1`, [
				second?.paymentId,
			]),
		).toMatchObject([{ detail: { into: first?.paymentId } }]);
	});

	/** A session pays one order, and an intent another; the last event tells that they are one money. */
	async function twoOrders() {
		const kept = await scene.newOrder();
		const left = await scene.newOrder();
		const { stripe } = kept;
		const [session, intent] = await scene.hearAll([
			stripeRaw('checkout.session.completed', 1, stripe.session({ mode: 'payment', metadata: { order: kept.order } })),
			stripeRaw('payment_intent.succeeded', 2, stripe.intent({ metadata: { order: left.order } })),
		]);
		expect([session, intent]).toMatchObject([
			{ outcome: 'paid', serviceStatus: 'pending_setup', orderReference: kept.order },
			{ outcome: 'paid', serviceStatus: 'pending_setup', orderReference: left.order },
		]);
		return { kept, left, join: stripeRaw('invoice_payment.paid', 3, stripe.invoicePayment()) };
	}

	async function expectJoined({ kept, left }: Pick<Awaited<ReturnType<typeof twoOrders>>, 'kept' | 'left'>) {
		const { intent, invoice } = kept.stripe.ids;
		expect(await scene.payments(String(intent), String(invoice))).toMatchObject([
			{ outcome: 'paid', needsAttention: false, invoiceId: kept.invoice.invoiceId, amountMinor: 2000 },
		]);
		expect(await scene.books(kept.service.domain)).toMatchObject([{ status: 'paid', service: 'pending_setup' }]);
		expect(await scene.books(left.service.domain)).toMatchObject([
			{ status: 'open', balance: 2000, service: 'pending_payment' },
		]);
		expect(
			await rowsOf(`select distinct invoice_id from msp.payment_event where names && $1`, [[intent, invoice]]),
		).toEqual([{ invoice_id: kept.invoice.invoiceId }]);
	}

	test('on two invoices: the first keeps the money, and the other is owed again', async () => {
		const { kept, left, join } = await twoOrders();
		expect(await scene.hear(join)).toMatchObject({ outcome: 'paid', orderReference: kept.order });
		await expectJoined({ kept, left });
		// The invoice that lost it can be paid.
		const paid = stripeRaw('payment_intent.succeeded', 4, left.stripe.intent({ metadata: { order: left.order } }));
		expect(await scene.hear(paid)).toMatchObject({ outcome: 'paid', orderReference: left.order });
	});

	test('on two invoices, and the process dies in any of its transactions: a repeat ends in the same books', async () => {
		let deaths = 0;
		// Each transaction has more statements than are passed over here.
		for (let dieAt = 2; ; dieAt += 3) {
			const { kept, left, join } = await twoOrders();
			const id = await scene.store(join);
			const { store, died } = mortalStore(() => database.pool(), dieAt, dieAt % 2 === 0);
			const end = await applyPayment({ ...office, store }, id).then(
				() => 'done',
				() => 'dead',
			);
			await applyPayment(office, id);
			await expectJoined({ kept, left });
			if (!died()) {
				expect(end).toBe('done');
				break;
			}
			deaths += 1;
		}
		expect(deaths).toBeGreaterThan(10);
	});
});
