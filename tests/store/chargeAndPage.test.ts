import { randomUUID } from 'node:crypto';
import { readBook, readAccount } from '../../core/dunning';
import { makeRequests, startPayment } from '../../core/paymentRequests';
import { holdsOfInvoices } from '../../core/payments';
import { claimTask } from '../../core/tasks';
import { openChargeScene, type ChargeScene } from '../support/chargeScene';
import { paysOn } from '../support/paysOn';

/*
 * The same invoice is open on a page of Stripe in a window of the customer, and is charged to the saved card: only one of
 * the two takes the money. WHMCS has a module that asks to turn the other one off.
 */

let scene: ChargeScene;
beforeAll(async () => {
	scene = await openChargeScene();
});
afterAll(async () => await scene.close());

const page = 'https://n8n.example.com/webhook/msp/pay';
const day = '2026-03-31';

async function ticketOf(customerCode: string): Promise<string> {
	const [request] = await makeRequests(scene.office, { customerCode, page });
	return new URL(request?.payUrl ?? '').searchParams.get('ticket') ?? '';
}

const press = async (customerCode: string) =>
	await startPayment(scene.office, scene.stripe.account, { ticket: await ticketOf(customerCode), seen: '', page });

test('a page that is open in a window is closed before the card is charged', async () => {
	const { invoiceId, customerCode, stripeCustomerId } = await scene.owes('pm_card_visa');
	const { state, location } = await press(customerCode);
	expect(state).toBe('ready');
	expect(await scene.night(day, invoiceId)).toMatchObject([{ outcome: 'succeeded' }]);
	await expect(paysOn(location)).rejects.toThrow();
	expect(scene.intentsOf(stripeCustomerId)).toHaveLength(1);
});

test('what was paid on a page a second ago is not charged, though nobody has heard of it', async () => {
	const { invoiceId, customerCode, stripeCustomerId } = await scene.owes('pm_card_visa');
	const { location } = await press(customerCode);
	await paysOn(location);
	const before = scene.intentsOf(stripeCustomerId).length;
	expect(await scene.night(day, invoiceId)).toMatchObject([{ outcome: 'not_owed' }]);
	expect(scene.intentsOf(stripeCustomerId)).toHaveLength(before);
});

test('what is being charged is not asked for on a page, also by a link that was made before', async () => {
	const { invoiceId, customerCode, customer } = await scene.owes('pm_card_visa');
	const ticket = await ticketOf(customerCode);
	const [due] = await scene.prepare(day, invoiceId);
	await claimTask(scene.office, String(due?.taskId));
	const pressed = await startPayment(scene.office, scene.stripe.account, { ticket, seen: '', page });
	expect(pressed).toMatchObject({ state: 'nothing' });
	// Another invoice of theirs is asked for alone.
	await scene.owesMore({ customer, clientId: undefined }, 500);
	expect(await startPayment(scene.office, scene.stripe.account, { ticket, seen: '', page })).toMatchObject({
		state: 'ready',
		totalMinor: 500,
	});
});

test('what a page has paid of an invoice of Invoice Ninja, and credit, is not charged before it is known there', async () => {
	const { invoiceId, customerCode } = await scene.owes('pm_card_visa', { isClient: true });
	await scene.database.owner.query(
		`update msp.invoice set source_changed_at = source_changed_at - interval '1 hour' where id = $1`,
		[invoiceId],
	);
	const { event } = await paysOn((await press(customerCode)).location);
	const told = scene.stripe.stripe.state().events.find(({ id }) => id === event);
	if (!told) throw new Error('Stripe tells of nothing');
	await scene.hears(told);
	// Invoice Ninja says that it is more now, and knows of no payment.
	await scene.database.owner.query(
		`update msp.invoice set total_minor = 2000, balance_minor = 2000, status = 'open' where id = $1`,
		[invoiceId],
	);
	expect(await scene.prepare(day, invoiceId)).toMatchObject([{ amountMinor: 800 }]);
});

// A transfer for several invoices takes a week at the bank: all of them were dunned meanwhile.
test('a bank debit on a page for several invoices holds every one of them', async () => {
	const one = await scene.owes('pm_card_visa');
	const other = await scene.owesMore(one, 800);
	const invoiceIds = [one.invoiceId, other.invoiceId];
	const { location } = await press(one.customerCode);
	const { event } = await paysOn(location);
	const told = scene.stripe.stripe.state().events.find(({ id }) => id === event);
	if (!told) throw new Error('Stripe tells of nothing');
	const session = { ...told.data.object, payment_status: 'unpaid' };
	await scene.hears({ ...told, id: `evt_${randomUUID()}`, data: { object: session } });
	const now = new Date();
	const holds = await scene.office.store.asStaff(
		async (transaction) => await holdsOfInvoices(transaction, invoiceIds, now),
	);
	expect(invoiceIds.map((id) => holds.get(id))).toEqual(['payment_pending', 'payment_pending']);
	const account = await scene.office.store.asStaff(async (transaction) => {
		const { customerId } = one.customer;
		return await readAccount(transaction, await readBook(transaction, [customerId]), customerId, now);
	});
	expect(account?.invoices.map(({ hold }) => hold)).toEqual(['payment_pending', 'payment_pending']);
	expect(await scene.prepare(day, one.invoiceId)).toEqual([]);
	// In the end the money comes.
	await scene.hears({ ...told, id: `evt_${randomUUID()}`, type: 'checkout.session.async_payment_succeeded' });
	expect(await scene.books(other.invoiceId)).toMatchObject({ status: 'paid', payments: 1 });
});
