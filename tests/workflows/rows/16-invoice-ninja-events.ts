import { expectSetUp } from '../../support/expectSetUp';
import { hostingLine, ninjaTells, shopClient, shopOf } from '../../support/ninjaShop';
import type { WorkflowScene } from '../../support/workflowScene';
import { staffTold, until } from '../orders';
import type { Row } from '../row';

const id = 'msp-16-invoice-ninja-events';
const open = 'select count(*) from msp.feed_entry where lease_until is not null';
const tick = { items: [{}] };
const catchUp = async (scene: WorkflowScene) => {
	const { run } = await scene.play(id, 'Every Ten Minutes', tick);
	expect(run?.error).toBeUndefined();
};

/** A sent invoice of the demo customer, and the events so far caught up on. */
async function invoiced(scene: WorkflowScene, domain: string, productKey?: string) {
	const client = await shopClient(scene);
	// The first run begins from now on.
	await catchUp(scene);
	return await shopOf(scene).invoice(client.id, [hostingLine(domain, productKey)]);
}

export const invoiceNinjaEvents: readonly Row[] = [
	{
		title: 'a payment of an invoice sets up the service that the invoice is for, and is answered at once',
		start: 'Invoice Ninja',
		given: async (scene) => {
			const invoice = await invoiced(scene, 'ninja-paid.example');
			const payment = await shopOf(scene).pay(invoice.id);
			return await ninjaTells(scene, id, { event: 'create_payment', id: payment.id });
		},
		answer: { status: 200, body: { received: true } },
		last: 'Handle Payment',
		then: async (scene) => {
			await until('the service is set up', async () => (await scene.task('ninja-paid.example'))?.status === 'completed');
			await expectSetUp(scene, 'ninja-paid.example');
			expect(await scene.count(open)).toBe(0);
			// What the catch-up finds afterwards pays nothing again.
			await catchUp(scene);
			expect(await scene.count('select count(*) from msp.payment where provider = $1', 'invoiceninja')).toBe(1);
			expect(await scene.count('select count(*) from msp.task')).toBe(1);
		},
	},
	{
		title: 'a payment that no webhook told is found by the catch-up, and its webhooks are kept',
		start: 'Every Ten Minutes',
		given: async (scene) => {
			const invoice = await invoiced(scene, 'ninja-missed.example');
			await shopOf(scene).pay(invoice.id);
			return tick;
		},
		last: 'Keep Webhooks',
		then: async (scene) => {
			await until('it is set up', async () => (await scene.task('ninja-missed.example'))?.status === 'completed');
			await expectSetUp(scene, 'ninja-missed.example');
			expect(await scene.count(open)).toBe(0);
		},
	},
	{
		title: 'a delivery with a wrong secret is refused, and starts nothing',
		start: 'Invoice Ninja',
		given: async (scene) => await ninjaTells(scene, id, { event: 'create_payment', id: 'abc', secret: 'wrong' }),
		answer: { status: 401, body: { received: false, reason: 'signature' } },
	},
	{
		title: 'an invoice that is not paid is mirrored, and waits',
		start: 'Invoice Ninja',
		given: async (scene) => {
			const invoice = await invoiced(scene, 'ninja-open.example');
			return await ninjaTells(scene, id, { event: 'create_invoice', id: invoice.id });
		},
		answer: { status: 200 },
		last: 'Money to Apply?',
		then: async (scene) => {
			const mirrored = `select count(*) from msp.invoice i join msp.service s on s.id = i.service_id
				where s.domain = $1 and i.source = 'invoice_ninja' and i.status = 'open' and i.total_minor = 990`;
			expect(await scene.count(mirrored, 'ninja-open.example')).toBe(1);
			expect(await scene.task('ninja-open.example')).toBeUndefined();
		},
	},
	{
		title: 'an invoice for a product that nobody knows is listed, and a person is told once',
		start: 'Invoice Ninja',
		given: async (scene) => {
			const invoice = await invoiced(scene, 'ninja-unknown.example', 'no-such-plan');
			return await ninjaTells(scene, id, { event: 'create_invoice', id: invoice.id });
		},
		answer: { status: 200 },
		last: 'Money to Apply?',
		then: async (scene) => {
			await staffTold(scene);
			const mails = await scene.mails('ninja-unknown.example');
			expect(mails).toHaveLength(1);
			expect(mails[0]?.text).toContain('no-such-plan');
			expect(await scene.count(open)).toBe(0);
		},
	},
	{
		title: 'a change that cannot be recorded is told to a person',
		start: 'Invoice Ninja',
		given: () => ({
			items: [
				{
					...{ companyCode: 'main', event: 'create_payment', entity: 'payment', id: 'unread', changeId: 'unread' },
					...{ occurredAt: '2026-01-05T09:00:00.000Z', data: { id: 'unread', amountMinor: 'much' } },
				},
			],
		}),
		last: 'Tell of Unreadable',
		then: async (scene) => {
			await staffTold(scene);
			const [mail] = await scene.mails('A change of Invoice Ninja cannot be recorded: payment');
			expect(mail?.text).toContain('amountMinor');
		},
	},
];
