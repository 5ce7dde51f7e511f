import { createService } from '../../core/billing';
import { createPlan } from '../../core/catalog';
import { createCustomer, saveCustomer } from '../../core/customers';
import { InputError } from '../../core/kernel/errors';
import { startManually } from '../../core/provisioning';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;

beforeAll(async () => {
	database = await createTestDatabase();
	for (const planCode of ['small', 'large']) {
		await createPlan(database, { planCode, name: planCode, price: '9.90', currency: 'EUR', packageName: 'p' });
	}
	for (let index = 0; index < 20; index++) {
		await createCustomer(database, { customerCode: `c${index}`, name: 'c', email: 'c@x.example' });
	}
});
afterAll(async () => await database.drop());

/** What became of twenty at once. A loser is told in our own words. */
async function twenty<T>(work: (index: number) => Promise<T>): Promise<{ won: T[]; lost: InputError[] }> {
	const results = await Promise.allSettled(Array.from({ length: 20 }, async (_, index) => await work(index)));
	const lost = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
	for (const error of lost) {
		expect(error).toBeInstanceOf(InputError);
		const { message, remedy } = error as InputError;
		expect(`${message} ${remedy}`).not.toMatch(/constraint|duplicate key|_key|_once|violat|deadlock/);
		expect(remedy).toMatch(/^[A-Z].*\.$/);
	}
	const won = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
	return { won, lost: lost as InputError[] };
}

const count = async (sql: string, values: unknown[]) =>
	(await database.owner.query<{ n: number }>(`select count(*)::int as n from ${sql}`, values)).rows[0]?.n;
const distinct = (ids: readonly string[]) => new Set(ids).size;

const order = (index: number, more: object = {}) => ({
	customerCode: 'c0',
	planCode: 'small',
	domain: `one${index}.example`,
	orderReference: `one-${index}`,
	dueInDays: 7,
	...more,
});

describe('Service: Create', () => {
	test('the same order is one, with one invoice', async () => {
		const { won, lost } = await twenty(async () => await createService(database, order(0)));
		expect(lost).toEqual([]);
		expect(won.filter(({ created }) => created)).toHaveLength(1);
		expect([distinct(won.map((one) => one.serviceId)), distinct(won.map((one) => one.invoiceId))]).toEqual([1, 1]);
	});

	test.each<[string, (index: number) => object]>([
		['domains', (index) => ({ domain: `d${index}.example`, orderReference: 'by-domain' })],
		['customers', (index) => ({ customerCode: `c${index}`, domain: 'd.example', orderReference: 'by-customer' })],
		['plans', (index) => ({ planCode: index % 2 ? 'small' : 'large', domain: 'p.example', orderReference: 'by-plan' })],
	])('one reference for several %s is of the first one; the others are told of it', async (what, more) => {
		const { won, lost } = await twenty(async (index) => await createService(database, order(index, more(index))));
		expect(distinct(won.map((one) => one.serviceId))).toBe(1);
		expect(won).toHaveLength(what === 'plans' ? 10 : 1);
		for (const error of lost) {
			expect(error).toMatchObject({
				field: 'orderReference',
				complaint: expect.stringContaining('belongs to another order'),
			});
		}
	});

	test('one domain under several references: each waits for its payment, and the first that is paid gets it', async () => {
		const same = (index: number) => order(index, { domain: 'wanted.example', orderReference: `wanted-${index}` });
		const { won, lost } = await twenty(async (index) => await createService(database, same(index)));
		expect([won.length, lost.length]).toEqual([20, 0]);
		expect(distinct(won.map((one) => one.invoiceNumber))).toBe(20);
	});
});

describe('Service: Start Manually', () => {
	const manual = (index: number, more: object = {}) => ({
		customerCode: 'c1',
		planCode: 'small',
		domain: `m${index}.example`,
		reference: `m-${index}`,
		reason: 'a test',
		...more,
	});

	test('the same order is one task', async () => {
		const { won, lost } = await twenty(async () => await startManually(database, manual(0)));
		expect(lost).toEqual([]);
		expect(distinct(won.map(({ taskId }) => taskId))).toBe(1);
	});

	test('one domain under several references: one is set up, and the others are told which order serves it', async () => {
		const same = (index: number) => manual(index, { domain: 'once.example', reference: `once-${index}` });
		const { won, lost } = await twenty(async (index) => await startManually(database, same(index)));
		expect([won.length, lost.length]).toEqual([1, 19]);
		for (const error of lost) {
			expect(error).toMatchObject({
				field: 'domain',
				complaint: expect.stringMatching(/^is once\.example, which the order manual:once-\d+ serves$/),
			});
		}
		expect(await count('msp.service where domain = $1', ['once.example'])).toBe(1);
	});

	test('one reference for several domains is of the first one', async () => {
		const same = (index: number) => manual(index, { reference: 'several' });
		const { won, lost } = await twenty(async (index) => await startManually(database, same(index)));
		expect([won.length, lost.length]).toEqual([1, 19]);
		for (const error of lost) expect(error).toMatchObject({ field: expect.stringMatching(/^(reference|domain)$/) });
		expect(await count(`msp.service where order_reference = 'manual:several'`, [])).toBe(1);
	});
});

describe('customers', () => {
	test('one code is of the first one', async () => {
		const { won, lost } = await twenty(
			async (index) => await createCustomer(database, { customerCode: 'new', name: `n${index}`, email: 'n@x.example' }),
		);
		expect([won.length, lost.length]).toEqual([1, 19]);
		for (const error of lost) expect(error).toMatchObject({ field: 'customerCode' });
	});

	test('one customer of Stripe is one of ours: the others are told which field is taken', async () => {
		const { won, lost } = await twenty(
			async (index) =>
				await saveCustomer(database, {
					customerCode: `s${index}`,
					name: 's',
					email: 's@x.example',
					stripeCustomerId: 'cus_1',
				}),
		);
		expect([won.length, lost.length]).toEqual([1, 19]);
		for (const error of lost) {
			expect(error).toMatchObject({
				field: 'stripeCustomerId',
				complaint: expect.stringContaining('another customer'),
			});
		}
		// A loser leaves nothing behind.
		expect(await count(`msp.customer where customer_code like 's%'`, [])).toBe(1);
	});
});
