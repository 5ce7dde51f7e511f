import { applyPayment } from '../../core/billing';
import type { TaskOffice } from '../../core/tasks';
import { event, receive, seedOrder, seedShop } from '../support/billingScene';
import { backOfficeOn } from '../support/provisioningScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let office: TaskOffice;

beforeAll(async () => {
	database = await createTestDatabase();
	office = backOfficeOn(database.store);
});
afterAll(async () => await database.drop());

test('new payments on one invoice that are applied at once do not wait for each other in a circle', async () => {
	const shop = await seedShop(office, 'acme');
	for (let round = 0; round < 3; round++) {
		const order = `circle-${round}`;
		await seedOrder(office, shop, order);
		const ids: string[] = [];
		for (let n = 0; n < 8; n++) {
			const told = { references: { order }, paymentReference: `pi_${round}_${n}` };
			ids.push(await receive(office, event('payment_succeeded', n, told)));
		}
		await Promise.all(ids.map(async (id) => await applyPayment(office, id)));
	}
	await new Promise((done) => setTimeout(done, 1500));
	const { rows } = await database.owner.query<{ deadlocks: string }>(
		`select deadlocks from pg_stat_database where datname = current_database()`,
	);
	expect(rows[0]?.deadlocks).toEqual('0');
});
