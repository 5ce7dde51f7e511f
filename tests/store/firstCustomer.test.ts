import fc from 'fast-check';
import { applyPayment, resolveOrder } from '../../core/billing';
import { codeOf } from '../../core/billing/buyer';
import type { TaskOffice } from '../../core/tasks';
import { event, grow } from '../support/billingScene';
import {
	checkout,
	count,
	customersOf,
	deliver,
	handle,
	hear,
	seedCustomer,
	seedStarter,
	servicesOn,
} from '../support/firstCustomerScene';
import { backOfficeOn } from '../support/provisioningScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let office: TaskOffice;

beforeAll(async () => {
	database = await createTestDatabase();
	office = backOfficeOn(database.store);
	await seedStarter(office);
});
afterAll(async () => await database.drop());

describe('a buyer whom nobody has entered', () => {
	test.each(['approval', 'off'] as const)('is for a person under %s, and nothing is made', async (policy) => {
		const heard = checkout(`${policy}@buyer.example`);
		const id = (await deliver(office, heard)) ?? '';
		await grow(database, id);
		expect(await handle(office, id, policy)).toMatchObject({ outcome: 'unknown_customer', needsAttention: true });
		expect(await customersOf(office, `${policy}@buyer.example`)).toBe(0);
	});

	test('becomes a customer under on, with what the provider has of it', async () => {
		const address = { line1: 'Rue Haute 1', city: 'Brussels', postalCode: '1000', country: 'BE' };
		const payer = { name: 'Ada Baker', email: 'Ada@Buyer.example', address, taxId: 'BE 0123.456.749' };
		const applied = await hear(office, checkout('', { payer, references: { providerCustomer: 'cus_ada' } }), 'on');
		expect(applied).toMatchObject({ outcome: 'paid', provisioningNeeded: true, needsAttention: false });
		const { rows } = await database.owner.query(
			`select customer_code, name, email, vat_number, address, currency, stripe_customer_id from msp.customer
			where stripe_customer_id = 'cus_ada'`,
		);
		expect(rows).toEqual([
			{
				customer_code: codeOf('ada@buyer.example'),
				name: 'Ada Baker',
				email: 'Ada@buyer.example',
				vat_number: 'BE0123456749',
				address,
				currency: 'EUR',
				stripe_customer_id: 'cus_ada',
			},
		]);
		const audited = `select count(*) from msp.audit_log where action = 'customer.create' and detail::text not like '%Ada%'`;
		expect(await count(office, audited)).toBeGreaterThan(0);
	});

	test.each([
		['paid less than the price', { amountMinor: 1999 }],
		['paid in another currency', { currency: 'USD' }],
		['was asked for nothing', { amountMinor: 0, detail: { nothingAsked: true } }],
		['has no address', { payer: { name: 'Nobody' } }],
		['is known to PayPal by an address that PayPal made up', { payer: { email: 'eb15c2a1771a@dcc.paypal.com' } }],
		['is named by a code that is none', { references: { customer: 'ACME GmbH & Co' } }],
		['ordered nothing that is a domain', { references: { domain: 'my website' } }],
	])('is for a person when it %s', async (what, more) => {
		const before = await count(office, 'select count(*) from msp.customer');
		const id = (await deliver(office, checkout(`${what.replaceAll(' ', '-')}@buyer.example`, more))) ?? '';
		await grow(database, id);
		expect(await handle(office, id, 'on')).toMatchObject({ outcome: 'unknown_customer', needsAttention: true });
		expect(await count(office, 'select count(*) from msp.customer')).toBe(before);
	});

	test('of a plan that nobody sells makes no customer', async () => {
		const heard = checkout('noplan@buyer.example', { references: { plan: 'gold' } });
		const id = (await deliver(office, heard)) ?? '';
		await grow(database, id);
		expect(await handle(office, id, 'on')).toMatchObject({ outcome: 'unknown_plan', needsAttention: true });
		expect(await customersOf(office, 'noplan@buyer.example')).toBe(0);
	});

	test('whose money went back before it was heard of makes no customer', async () => {
		const heard = checkout('back@buyer.example', { paymentReference: 'pi_back' });
		const refund = (await deliver(office, event('refunded', 9000, { paymentReference: 'pi_back' }))) ?? '';
		const id = (await deliver(office, heard)) ?? '';
		for (const one of [refund, id]) await grow(database, one);
		expect(await handle(office, id, 'on')).toMatchObject({ outcome: 'refunded', needsAttention: true });
		expect(await customersOf(office, 'back@buyer.example')).toBe(0);
	});
});

