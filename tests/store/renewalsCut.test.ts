import fc from 'fast-check';
import { addDays } from '../../core/kernel/calendar';
import { issueRenewal, prepareRenewals } from '../../core/renewals';
import { Killed } from '../support/memoryPanel';
import { mortalStore } from '../support/mortalStore';
import { linesOf, nightOf, on, seedCustomer, seedPlan, seedService, setPolicy } from '../support/renewalScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';
import { tries } from '../support/tries';

let database: TestDatabase;

beforeAll(async () => {
	database = await createTestDatabase();
	await setPolicy(database.store, { renewals: 'live' });
});
afterAll(async () => await database.drop());

/** Two services of one customer and one of another, of which one asks for a set-up fee. */
async function scene() {
	const { store } = database;
	const plan = await seedPlan(store);
	const fee = await seedPlan(store, { set_up_fee_minor: 500 });
	const [one, other] = [await seedCustomer(store), await seedCustomer(store)];
	const services = [
		await seedService(store, { ...one, ...plan, since: '2026-01-31' }),
		await seedService(store, { ...one, ...fee, since: '2026-02-24', invoiced: false }),
		await seedService(store, { ...other, ...plan, since: '2026-01-28' }),
	];
	return { one, other, services };
}

const statuses = async () => {
	const { rows } = await database.owner.query<{ state: string; count: string }>(
		`select i.status || ' ' || coalesce(t.status, 'no task') as state, count(*) from msp.invoice i
			left join msp.task t on t.subject_id = i.id where i.number not like 'INV-%' group by 1 order by 1`,
	);
	return rows;
};

/** What is invoiced of each service, each line once. */
const booked = async (services: readonly string[]) =>
	await Promise.all(
		services.map(async (id) =>
			(await linesOf(database.store, id)).map(({ kind, periodFrom, totalMinor }) => [kind, periodFrom, totalMinor]),
		),
	);

const night = async (store: TestDatabase['store'], customers: readonly string[], day: string) => {
	for (const customerCode of customers) {
		const run = await prepareRenewals({ store }, { missedPeriods: 'ask', customerCode }, on(day));
		for (const { invoiceId } of run.prepared) await issueRenewal({ store }, invoiceId, on(day));
	}
};

test('a run that dies at any statement, and one after it, make each invoice once', async () => {
	const expected = [
		[
			['renewal', '2026-02-28', 1_000],
			['renewal', '2026-03-31', 1_000],
		],
		[
			['renewal', '2026-02-24', 1_000],
			['renewal', '2026-03-24', 1_000],
			['set_up', null, 500],
		],
		[
			['renewal', '2026-02-28', 1_000],
			['renewal', '2026-03-28', 1_000],
		],
	];
	await fc.assert(
		fc.asyncProperty(fc.integer({ min: 1, max: 90 }), fc.boolean(), fc.boolean(), async (dieAt, heard, twice) => {
			const { one, other, services } = await scene();
			const customers = [one.customerCode, other.customerCode];
			const { store } = mortalStore(() => database.pool(), dieAt, heard);
			const dying = night(store, customers, '2026-02-24').catch((error: unknown) => {
				if (!(error instanceof Killed) && !String(error).includes('Killed')) throw error;
			});
			if (twice) await Promise.all([dying, night(database.store, customers, '2026-02-24')]);
			await dying;
			for (const day of ['2026-02-25', '2026-03-26']) await night(database.store, customers, day);
			expect((await booked(services)).map((lines) => lines.toSorted())).toEqual(expected);
		}),
		{ numRuns: tries(8, 80) },
	);
	// Drafts that nobody issued have a task, which is taken up again.
	for (const { state } of await statuses()) expect(state).toMatch(/^(draft|open) pending$/);
});

test('numbers have no gaps and no doubles, whatever died', async () => {
	const { rows } = await database.owner.query<{ number: string }>(
		`select number from msp.invoice where number like 'MSP-%' order by number`,
	);
	expect(rows.length).toBeGreaterThan(10);
	expect(rows.map(({ number }) => Number(number.slice(4)))).toEqual(rows.map((_, index) => index + 1));
});

test('a year of nights, a fifth of them missed, invoices what a year without a miss does', async () => {
	const { store } = database;
	const plan = await seedPlan(store);
	const customer = await seedCustomer(store);
	const serviceId = await seedService(store, { ...customer, ...plan, since: '2026-01-31' });
	const { customerCode } = customer;
	for (let day = 0; day < 365; day += day % 5 === 3 ? 2 : 1 + (day % 3 === 0 ? 3 : 0)) {
		await nightOf(store, addDays('2026-02-01', day), { customerCode });
	}
	expect((await linesOf(store, serviceId)).map(({ periodFrom }) => periodFrom)).toEqual([
		...['2026-02-28', '2026-03-31', '2026-04-30', '2026-05-31', '2026-06-30', '2026-07-31', '2026-08-31'],
		...['2026-09-30', '2026-10-31', '2026-11-30', '2026-12-31', '2027-01-31'],
	]);
});
