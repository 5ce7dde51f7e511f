import { prepareRecordings } from '../../core/charges';
import { moneyRecording } from '../../core/invoiceNinja';
import { fixedClock } from '../../core/kernel/clock';
import { makeRequests, startPayment } from '../../core/paymentRequests';
import { claimTask, completeTask, openStep, runStep } from '../../core/tasks';
import { openChargeScene, type ChargeScene } from '../support/chargeScene';
import { paysOn } from '../support/paysOn';

/*
 * One payment of a page for several invoices of Invoice Ninja: it is recorded there once, as one payment, and is one money in
 * the books, whoever tells of it first.
 */

let scene: ChargeScene;
beforeAll(async () => {
	scene = await openChargeScene();
});
afterAll(async () => await scene.close());

const page = 'https://n8n.example.com/webhook/msp/pay';
const later = fixedClock(new Date(Date.now() + 3_600_000));

/** The customer pays all that is open on the page; gives what Stripe tells of it. */
async function pays(customerCode: string) {
	const [request] = await makeRequests(scene.office, { customerCode, page });
	const ticket = new URL(request?.payUrl ?? '').searchParams.get('ticket') ?? '';
	const { location } = await startPayment(scene.office, scene.stripe.account, { ticket, seen: '', page });
	const { event } = await paysOn(location);
	return scene.stripe.stripe.state().events.filter(({ id }) => id === event);
}

/** What workflow 20 does every ten minutes. */
async function record() {
	const started = await prepareRecordings(scene.office, {}, later);
	for (const { taskId, companyCode: _, invoices, ...money } of started) {
		await claimTask(scene.office, taskId);
		const step = openStep(scene.office, { taskId, stepName: 'record-money' }, moneyRecording(scene.company()));
		await runStep(step, { ...money, typeId: null, shares: [...invoices] });
		await completeTask(scene.office, taskId);
	}
	return started;
}

async function books(invoiceIds: readonly string[]) {
	const { rows } = await scene.database.owner.query<Record<string, unknown>>(
		`select i.status, i.balance_minor::int as balance, sum(y.amount_minor)::int as came, count(y.*)::int as payments,
			bool_or(y.needs_attention) as attention
		from msp.invoice i left join msp.payment y on y.invoice_id = i.id where i.id = any($1) group by i.id
		order by array_position($1::uuid[], i.id)`,
		[invoiceIds],
	);
	return rows;
}

const paid = (came: number) => ({ status: 'paid', balance: 0, came, payments: 1, attention: false });

test('a page for two invoices of Invoice Ninja is one payment there, and one money here', async () => {
	const { one, other } = await owesTwice();
	const invoiceIds = [one.invoiceId, other.invoiceId];
	await longAgo(invoiceIds);
	for (const event of await pays(one.customerCode)) await scene.hears(event);
	expect(await books(invoiceIds)).toEqual([paid(1200), paid(800)]);
	const started = await record();
	expect(started).toMatchObject([{ amountMinor: 2000 }]);
	const there = (await scene.ninja.list('payments')).filter(({ client_id: id }) => id === one.clientId);
	expect(there).toMatchObject([{ amount: 20, applied: 20 }]);
	await scene.ninjaTells('payment', String(there[0]?.id));
	await scene.ninjaTells('invoice', String(one.ninjaInvoiceId));
	await scene.ninjaTells('invoice', String(other.ninjaInvoiceId));
	expect(await books(invoiceIds)).toEqual([paid(1200), paid(800)]);
	expect(await record()).toEqual([]);
});

/** A customer with two open invoices of Invoice Ninja. */
async function owesTwice() {
	const one = await scene.owes('pm_card_visa', { isClient: true });
	const other = await scene.owesMore(one, 800);
	return { one, other };
}

/** Nothing happens in the second in which Invoice Ninja made an invoice. */
async function longAgo(invoiceIds: readonly string[]): Promise<void> {
	await scene.database.owner.query(
		`update msp.invoice set source_changed_at = source_changed_at - interval '1 hour' where id = any($1)`,
		[invoiceIds],
	);
}
