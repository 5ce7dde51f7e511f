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

async function press(customerCode: string) {
	const [request] = await makeRequests(scene.office, { customerCode, page });
	const ticket = new URL(request?.payUrl ?? '').searchParams.get('ticket') ?? '';
	return await startPayment(scene.office, scene.stripe.account, { ticket, seen: '', page });
}

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

test('what is being charged is not asked for on a page', async () => {
	const { invoiceId, customerCode } = await scene.owes('pm_card_visa');
	const [due] = await scene.prepare(day, invoiceId);
	await claimTask(scene.office, String(due?.taskId));
	expect(await pressed(customerCode)).toBe('nothing');
});

async function pressed(customerCode: string): Promise<string> {
	const [request] = await makeRequests(scene.office, { customerCode, page });
	if (!request) return 'nothing';
	const ticket = new URL(request.payUrl).searchParams.get('ticket') ?? '';
	return (await startPayment(scene.office, scene.stripe.account, { ticket, seen: '', page })).state;
}

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
