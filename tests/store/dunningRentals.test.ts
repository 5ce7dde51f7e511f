import { readAccount, readBook, runDunning, stateOfCustomer } from '../../core/dunning';
import { fixedClock } from '../../core/kernel/clock';
import { savePolicy } from '../../core/policies';
import { runBookings } from '../../core/rentals';
import { simulate } from '../../core/simulation';
import { openRentalScene, type RentalScene } from '../support/rentalScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

/* A booking reminds its guest by terms of its own: dunning must not do so as well. */

let database: TestDatabase;
let scene: RentalScene;

beforeAll(async () => {
	database = await createTestDatabase();
	scene = await openRentalScene(database);
	await scene.unit({ terms: { balanceReminderDays: [3, -1] } });
	await savePolicy(scene.office, { scope: 'default' }, { dunning: 'live' });
});
afterAll(async () => await database.drop());

const everyone = async () => {
	const { rows } = await database.owner.query<{ code: string; id: string }>(
		'select customer_code as code, id from msp.customer',
	);
	const [guest] = rows;
	if (!guest || rows.length > 1) throw new Error('there is not one guest');
	return guest;
};

test('the invoices of a booking are not dunned, in the run and in the simulation, and another of its guest is', async () => {
	const { office } = scene;
	const booked = await scene.book({ arrival: '2026-05-01', departure: '2026-05-08' }, '2026-01-10T12:00:00Z');
	await scene.pay(await scene.invoice(booked.firstInvoiceId));
	await runBookings(office, scene.at('2026-04-05T12:00:00Z'));
	const { firstInvoiceId, balanceInvoiceId } = await scene.booking(booked.bookingCode);
	const balance = await scene.invoice(balanceInvoiceId);
	expect(balance).toMatchObject({ status: 'open', dueOn: '2026-04-17' });
	expect((await scene.invoice(firstInvoiceId)).status).toBe('paid');

	// Two days late: a warning of the default campaign is reached.
	const late = fixedClock(new Date('2026-04-19T01:00:00Z'));
	const { code, id } = await everyone();
	const run = await runDunning(office, { list: 10, clock: late });
	expect([run.status, run.notices]).toEqual(['finished', []]);
	expect(await stateOfCustomer(office, code, late)).toMatchObject({ state: 'current', invoices: [], notice: null });
	const ahead = await entriesOf(late);
	expect(ahead).toEqual([]);

	await database.owner.query(
		`insert into msp.invoice (customer_id, number, currency, total_minor, balance_minor, due_on, reference)
		values ($1, 'other-1', 'EUR', 500, 500, '2026-04-17', 'rent of a bicycle')`,
		[id],
	);
	const account = await office.store.asStaff(
		async (transaction) => await readAccount(transaction, await readBook(transaction, [id]), id, late.now()),
	);
	expect(account?.invoices.map(({ number }) => number)).toEqual(['other-1']);
	expect((await runDunning(office, { list: 10, clock: late })).notices).toMatchObject([
		{ customerCode: code, invoices: ['other-1'] },
	]);
	expect((await entriesOf(late)).length).toBeGreaterThan(0);
});

async function entriesOf(clock: ReturnType<typeof fixedClock>): Promise<unknown[]> {
	const entries: unknown[] = [];
	await simulate(scene.office, { days: 20, assume: 'nobody_pays' }, (some) => entries.push(...some), clock);
	return entries;
}
