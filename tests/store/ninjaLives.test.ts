import fc from 'fast-check';
import type { TaskOffice } from '../../core/tasks';
import { forget, reconcile } from '../support/paymentBooks';
import { ninjaBooksOf, receiveNews, seedClient } from '../support/ninjaBooks';
import { moneyOf, ninjaLife, truthOf, type News, type NinjaLife } from '../support/ninjaLives';
import { backOfficeOn } from '../support/provisioningScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';
import { tries } from '../support/tries';

let database: TestDatabase;
let office: TaskOffice;
beforeAll(async () => {
	database = await createTestDatabase();
	office = backOfficeOn(database.store);
});
afterAll(async () => await database.drop());

const numRuns = Number(process.env.MSP_LIVES ?? tries(10, 50));

async function expectTruth(life: NinjaLife): Promise<void> {
	const { payments, invoices } = await ninjaBooksOf(database);
	const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);
	const money = payments.filter(({ outcome }) => outcome !== 'failed');
	// All the money that there is, once: whatever it is for.
	expect({
		cameMinor: sum(money.map(({ amount }) => amount)),
		backMinor: sum(money.map(({ refunded }) => refunded)),
	}).toEqual(moneyOf(life.books));
	// What a gateway took for a payment that was deleted pays nothing, and is told apart.
	const deleted = life.books.payments.filter(({ isDeleted }) => isDeleted).map(({ id }) => id);
	for (const truth of truthOf(life.books)) {
		const external = `${life.books.world.companyCode}:${truth.id}`;
		const invoice = invoices.find((one) => one.external === external);
		expect(invoice).toMatchObject({ status: truth.status, balance: truth.balanceMinor });
		const own = money.filter(
			(payment) => payment.external === external && !deleted.some((id) => payment.reference.includes(id)),
		);
		expect(sum(own.map(({ amount }) => amount))).toBe(truth.moneyMinor);
		if (truth.refundedMinor !== null) expect(sum(own.map(({ refunded }) => refunded))).toBe(truth.refundedMinor);
		if (truth.settled !== null) expect(invoice?.decision === 'set_up').toBe(truth.settled);
	}
	expectSeen(payments);
}

/** Money that pays nothing needs a person. */
function expectSeen(payments: Awaited<ReturnType<typeof ninjaBooksOf>>['payments']): void {
	const left = payments.filter(
		({ external, amount, refunded, lost, outcome }) =>
			external === null && outcome !== 'failed' && amount > refunded + lost,
	);
	expect(left.filter(({ attention }) => !attention)).toEqual([]);
}

const twice = (news: readonly News[]) =>
	fc
		.subarray([...news], { maxLength: Math.min(4, news.length) })
		.chain((again) => fc.shuffledSubarray([...news, ...again], { minLength: news.length + again.length }))
		.map((arriving) => Object.assign([...arriving], { [fc.toStringMethod]: () => namesOf(news, arriving) }));

/** Which of the news, by their places in time. */
const namesOf = (news: readonly News[], arriving: readonly News[]) =>
	arriving.map((one) => news.indexOf(one)).join(' ');

test('every life in any order, and repeated, ends in the books of Invoice Ninja and its gateways', async () => {
	const lives = ninjaLife('main').chain((life) => fc.record({ life: fc.constant(life), arriving: twice(life.news) }));
	await fc.assert(
		fc.asyncProperty(lives, async ({ life, arriving }) => {
			await forget(database);
			await seedClient(office, 'main', life.clientId);
			for (const news of arriving) await receiveNews(office, news);
			await reconcile(office, database);
			await expectTruth(life);
		}),
		{ numRuns },
	);
}, 300_000);

test('any part of the news leaves no money unseen, and the rest puts it right', async () => {
	const lives = ninjaLife('main').chain((life) =>
		fc.record({
			life: fc.constant(life),
			part: fc
				.shuffledSubarray([...life.news])
				.map((part) => Object.assign(part, { [fc.toStringMethod]: () => namesOf(life.news, part) })),
		}),
	);
	await fc.assert(
		fc.asyncProperty(lives, async ({ life, part }) => {
			await forget(database);
			await seedClient(office, 'main', life.clientId);
			for (const news of part) await receiveNews(office, news);
			await reconcile(office, database);
			expectSeen((await ninjaBooksOf(database)).payments);
			for (const news of life.news.filter((one) => !part.includes(one))) await receiveNews(office, news);
			await reconcile(office, database);
			await expectTruth(life);
		}),
		{ numRuns },
	);
}, 300_000);
