import { applyMoney, repeatUnknown } from '../../core/billing';
import { bindCompany } from '../../core/companies';
import { getInvoice } from '../../core/invoices';
import { seedClient } from '../support/ninjaBooks';
import { ninjaMoney } from '../support/ninjaMoney';
import { reconcile } from '../support/paymentBooks';
import { stripeRaw } from '../support/rawMoney';
import { line, openNinjaMoneyScene, type NinjaMoneyScene } from '../support/ninjaMoneyScene';

let base: NinjaMoneyScene;
let database: NinjaMoneyScene['database'];
let office: NinjaMoneyScene['office'];
let scene: NinjaMoneyScene['scene'];
let ninja: NinjaMoneyScene['ninja'];
let invoiceOf: NinjaMoneyScene['invoiceOf'];
let paymentsOf: NinjaMoneyScene['paymentsOf'];
let openAlerts: NinjaMoneyScene['openAlerts'];
beforeAll(async () => {
	base = await openNinjaMoneyScene();
	({ database, office, scene, ninja, invoiceOf, paymentsOf, openAlerts } = base);
});
afterAll(async () => await base.database.drop());

describe('who is unknown', () => {
	test('is listed, its money needs a person, and both end when the client is linked', async () => {
		const other = ninjaMoney(office, 'main', 'clientB');
		const invoice = other.invoice('u1', line('acme', { customValue1: 'unknown.example' }));
		const { recorded, applied } = await other.hear(
			'payment',
			other.payment('up', { u1: 2000 }, { invoices: [invoice] }),
		);
		expect(recorded).toMatchObject([{ outcome: 'payment_recorded', needsAttention: true, customerCode: null }]);
		expect(applied).toMatchObject([{ outcome: 'waiting' }]);
		await reconcile(office, database);
		expect(await paymentsOf(':up')).toMatchObject([{ outcome: 'unknown_customer', attention: true }]);
		const alerts = async () =>
			(await openAlerts()).filter(({ cause }) => cause === 'invoice-ninja:unknown_client:main');
		expect(await alerts()).toHaveLength(1);

		await seedClient(office, 'main', 'clientB', 'beta');
		const solved = await repeatUnknown(office, { companyCode: 'main', clientId: 'clientB' });
		expect(solved).toMatchObject([
			{ outcome: 'invoice_mirrored', customerCode: 'beta', paymentEventId: expect.any(String) },
		]);
		expect(await applyMoney(office, String(solved[0]?.paymentEventId))).toMatchObject([
			{ outcome: 'paid', provisioningNeeded: true, needsAttention: false },
		]);
		expect(await alerts()).toEqual([]);
		expect(await repeatUnknown(office, { companyCode: 'main' })).toEqual([]);
	});

	test('a client whose ID number is the code of a customer is that customer', async () => {
		await office.store.asStaff(async (transaction) => {
			await transaction.run(
				`insert into msp.customer (customer_code, name, email) values ('gamma', 'G', 'g@x.example')`,
			);
		});
		const gamma = ninjaMoney(office, 'main', 'clientG');
		await gamma.record('invoice', gamma.invoice('gi'));
		expect(await gamma.record('client', { id: 'clientG', name: 'Gamma', idNumber: 'gamma' })).toMatchObject([
			{ outcome: 'client_linked', customerCode: 'gamma' },
			{ outcome: 'invoice_mirrored', customerCode: 'gamma' },
		]);
		// Another client cannot take the customer away.
		expect(await gamma.record('client', { id: 'clientH', name: 'Thief', idNumber: 'gamma' })).toMatchObject([
			{ outcome: 'unknown_client' },
		]);
	});
});

describe('two companies', () => {
	test('have the same numbers, and the number alone is ambiguous', async () => {
		await seedClient(office, 'rental', 'clientA', 'guest');
		const rental = ninjaMoney(office, 'rental', 'clientA');
		await ninja.record('invoice', ninja.invoice('same', { number: 'INV-0001' }));
		await rental.record('invoice', rental.invoice('same', { number: 'INV-0001' }));
		expect([await invoiceOf('same'), await invoiceOf('same', 'rental')]).toMatchObject([
			{ number: 'INV-0001' },
			{ number: 'INV-0001' },
		]);
		const find = async (written: string) =>
			await office.store.asStaff(async (transaction) => await getInvoice(transaction, written));
		await expect(find('INV-0001')).rejects.toThrow('main and rental have an invoice INV-0001 each');
		expect(await find('rental/INV-0001')).toMatchObject({ companyCode: 'rental', customerCode: 'guest' });
		// The same IDs of payments in both are two payments.
		await ninja.hear('payment', ninja.payment('samep', { same: 2000 }));
		await rental.hear('payment', rental.payment('samep', { same: 500 }));
		expect(await paymentsOf(':samep')).toMatchObject([
			{ invoice: 'main:same', amount: 2000 },
			{ invoice: 'rental:same', amount: 500 },
		]);
	});

	test('a payment that names a number of both is for the one of its customer', async () => {
		const named = { metadata: { invoice: 'INV-0001', customer_code: 'guest' } };
		const { stripe } = await scene.newOrder();
		expect(await scene.hear(stripeRaw('payment_intent.succeeded', 3, stripe.intent(named)))).toMatchObject({
			customerCode: 'guest',
		});
		const nobody = await scene.newOrder();
		const unsaid = nobody.stripe.intent({ metadata: { invoice: 'INV-0001' } });
		expect(await scene.hear(stripeRaw('payment_intent.succeeded', 3, unsaid))).toMatchObject({
			...{ outcome: 'unknown_order', needsAttention: true },
			outcomeDetail: expect.stringContaining('main and rental'),
		});
	});

	test('the first contact binds a code to a company of Invoice Ninja, and another one under it is refused', async () => {
		const first = {
			companyCode: 'books',
			invoiceNinjaId: 'Ninja1',
			invoiceNinjaUrl: 'https://in.example',
			name: 'Books',
		};
		const bound = await bindCompany(office, first);
		expect(bound).toMatchObject({ companyCode: 'books', name: 'Books', invoiceNinjaId: 'Ninja1' });
		expect(await bindCompany(office, first)).toEqual(bound);
		await expect(bindCompany(office, { ...first, invoiceNinjaId: 'Ninja2' })).rejects.toThrow(
			'bound to another company',
		);
		await expect(bindCompany(office, { ...first, companyCode: 'main' })).rejects.toThrow('is taken');
		const otherwise = { ...first, companyCode: 'main', invoiceNinjaUrl: 'https://IN.example/api/v1/' };
		await expect(bindCompany(office, otherwise)).rejects.toThrow('is taken');
	});

	test('the first companies of two servers have the same ID, and are two companies', async () => {
		const first = { companyCode: 'one', invoiceNinjaId: 'VolejRejNm', invoiceNinjaUrl: 'https://one.example' };
		await bindCompany(office, first);
		const second = { ...first, companyCode: 'two', invoiceNinjaUrl: 'https://two.example' };
		expect(await bindCompany(office, second)).toMatchObject({ companyCode: 'two', invoiceNinjaId: 'VolejRejNm' });
	});

	test('an unknown company is refused', async () => {
		const ghost = ninjaMoney(office, 'ghost', 'clientA');
		await expect(ghost.record('invoice', ghost.invoice('x'))).rejects.toThrow('no company has the code ghost');
	});
});
