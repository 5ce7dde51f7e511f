import { randomBytes, randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { openVault } from '../core/kernel/encryption';
import { openStep, runStep, type SideEffect, type TaskOffice } from '../core/tasks';
import { startProvisioning } from '../core/provisioning';
import { closePools, openStore } from '../core/db';
import { taskKinds } from '../nodes/shared/taskKinds';
import { migrate, withClient } from '../database/migrate';
import { setPassword } from '../database/passwords';
import { startPostgres } from '../stack/parts/embeddedPostgres';
import { freePort } from '../stack/parts/ports';

/**
 * Durable steps per second through the store, with a change outside that takes no time: what the protocol itself costs.
 * The peer writes an intent and a result in two bare transactions to a table without rules, on the same server.
 */
const stepsPerConnection = 300;

const instant: SideEffect<object, object, object> = {
	name: 'bench.step',
	intent: z.object({}),
	result: z.object({}),
	plan: async () => await Promise.resolve({ intent: {} }),
	apply: async () => await Promise.resolve({}),
	readBack: async () => await Promise.resolve({ state: 'absent' }),
};

async function main(): Promise<void> {
	const folder = join(tmpdir(), `n8n-nodes-msp-bench-${process.pid}`);
	const password = randomBytes(12).toString('hex');
	const server = await startPostgres({ folder: join(folder, 'data'), port: await freePort(), password });
	try {
		const login = { host: server.host, port: server.port, user: server.user, password, database: 'postgres' };
		await migrate(login);
		await withClient(login, async (client) => {
			await setPassword(client, 'msp_app', password);
			await client.query('create table bench_step (id uuid primary key, intent jsonb, result jsonb)');
			await client.query('grant all on bench_step to msp_app');
		});
		for (const connections of [1, 10]) {
			const office = backOffice({ ...login, user: 'msp_app' }, connections);
			const tasks = await seedTasks(office, connections);
			const ours = await perSecond(connections, async (connection, step) => {
				const place = { taskId: tasks[connection] ?? '', stepName: `step-${step}` };
				await runStep(openStep(office, place, instant), {});
			});
			const peer = await perSecond(connections, async () => await bareStep(office));
			print({ figure: 'durable_steps_per_second', connections, value: ours, peer, ratio: ours / peer });
			await closePools();
		}
	} finally {
		await closePools();
		await server.stop();
		await rm(folder, { recursive: true, force: true });
	}
}

interface Login {
	readonly host: string;
	readonly port: number;
	readonly user: string;
	readonly password: string;
	readonly database: string;
}

function backOffice(login: Login, connections: number): TaskOffice {
	return {
		store: openStore({ ...login, tls: 'off', maxConnections: connections }, 'bench'),
		vault: openVault({ current: { version: 1, key: randomBytes(32) }, previous: [] }),
		kinds: taskKinds,
	};
}

const identity = z.object({ id: z.uuid() });

/** A running task for each connection, so that they do not wait for each other's. */
async function seedTasks(office: TaskOffice, connections: number): Promise<string[]> {
	const tasks: string[] = [];
	for (let index = 0; index < connections; index++) {
		const name = `bench-${connections}-${index}`;
		const service = await office.store.asStaff(async (transaction) => {
			await transaction.run(
				`insert into msp.customer (customer_code, name, email) values ($1, $1, 'bench@customer.example')`,
				[name],
			);
			await transaction.run(
				`insert into msp.plan (plan_code, name, price_minor, currency, package_name) values ($1, $1, 0, 'EUR', 'starter')`,
				[name],
			);
			return await transaction.row(
				identity,
				`insert into msp.service (customer_id, plan_id, order_reference, domain, status)
				select c.id, p.id, $1, $1 || '.example', 'pending_setup' from msp.customer c, msp.plan p
				where c.customer_code = $1 and p.plan_code = $1 returning id`,
				[name],
			);
		});
		if (!service) throw new Error('the bench could not make its service');
		tasks.push((await startProvisioning(office, service.id)).taskId);
	}
	return tasks;
}

async function bareStep({ store }: TaskOffice): Promise<void> {
	const id = randomUUID();
	await store.asStaff(async (transaction) => {
		await transaction.run(`insert into bench_step (id, intent) values ($1, '{}')`, [id]);
	});
	await store.asStaff(async (transaction) => {
		await transaction.run(`update bench_step set result = '{}' where id = $1`, [id]);
	});
}

/** How many steps a second all connections make together. */
async function perSecond(
	connections: number,
	step: (connection: number, step: number) => Promise<void>,
): Promise<number> {
	for (let warmUp = 0; warmUp < connections; warmUp++) await step(warmUp, -1);
	const began = performance.now();
	await Promise.all(
		Array.from({ length: connections }, async (_, connection) => {
			for (let count = 0; count < stepsPerConnection; count++) await step(connection, count);
		}),
	);
	return (connections * stepsPerConnection * 1000) / (performance.now() - began);
}

function print(figure: Record<string, string | number>): void {
	const rounded = Object.entries(figure).map(([name, value]) => [
		name,
		typeof value === 'number' ? Math.round(value * 100) / 100 : value,
	]);
	console.log(JSON.stringify({ bench: 'steps', ...Object.fromEntries(rounded) }));
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
