import { operate, type Answered, type Operator } from '../../stack/standins/invoiceNinja';
import { enterSharedStack, eventually, type Scene } from '../support/e2eScene';
import { expectSetUp } from '../support/expectSetUp';

let scene: Scene;
let ninja: Operator;
beforeAll(async () => {
	scene = await enterSharedStack();
	ninja = operate(scene.addresses.invoiceNinja, scene.secrets.invoiceNinjaToken);
});
afterAll(async () => await scene.close());

/** An invoice of the demo customer for a plan on a domain, sent. */
async function invoiceFor(domain: string): Promise<Answered> {
	const client = (await ninja.list('clients')).find(({ id_number }) => id_number === 'linden-bakery');
	const line = { product_key: 'starter', cost: 9.9, quantity: 1, custom_value1: domain };
	return await ninja.invoice(client?.id ?? '', [line]);
}

const webhooksOf = async (event: string, status: string) =>
	(await ninja.list('webhooks', `status=${status}&per_page=500`)).filter(({ event_id }) => event_id === event);

async function isPaidOnBothSides(invoice: Answered): Promise<void> {
	expect(await ninja.get('invoices', invoice.id)).toMatchObject({ status_id: '4', balance: 0 });
	const paid = `select count(*) from msp.invoice where external_id = $1 and status = 'paid' and source = 'invoice_ninja'`;
	await eventually(
		'the mirrored invoice is paid',
		async () => await scene.count(paid, `main:${invoice.id}`),
		(count) => count === 1,
	);
}

test('an invoice that is paid in the portal becomes an active service, and is paid on both sides', async () => {
	const domain = 'ninja-paid.example';
	const invoice = await invoiceFor(domain);
	const payment = await ninja.pay(invoice.id);
	const [delivery] = (await ninja.deliveries()).filter(({ entityId, event }) => entityId === payment.id && event === 4);
	expect(delivery).toMatchObject({ status: 200 });
	await scene.taskIs(domain, 'completed');
	await expectSetUp(scene, domain);
	await isPaidOnBothSides(invoice);
	expect(await scene.payment(`ninja:main:${payment.id}`)).toMatchObject({ outcome: 'paid' });
});

test('a payment that n8n did not hear of, with its webhook switched off by a 404, is caught up', async () => {
	const domain = 'ninja-missed.example';
	const invoice = await invoiceFor(domain);
	const [webhook] = await webhooksOf('4', 'active');
	const address = String(webhook?.target_url);
	// n8n has forgotten the address, as after a restore of an old database.
	await ninja.change('webhooks', webhook?.id ?? '', { target_url: `${scene.addresses.n8n}/webhook/nobody-knows-this` });
	const update = (await webhooksOf('8', 'active'))[0]?.id ?? '';
	await ninja.change('webhooks', update, { target_url: `${scene.addresses.n8n}/webhook/nor-this` });
	const payment = await ninja.pay(invoice.id);
	expect((await webhooksOf('4', 'archived')).map(({ id }) => id)).toContain(webhook?.id);
	expect(await scene.payment(`ninja:main:${payment.id}`)).toBeUndefined();

	await scene.n8n.run('msp-16-invoice-ninja-events', 'Every Ten Minutes');
	await scene.taskIs(domain, 'completed');
	await isPaidOnBothSides(invoice);
	const [again] = await webhooksOf('4', 'active');
	expect(again).toMatchObject({ target_url: address });

	// What follows is heard again at once.
	const next = await invoiceFor('ninja-again.example');
	await ninja.pay(next.id);
	await scene.taskIs('ninja-again.example', 'completed');
});

test('the same payment delivered again, and read again, pays once', async () => {
	const domain = 'ninja-once.example';
	const invoice = await invoiceFor(domain);
	await ninja.switch({ copies: 2 });
	const payment = await ninja.pay(invoice.id);
	await ninja.switch({ copies: 1 });
	await ninja.fire(4, payment.id);
	await scene.n8n.run('msp-16-invoice-ninja-events', 'Every Ten Minutes');
	await scene.taskIs(domain, 'completed');
	const payments = `select count(*) from msp.payment where payment_reference like $1`;
	expect(await scene.count(payments, `ninja:main:${payment.id}%`)).toBe(1);
	const tasks = `select count(*) from msp.task t join msp.service s on s.id = t.subject_id where s.domain = $1`;
	expect(await scene.count(tasks, domain)).toBe(1);
});
