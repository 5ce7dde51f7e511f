import { openNinjaScene, type NinjaScene } from '../support/ninjaScene';

let ninja: NinjaScene;
beforeAll(async () => {
	ninja = await openNinjaScene();
});
afterAll(async () => await ninja.close());

const line = (cost: number, quantity = 1, more = {}) => ({ product_key: 'starter', cost, quantity, ...more });

test('a client, an invoice, a payment in the portal', async () => {
	const client = await ninja.client('Acme', 'acme@example.com');
	const invoice = await ninja.invoice(client.id, [line(12.5, 2)]);
	expect(invoice).toMatchObject({ amount: 25, balance: 25, status_id: '2', number: '0001' });
	const payment = await ninja.pay(invoice.id);
	expect(payment).toMatchObject({ amount: 25, is_manual: false, status_id: '4' });
	expect(await ninja.get('invoices', invoice.id)).toMatchObject({ balance: 0, paid_to_date: 25, status_id: '4' });
	expect(await ninja.get('clients', client.id)).toMatchObject({ balance: 0, paid_to_date: 25, payment_balance: 0 });
});
