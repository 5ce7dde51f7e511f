import { randomBytes } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { z } from 'zod';
import { auditFleet, reportRun, standardAudit } from '../core/drift';
import { openVault } from '../core/kernel/encryption';
import type { Account } from '../core/panels';
import type { TaskOffice } from '../core/tasks';
import { accountNamed, driftSeed, playedFleet } from '../tests/support/driftScene';
import setUpServer from '../tests/support/globalSetup';
import tearDownServer from '../tests/support/globalTeardown';
import { taskKinds } from '../nodes/shared/taskKinds';
import { createTestDatabase } from '../tests/support/testDatabase';
import { print } from './support/print';

/**
 * The nightly audit of a fleet whose panels answer at once, on a real PostgreSQL: seconds, and how far the memory grows
 * over what it was before. One account in a hundred disagrees. The peer reads the same lists and looks at nothing.
 */
const fleets = [
	{ servers: 1, accounts: 5_000 },
	{ servers: 20, accounts: 250 },
	{ servers: 20, accounts: 5_000 },
] as const;

async function main(): Promise<void> {
	await setUpServer();
	for (const { servers, accounts } of fleets) await measure(servers, accounts);
	await tearDownServer();
	process.exit();
}

async function measure(servers: number, accounts: number): Promise<void> {
	const database = await createTestDatabase();
	const vault = openVault({ current: { version: 1, key: randomBytes(32) } });
	const office: TaskOffice = { store: database.store, vault, kinds: taskKinds };
	const fleet = playedFleet();
	const seed = driftSeed(database);
	await seed.base();
	const codes = Array.from({ length: servers }, (_, index) => `node${String(index).padStart(2, '0')}`);
	for (const code of codes) {
		await seed.server(code);
		const names = Array.from({ length: accounts }, (_, index) => nameOf(code, index));
		await seed.services(names.map((name) => ({ name, server: code, invoice: 'paid' })));
		fleet.panelOf(code).accounts = generated(code, accounts);
	}
	await database.owner.query('analyze');

	const read = await measured(async (look) => {
		for (const code of codes) {
			const { panel } = await fleet.open(office, code);
			let count = 0;
			for await (const account of panel.listAccounts()) if (account.domain !== '' && ++count % 50 === 0) look();
		}
	});
	for (const night of ['first', 'second']) {
		const audit = await measured(async () => await auditFleet(office, standardAudit, fleet.open));
		const { findings, accounts: seen } = await reportRun(office, { language: 'en' });
		print('drift', {
			...{ figure: `${night}_night`, servers, accounts: seen, findings, seconds: audit.seconds },
			accountsPerSecond: seen / audit.seconds,
			...{ peerSeconds: read.seconds, heapMb: audit.heap, peakHeapMb: audit.peakHeap, rssMb: audit.rss },
			peakRssMb: audit.peakRss,
			serversAtOnce: fleet.watched.mostUnderWay,
		});
	}
	const report = await measured(async () => await reportRun(office, { language: 'en' }));
	print('drift', { figure: 'report', servers, accounts: servers * accounts, seconds: report.seconds });
	await database.drop();
}

const nameOf = (code: string, index: number) => `${code}u${String(index).padStart(5, '0')}`;

/** The accounts of a server, made one by one as they are asked for; the lists themselves take no memory. */
function generated(code: string, accounts: number): Iterable<Account> {
	return {
		*[Symbol.iterator]() {
			for (let index = 0; index < accounts; index++) {
				const differs = index % 100 === 0 ? { suspended: true, suspensionReason: 'overdue' } : {};
				yield accountNamed(nameOf(code, index), differs);
			}
		},
	};
}

setFlagsFromString('--expose-gc');
const collectGarbage = z.function().parse(runInNewContext('gc'));

/** In MB: how far heap and resident memory grow while it works, looked at every few milliseconds. */
async function measured(work: (look: () => void) => Promise<unknown>) {
	collectGarbage();
	const before = process.memoryUsage();
	let [heap, rss] = [before.heapUsed, before.rss];
	const look = () => {
		const now = process.memoryUsage();
		heap = Math.max(heap, now.heapUsed);
		rss = Math.max(rss, now.rss);
	};
	const looking = setInterval(look, 5);
	const began = performance.now();
	await work(look);
	const seconds = (performance.now() - began) / 1000;
	look();
	clearInterval(looking);
	const megabytes = (bytes: number) => bytes / 1_048_576;
	return {
		seconds,
		heap: megabytes(heap - before.heapUsed),
		peakHeap: megabytes(heap),
		rss: megabytes(rss - before.rss),
		peakRss: megabytes(rss),
	};
}

main().catch((error: unknown) => {
	console.error(error);
	process.exit(1);
});
