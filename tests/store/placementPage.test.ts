import { acceptPlacement, makePlacementLink, placeByHand, showPlacement } from '../../core/billing';
import { newCustomer } from '../../core/billing/placementPage/markup';
import { claimUnprocessedEvents } from '../../core/payments';
import type { TaskOffice } from '../../core/tasks';
import { event, grow } from '../support/billingScene';
import {
	checkout,
	count,
	customersOf,
	deliver,
	handle,
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

const page = 'https://n8n.example.com/webhook/msp/payment-placement';

async function left(heard: ReturnType<typeof checkout>): Promise<string> {
	const id = (await deliver(office, heard)) ?? '';
	await grow(database, id);
	expect(await handle(office, id)).toMatchObject({ needsAttention: true });
	return id;
}

function ticketFor(paymentEventId: string, more: { mayCreate?: boolean; hours?: number } = {}): string {
	const link = { page, paymentEventId, mayCreate: true, language: 'en', hours: 168, ...more } as const;
	return new URL(makePlacementLink(office.vault, link)).searchParams.get('ticket') ?? '';
}

const posted = (ticket: string, customer: string, domain = '') => ({
	ticket,
	customer,
	planCode: 'starter',
	domain,
	by: 'Grace',
});

describe('the page of a payment that nobody could place', () => {
	test('shows the money, the buyer and who it may be, and changes nothing', async () => {
		await seedCustomer(office, { customerCode: 'likely', name: 'Likely Ltd', email: 'ada@likely.example' });
		const heard = checkout('Ada@likely.example', {
			references: { customer: 'nobody-here' },
			payer: { name: '<b>Ada</b>', email: 'Ada@likely.example' },
		});
		const id = await left(heard);
		const { statusCode, html } = await showPlacement(office, { ticket: ticketFor(id) });
		expect(statusCode).toBe(200);
		for (const text of [
			'€20.00',
			'Ada@likely.example',
			'likely · Likely Ltd',
			'nobody-here',
			'&lt;b&gt;Ada&lt;/b&gt;',
			'Make a new customer',
		]) {
			expect(html).toContain(text);
		}
		expect(html).not.toContain('checked');
		expect(html).not.toContain('<script');
		expect(await servicesOn(office, heard.references.domain ?? '')).toBe(0);
		const again = await showPlacement(office, { ticket: ticketFor(id), search: 'LIKELY' });
		expect(again.html).toContain('likely · Likely Ltd');
	});

	test('finds other customers by a search', async () => {
		await seedCustomer(office, { customerCode: 'searched-for', name: 'Other' });
		const id = await left(checkout('search@buyer.example'));
		expect((await showPlacement(office, { ticket: ticketFor(id) })).html).not.toContain('searched-for');
		expect((await showPlacement(office, { ticket: ticketFor(id), search: 'rched-f' })).html).toContain('searched-for');
	});

	test('does not open with a ticket of something else, nor after its time, which it says', async () => {
		const id = await left(checkout('old@buyer.example'));
		expect(await showPlacement(office, { ticket: 'v1.nonsense' })).toMatchObject({ statusCode: 403 });
		const other = office.vault.seal(
			'drift:approval',
			JSON.stringify({ paymentEventId: id, mayCreate: true, language: 'en', until: '2999-01-01T00:00:00Z' }),
		);
		expect(await showPlacement(office, { ticket: other })).toMatchObject({ statusCode: 403 });
		const old = ticketFor(id, { hours: -1 });
		const refused = await showPlacement(office, { ticket: old });
		expect(refused.statusCode).toBe(410);
		expect(refused.html).toContain('is too old now');
		expect(await acceptPlacement(office, posted(old, newCustomer))).toMatchObject({ statusCode: 410, placed: false });
		expect(await customersOf(office, 'old@buyer.example')).toBe(0);
	});
});

describe('the form', () => {
	test('places the payment on a new customer, and the money goes the usual way', async () => {
		const heard = checkout('form@buyer.example', { references: { providerCustomer: 'cus_form' } });
		const id = await left(heard);
		const ticket = ticketFor(id);
		const first = await acceptPlacement(office, posted(ticket, newCustomer));
		expect(first).toMatchObject({
			statusCode: 200,
			placed: true,
			paymentEventId: id,
			placement: { customerCreated: true },
		});
		expect(await handle(office, id)).toMatchObject({
			outcome: 'paid',
			needsAttention: false,
			provisioningNeeded: true,
		});
		const second = await acceptPlacement(office, { ...posted(ticket, newCustomer), by: 'Heidi' });
		expect(second).toMatchObject({ statusCode: 200, placed: false });
		expect(second.html).toMatch(/Grace has placed this payment already/);
		expect((await showPlacement(office, { ticket })).html).toMatch(/Grace has placed this payment already/);
		expect(await customersOf(office, 'form@buyer.example')).toBe(1);
		expect(await servicesOn(office, heard.references.domain ?? '')).toBe(1);
		expect(await count(office, `select count(*) from msp.audit_log where action = 'payment.place'`)).toBe(1);
		// The next payment of the buyer is known by the ID that was kept.
		const next = checkout('form@buyer.example', { references: { providerCustomer: 'cus_form' } });
		expect(await handle(office, (await deliver(office, next)) ?? '')).toMatchObject({ outcome: 'paid' });
	});

	test('is pressed twice at once by two people: one decides', async () => {
		const known = await seedCustomer(office, { customerCode: 'racing' });
		const heard = checkout('racing@buyer.example');
		const ticket = ticketFor(await left(heard));
		const results = await Promise.all(
			[known.customerCode, newCustomer, known.customerCode, newCustomer].map(
				async (customer) => await acceptPlacement(office, posted(ticket, customer)),
			),
		);
		expect(results.filter(({ placed }) => placed)).toHaveLength(1);
		expect(await servicesOn(office, heard.references.domain ?? '')).toBe(1);
	});

	test('is taken up by the reconciler when n8n dies right after it', async () => {
		const id = await left(checkout('dies@buyer.example'));
		await acceptPlacement(office, posted(ticketFor(id), newCustomer));
		await database.owner.query(`update msp.payment_event set lease_until = now() where id = $1`, [id]);
		const taken = await office.store.asStaff(async (transaction) => await claimUnprocessedEvents(transaction, 10));
		expect(taken.map(({ paymentEventId }) => paymentEventId)).toContain(id);
		expect(await handle(office, id)).toMatchObject({ outcome: 'paid' });
	});

	test.each([
		['no name', { by: ' ' }, 400, 'Say who you are'],
		['no customer', { customer: '' }, 400, 'Say whose the payment is'],
		['a customer who is not there', { customer: 'not-there' }, 409, 'no customer has the code not-there'],
		['a plan that is not there', { planCode: 'none' }, 409, 'is unknown: none'],
		['a domain that is none', { domain: 'not a domain' }, 409, 'is not a domain'],
	])('with %s changes nothing and says so', async (_, change, statusCode, words) => {
		const heard = checkout('wrong@buyer.example');
		const ticket = ticketFor(await left(heard));
		const refused = await acceptPlacement(office, { ...posted(ticket, newCustomer), ...change });
		expect(refused).toMatchObject({ statusCode, placed: false });
		expect(refused.html).toContain(words);
		expect(await customersOf(office, 'wrong@buyer.example')).toBe(0);
	});

	test('makes no customer where the policy is off', async () => {
		const ticket = ticketFor(await left(checkout('off@buyer.example')), { mayCreate: false });
		expect((await showPlacement(office, { ticket })).html).not.toContain('Make a new customer');
		expect(await acceptPlacement(office, posted(ticket, newCustomer))).toMatchObject({
			statusCode: 400,
			placed: false,
		});
		expect(await customersOf(office, 'off@buyer.example')).toBe(0);
	});

	test('gives a payment without a plan and a domain both', async () => {
		const known = await seedCustomer(office, { customerCode: 'bare' });
		const heard = event('payment_succeeded', 1, { paymentReference: 'pi_bare' });
		const id = await left(heard);
		const done = await acceptPlacement(office, posted(ticketFor(id), known.customerCode, 'bare.example'));
		expect(done).toMatchObject({
			placed: true,
			placement: { domain: 'bare.example', orderReference: 'stripe:pi_bare' },
		});
		expect(await handle(office, id)).toMatchObject({ outcome: 'paid' });
	});
});

test('the next payments of a subscription stay with the customer whom a person chose', async () => {
	const known = await seedCustomer(office, { customerCode: 'chosen' });
	const subscribed = { customer: 'never-entered', providerSubscription: 'sub_chosen', domain: 'chosen.example' };
	const first = checkout('', { references: subscribed, detail: { recurring: 'first' } });
	const id = await left(first);
	await placeByHand(office, { paymentEventId: id, customerCode: known.customerCode, by: 'Grace' });
	await handle(office, id);
	const renewal = checkout('', { references: subscribed, detail: { recurring: 'renewal' } });
	expect(await handle(office, (await deliver(office, renewal)) ?? '')).toMatchObject({
		outcome: 'paid',
		customerCode: 'chosen',
	});
});

// theCrag #1606, ers #521: money that has not come, or is placed, must not be in the list of what waits.
test('money that was refused, or has its order, is not placed by hand', async () => {
	const failed = (await deliver(office, event('payment_failed', 1, { paymentReference: 'pi_refused' }))) ?? '';
	await handle(office, failed);
	await seedCustomer(office, { customerCode: 'placed-once' });
	const place = { customerCode: 'placed-once', planCode: 'starter', domain: 'refused.example', by: 'Grace' };
	await expect(placeByHand(office, { ...place, paymentEventId: failed })).rejects.toThrow('has not come');
	const heard = checkout('', { references: { customer: 'placed-once' } });
	const id = (await deliver(office, heard)) ?? '';
	await handle(office, id);
	expect(await placeByHand(office, { ...place, paymentEventId: id })).toMatchObject({
		state: 'already',
		placedBy: null,
	});
	expect(await servicesOn(office, 'refused.example')).toBe(0);
});
