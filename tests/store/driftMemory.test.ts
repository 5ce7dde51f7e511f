import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { z } from 'zod';
import { auditFleet, standardAudit } from '../../core/drift';
import type { Account } from '../../core/panels';
import { accountNamed, driftSeed, playedFleet } from '../support/driftScene';
import { backOfficeOn } from '../support/provisioningScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

setFlagsFromString('--expose-gc');
const collectGarbage = z.function().parse(runInNewContext('gc'));

let database: TestDatabase;
beforeAll(async () => {
	database = await createTestDatabase();
	await driftSeed(database).base();
});
afterAll(async () => await database.drop());

/** What is really held, in MB. */
function heldMegabytes(): number {
	collectGarbage();
	return process.memoryUsage().heapUsed / 1_048_576;
}

/** Accounts that are made as they are asked for, and what is held after every so many of them. */
function watched(count: number, every: number, make: (index: number) => Account) {
	const held: number[] = [];
	const accounts: Iterable<Account> = {
		*[Symbol.iterator]() {
			for (let index = 0; index < count; index++) {
				if (index % every === every - 1) held.push(heldMegabytes());
				yield make(index);
			}
		},
	};
	return { accounts, held };
}

test('what an audit holds does not grow with the accounts that it reads, whether they agree or not', async () => {
	const seed = driftSeed(database);
	const fleet = playedFleet();
	await seed.server('big');
	const names = Array.from({ length: 1_000 }, (_, index) => `own${index}`);
	await seed.services(names.map((name) => ({ name, server: 'big', invoice: 'paid' })));
	// 40,000 accounts, of which the services' own come first, and every tenth of the others is nobody's.
	const { accounts, held } = watched(40_000, 4_000, (index) =>
		accountNamed(index < 1_000 || index % 10 !== 0 ? `own${index % 1_000}` : `nobody${index}`, {
			contactEmail: `somebody-with-a-long-name-${index}@example.com`,
		}),
	);
	fleet.panelOf('big').accounts = accounts;
	const run = await auditFleet(backOfficeOn(database.store), standardAudit, fleet.open);
	expect(run).toMatchObject({ accounts: 40_000, findings: 3_900 });

	expect(held).toHaveLength(10);
	const [first = 0, ...later] = held;
	// 36,000 accounts more would be 30 MB if they were kept.
	expect(Math.max(...later) - first).toBeLessThan(3);
});

test('nor with the servers that it has been to', async () => {
	const seed = driftSeed(database);
	const fleet = playedFleet();
	const held: number[] = [];
	const codes = Array.from({ length: 8 }, (_, index) => `small${index}`);
	for (const code of codes) {
		await seed.server(code);
		const names = Array.from({ length: 1_500 }, (_, index) => `${code}s${index}`);
		await seed.services(names.map((name) => ({ name, server: code, invoice: 'paid' })));
		const one = watched(1_500, 1_500, (index) => accountNamed(`${code}s${index}`));
		fleet.panelOf(code).accounts = one.accounts;
		fleet.panelOf(code).meanwhile = async () => await Promise.resolve(held.push(heldMegabytes()));
	}
	const office = backOfficeOn(database.store);
	await auditFleet(office, { ...standardAudit, servers: codes, atOnce: 2 }, fleet.open);
	expect(held).toHaveLength(8);
	expect(Math.max(...held.slice(2)) - Math.max(...held.slice(0, 2))).toBeLessThan(3);
});
