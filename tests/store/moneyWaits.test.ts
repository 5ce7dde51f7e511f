import { claimUnprocessedEvents, listPaymentEvents, markEventProcessed } from '../../core/payments';
import type { TaskOffice } from '../../core/tasks';
import { reconcile } from '../support/paymentBooks';
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

describe('an event that says nothing of who paid waits for the one that does', () => {
	const claimed = async () =>
		await office.store.asStaff(async (transaction) => await claimUnprocessedEvents(transaction, 500));

	test('nobody is alarmed for two minutes; then the reconciler takes it up, and a person is told', async () => {
		await reconcile(office, database);
		const { stripe } = await scene.newOrder();
		const heard = await scene.hear(stripeRaw('invoice_payment.paid', 1, stripe.invoicePayment()));
		expect(heard).toMatchObject({ outcome: 'waiting', needsAttention: false });
		// The workflow marked it: it is not done, and not yet to be taken up again.
		const mine = async () =>
			(await office.store.asStaff(async (transaction) => await listPaymentEvents(transaction, { limit: 1 }))).filter(
				({ paymentEventId }) => paymentEventId === heard.paymentEventId,
			);
		expect(await mine()).toMatchObject([{ processedAt: null, outcome: null }]);
		expect(await claimed()).toEqual([]);

		await database.owner.query(
			`update msp.payment_event set received_at = received_at - interval '2 minutes',
				lease_until = lease_until - interval '2 minutes' where id = $1`,
			[heard.paymentEventId],
		);
		expect(await claimed()).toMatchObject([{ paymentEventId: heard.paymentEventId }]);
		await markEventProcessed(office, heard.paymentEventId, 'waiting');
		expect(await mine()).toMatchObject([{ processedAt: null }]);
		await reconcile(office, database);
		expect(await scene.payments(String(stripe.ids.intent))).toMatchObject([
			{ outcome: 'unknown_customer', needsAttention: true },
		]);
		expect(await mine()).toMatchObject([{ processedAt: expect.any(Date), outcome: 'unknown_customer' }]);
	});

	test('a person is shown it after ten minutes even where no reconciler runs', async () => {
		const { stripe } = await scene.newOrder();
		await scene.hear(stripeRaw('invoice_payment.paid', 1, stripe.invoicePayment()));
		const { intent } = stripe.ids;
		expect(await scene.payments(String(intent))).toMatchObject([{ outcome: 'waiting', needsAttention: false }]);
		await database.owner.query('alter table msp.payment disable trigger user');
		await database.owner.query(
			`update msp.payment set updated_at = now() - interval '11 minutes' where payment_reference = $1`,
			[intent],
		);
		await database.owner.query('alter table msp.payment enable trigger user');
		expect(await scene.payments(String(intent))).toMatchObject([{ outcome: 'waiting', needsAttention: true }]);
		await reconcile(office, database);
	});
});
