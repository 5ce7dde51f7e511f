import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import {
	accountCreation,
	certificateRequest,
	databaseCreation,
	mailboxCreation,
	packageMaking,
	zoneEdit,
} from '../core/provisioning';
import { openServerPanel } from '../core/servers';
import { type ControlPanel } from '../core/panels';
import { runUnrecorded } from '../core/tasks';
import { startQueue, startWorker } from '../stack/parts/queueMode';
import type { RunningStack } from '../stack/parts/stack';
import { payCheckout, signedDelivery } from '../stack/standins/stripe';
import { percentile } from './support/load';
import { print } from './support/print';
import { withStack } from './support/stack';

/**
 * Paid orders from the payment to the completed task, in queue mode, against a panel that answers at once: what one task
 * costs, and how many a minute one worker and two workers complete. The peer makes the same steps on the same panel, the
 * look for the package among them, by plain calls, without n8n and without a record.
 */
const oneByOne = 12;
const atOnce = 60;

const spf = { type: 'TXT', value: 'v=spf1 a mx ~all', ttl: 3600 } as const;

async function main(): Promise<void> {
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-msp-bench-queue-'));
	await chmod(folder, 0o711);
	const queue = await startQueue(folder);
	try {
		await withStack({ n8nDatabase: 'postgres', n8nEnvironment: queue.environment }, async (stack) => {
			await makeRoom(stack);
			const workers = [await startWorker(stack.n8nSettings, folder, 'worker-1')];
			try {
				await order(stack, 'warm-up', 3);
				const peer = await plainCalls(stack);
				await measureSteps(stack, peer);

				const one = await tasksPerMinute(stack, 'one');
				const { perMinute } = peer;
				print('provision', {
					figure: 'tasks_per_minute',
					workers: 1,
					value: one,
					peer: perMinute,
					ratio: one / perMinute,
				});
				workers.push(await startWorker(stack.n8nSettings, folder, 'worker-2'));
				const two = await tasksPerMinute(stack, 'two');
				print('provision', { figure: 'tasks_per_minute', workers: 2, value: two, peer: one, ratio: two / one });
			} finally {
				await Promise.all(workers.map(async (worker) => await worker.stop()));
			}
		});
	} finally {
		await queue.redis.stop();
		await rm(folder, { recursive: true, force: true });
	}
}

async function makeRoom({ backOffice }: RunningStack): Promise<void> {
	await backOffice.store.asStaff(async (transaction) => {
		// Panels differ in their calls: the figures are WHM's, as the peer's are.
		await transaction.run(`update msp.server set max_accounts = 100000, accepts_new = (panel = 'whm')`);
	});
}

/** What one task takes, by the store's own times, and how much of it belongs to a step. */
async function measureSteps(stack: RunningStack, peer: Peer): Promise<void> {
	for (let count = 0; count < oneByOne; count++) await order(stack, `single-${count}`, 1);
	const times = await stack.backOffice.store.asStaff(
		async (transaction) =>
			await transaction.rows(
				z.object({ taskMs: z.number(), stepMs: z.number(), steps: z.number() }),
				`select extract(epoch from t.completed_at - t.created_at)::float8 * 1000 as "taskMs", count(*) as steps,
					avg(extract(epoch from p.finished_at - p.started_at))::float8 * 1000 as "stepMs"
				from msp.task t join msp.task_step p on p.task_id = t.id
				join msp.service s on s.id = t.service_id where s.order_reference like 'single-%' and p.name <> 'welcome-mail'
				group by t.id`,
			),
	);
	const median = (values: number[]) => percentile(values, 0.5);
	const stepMs = median(times.map((time) => time.stepMs));
	const taskMs = median(times.map((time) => time.taskMs));
	print('provision', { figure: 'task_ms', value: taskMs, peer: peer.taskMs, overhead: taskMs - peer.taskMs });
	print('provision', { figure: 'step_ms', value: stepMs, peer: peer.stepMs, overhead: stepMs - peer.stepMs });
}

async function tasksPerMinute(stack: RunningStack, name: string): Promise<number> {
	const began = performance.now();
	await order(stack, name, atOnce);
	return (atOnce * 60_000) / (performance.now() - began);
}

/** Customers pay; returns when everything is set up. */
async function order({ addresses, secrets, backOffice }: RunningStack, name: string, count: number): Promise<void> {
	const reference = `${name}-${randomBytes(3).toString('hex')}`;
	await Promise.all(
		Array.from({ length: count }, async (_, index) => {
			const event = payCheckout({
				order: `${reference}-${index}`,
				customer: 'linden-bakery',
				plan: 'starter',
				domain: `${reference}-${index}.example`,
				amount: 990,
				currency: 'EUR',
			});
			const { headers, body } = signedDelivery(event, [secrets.stripeSigningSecret]);
			const response = await fetch(`${addresses.n8n}/webhook/msp-stripe/payments`, { method: 'POST', headers, body });
			if (!response.ok) throw new Error(`the trigger answered ${response.status}: ${await response.text()}`);
		}),
	);
	const deadline = Date.now() + 300_000;
	for (;;) {
		const counted = await backOffice.store.asStaff(
			async (transaction) =>
				await transaction.row(
					z.object({ active: z.number() }),
					`select count(*) as active from msp.service where status = 'active' and order_reference like $1`,
					[`${reference}-%`],
				),
		);
		if (counted?.active === count) return;
		if (Date.now() > deadline) throw new Error(`only ${counted?.active ?? 0} of ${count} services are active`);
		await wait(25);
	}
}

interface Peer {
	readonly taskMs: number;
	readonly stepMs: number;
	readonly perMinute: number;
}

/** How many steps `setUp` makes: those of a task, but for the mail. */
const stepsOnPanel = 6;

/** The steps of a task on the panel, by plain calls, one task after the other. */
async function plainCalls({ backOffice }: RunningStack): Promise<Peer> {
	const { panel } = await openServerPanel(backOffice, 'web1');
	const times: number[] = [];
	for (let count = 0; count < oneByOne; count++) {
		const began = performance.now();
		await setUp(panel, `plain-${randomBytes(3).toString('hex')}.example`);
		times.push(performance.now() - began);
	}
	const taskMs = percentile(times, 0.5);
	return { taskMs, stepMs: taskMs / stepsOnPanel, perMinute: 60_000 / taskMs };
}

async function setUp(panel: ControlPanel, domain: string): Promise<void> {
	const contactEmail = 'office@linden-bakery.example';
	await runUnrecorded(packageMaking(panel), { packageName: 'starter', limits: null, serverCode: 'web1' });
	const { username: account } = await runUnrecorded(accountCreation(panel), {
		domain,
		packageName: 'starter',
		contactEmail,
	});
	await runUnrecorded(zoneEdit(panel), { account, present: [{ ...spf, name: '@' }] });
	await runUnrecorded(certificateRequest(panel), { account });
	await runUnrecorded(mailboxCreation(panel), { account, address: 'info', quotaMegabytes: 1000 });
	await runUnrecorded(databaseCreation(panel), { account, name: 'site' });
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