describe('who is known', () => {
	// woocommerce-gateway-stripe #3124, wp-simple-pay-lite #6: each guest checkout made one more customer.
	test('a guest who buys twice with one address is one customer', async () => {
		await hear(office, checkout('guest@buyer.example'), 'on');
		await hear(office, checkout('GUEST@Buyer.Example'), 'on');
		expect(await customersOf(office, 'guest@buyer.example')).toBe(1);
	});

	test('an address that a customer has finds that customer, and keeps its ID at the provider', async () => {
		const known = await seedCustomer(office, { email: 'Known@Old.example' });
		const heard = checkout('known@old.example', { references: { providerCustomer: 'cus_known' } });
		expect(await hear(office, heard, 'on')).toMatchObject({ outcome: 'paid', customerCode: known.customerCode });
		const linked = `select count(*) from msp.customer where id = $1 and stripe_customer_id = 'cus_known'`;
		expect(await count(office, linked, [known.customerId])).toBe(1);
	});

	// cashier-stripe #1540: one address, two customers at Stripe.
	test('an address whose customer has another ID at the provider is for a person', async () => {
		await seedCustomer(office, { email: 'two@ids.example', stripeCustomerId: 'cus_first' });
		const heard = checkout('two@ids.example', { references: { providerCustomer: 'cus_second' } });
		const applied = await hear(office, heard, 'on');
		expect(applied).toMatchObject({ outcome: 'waiting' });
		expect(applied?.outcomeDetail).toContain('who is cus_first at the provider, and cus_second has paid');
	});

	// checkout-sdk-js #1029: purchase departments share one address.
	test('two customers with one address: a person decides', async () => {
		await seedCustomer(office, { customerCode: 'shared-a', email: 'buying@office.example' });
		await seedCustomer(office, { customerCode: 'shared-b', email: 'Buying@office.example' });
		const applied = await hear(office, checkout('buying@office.example'), 'on');
		expect(applied?.outcomeDetail).toContain('several customers have the address');
		expect(applied?.outcomeDetail).toContain('shared-a, shared-b');
		expect(await customersOf(office, 'buying@office.example')).toBe(2);
	});

	test('a code that nobody has, with the address of somebody, is for a person: metadata alone decides nothing', async () => {
		await seedCustomer(office, { customerCode: 'real', email: 'real@shop.example' });
		const heard = checkout('real@shop.example', { references: { customer: 'invented' } });
		const applied = await hear(office, heard, 'on');
		expect(applied).toMatchObject({ outcome: 'unknown_customer' });
		expect(applied?.outcomeDetail).toContain('real@shop.example is the address of real');
		expect(await count(office, `select count(*) from msp.customer where customer_code = 'invented'`)).toBe(0);
	});

	test('a code that the shop gives to a new buyer is the code of the customer', async () => {
		const heard = checkout('new@shop.example', { references: { customer: 'shop-4711' } });
		expect(await hear(office, heard, 'on')).toMatchObject({ outcome: 'paid', customerCode: 'shop-4711' });
	});

	test('a customer made of a buyer who has another address now is not guessed', async () => {
		const first = await hear(office, checkout('moved@old.example'), 'on');
		await database.owner.query(`update msp.customer set email = 'moved@new.example' where customer_code = $1`, [
			first?.customerCode,
		]);
		const again = await hear(office, checkout('moved@old.example'), 'on');
		expect(again?.outcomeDetail).toContain(`the code ${first?.customerCode ?? ''} is taken by a customer with another`);
	});
});

describe('one customer and one order', () => {
	// next-saas-stripe-starter #42: an event without the buyer comes first.
	test.each([false, true])('of an intent and its session, the session first: %s', async (sessionFirst) => {
		const reference = `pi-pair-${String(sessionFirst)}`;
		const email = `pair-${String(sessionFirst)}@buyer.example`;
		const session = checkout(email, { paymentReference: reference, references: { domain: `${reference}.example` } });
		const intent = event('payment_succeeded', 1, { paymentReference: reference, payer: { email } });
		for (const heard of sessionFirst ? [session, intent] : [intent, session]) await hear(office, heard, 'on');
		expect(await customersOf(office, email)).toBe(1);
		const paid = `select count(*) from msp.payment where payment_reference = $1 and outcome = 'paid'`;
		expect(await count(office, paid, [reference])).toBe(1);
	});

	// Cellarion #632, spree #13938: two requests at once each made a customer.
	test('of one delivery at several workers, and of several orders of one buyer at once', async () => {
		const heard = Array.from({ length: 6 }, () => checkout('racer@buyer.example'));
		const ids = (await Promise.all(heard.map(async (one) => await deliver(office, one)))).flatMap((id) => id ?? []);
		await Promise.all([...ids, ...ids, ...ids].map(async (id) => await resolveOrder(office, id, {}, 'on')));
		await Promise.all(ids.map(async (id) => await applyPayment(office, id)));
		expect(await customersOf(office, 'racer@buyer.example')).toBe(1);
		for (const { references } of heard) expect(await servicesOn(office, references.domain ?? '')).toBe(1);
	});

	test('in any order and repetition of the events, at one worker or at two', async () => {
		let round = 0;
		await fc.assert(
			fc.asyncProperty(fc.shuffledSubarray([0, 1, 2, 0, 1], { minLength: 5 }), fc.boolean(), async (order, atOnce) => {
				const name = `life-${(round += 1)}`;
				const email = `${name}@buyer.example`;
				const told = { paymentReference: `pi_${name}`, references: { domain: `${name}.example` } };
				const events = [
					checkout(email, told),
					event('payment_succeeded', 1, { paymentReference: told.paymentReference, payer: { email } }),
					event('payment_pending', 0, { paymentReference: told.paymentReference, amountMinor: null }),
				];
				const play = async (index: number) => {
					const heard = events[index];
					if (heard) await hear(office, heard, 'on');
				};
				if (atOnce) await Promise.all(order.map(play));
				else for (const index of order) await play(index);
				expect(await customersOf(office, email)).toBe(1);
				expect(await servicesOn(office, `${name}.example`)).toBe(1);
				const sql = `select count(*) from msp.payment where payment_reference = $1 and outcome = 'paid'`;
				expect(await count(office, sql, [`pi_${name}`])).toBe(1);
			}),
			{ numRuns: 8 },
		);
	}, 60_000);
});
