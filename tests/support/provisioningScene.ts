import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { openVault } from '../../core/kernel/encryption';
import { ExternalError } from '../../core/kernel/errors';
import { openStep, runStep, type SideEffect, type StepPlace, type TaskOffice } from '../../core/tasks';
import { startProvisioning } from '../../core/provisioning';
import type { Store } from '../../core/db';
import { findService } from '../../core/services/services';
import { taskKinds } from '../../nodes/shared/taskKinds';

/** A back office on a test database, with a key of its own. */
export function backOfficeOn(store: Store): TaskOffice {
	return { store, vault: openVault({ current: { version: 1, key: randomBytes(32) }, previous: [] }), kinds: taskKinds };
}

const identity = z.object({ id: z.uuid() });

/** A customer, a plan of a group of its own, and servers of so many accounts each; gives the group's plan and customer. */
export async function seedPlan(
	{ store }: TaskOffice,
	name: string,
	servers: readonly number[],
	placement = 'least_full',
): Promise<{ customerId: string; planId: string }> {
	return await store.asStaff(async (transaction) => {
		const [customer] = await transaction.rows(
			identity,
			`insert into msp.customer (customer_code, name, email) values ($1, $1, $1 || '@customer.example') returning id`,
			[name],
		);
		const [plan] = await transaction.rows(
			identity,
			`insert into msp.plan (plan_code, name, price_minor, currency, package_name, server_group, placement)
			values ($1, $1, 1000, 'EUR', 'starter', $1, $2) returning id`,
			[name, placement],
		);
		for (const [index, maxAccounts] of servers.entries()) {
			await transaction.run(
				`insert into msp.server (server_code, panel, base_url, username, sealed_token, server_group, max_accounts, fill_order)
				values ($1, 'whm', 'https://panel.example:2087', 'root', 'sealed', $2, $3, $4)`,
				[`${name}-${index + 1}`, name, maxAccounts, index],
			);
		}
		if (!customer || !plan) throw new Error('the seed made no customer or plan');
		return { customerId: customer.id, planId: plan.id };
	});
}

/** A paid service that is to be set up; gives its ID. */
export async function seedService(
	{ store }: TaskOffice,
	{ customerId, planId }: { customerId: string; planId: string },
	domain: string,
	status = 'pending_setup',
): Promise<string> {
	return await store.asStaff(async (transaction) => {
		const [service] = await transaction.rows(
			identity,
			`insert into msp.service (customer_id, plan_id, order_reference, domain, status)
			values ($1, $2, 'order-' || $3, $3, $4) returning id`,
			[customerId, planId, domain, status],
		);
		if (!service) throw new Error('the seed made no service');
		return service.id;
	});
}

/** A task for a new service of the plan, not claimed yet. */
export async function seedTask(
	backOffice: TaskOffice,
	plan: { customerId: string; planId: string },
	domain: string,
): Promise<string> {
	return (await startProvisioning(backOffice, await seedService(backOffice, plan, domain))).taskId;
}

/** A task for a service of its own, on servers of its own. */
export async function seedTaskAlone(office: TaskOffice, name: string, servers: readonly number[] = [5]) {
	const plan = await seedPlan(office, name, servers);
	const domain = `${name}.example`;
	const serviceId = await seedService(office, plan, domain);
	const { taskId } = await startProvisioning(office, serviceId);
	const service = async () => {
		const found = await office.store.asStaff(async (transaction) => await findService(transaction, serviceId));
		if (!found) throw new Error('the service is gone');
		return found;
	};
	return { plan, domain, serviceId, taskId, service };
}

/** Runs one step of a task, as a node does. */
export async function step<Wanted, Intent, Result>(
	office: TaskOffice,
	place: StepPlace,
	effect: SideEffect<Wanted, Intent, Result>,
	wanted: Wanted,
): Promise<Result> {
	return await runStep(openStep(office, place, effect), wanted);
}

/** A side effect that makes nothing, and ends with the error. */
export const failing = (error: Error): SideEffect<object, object, object> => ({
	name: 'note.write',
	intent: z.object({}),
	result: z.object({}),
	plan: async () => await Promise.resolve({ intent: {} }),
	apply: async () => await Promise.reject(error),
	readBack: async () => await Promise.resolve({ state: 'absent' }),
});

/** Lets every lease run out and every due time come, as hours of waiting would. */
export async function letTimePass({ store }: TaskOffice): Promise<void> {
	await store.asStaff(async (transaction) => {
		await transaction.run(
			`update msp.task_step set lease_until = now() - interval '1 second' where lease_until > now()`,
		);
		await transaction.run(`update msp.task set lease_until = now() - interval '1 second' where lease_until > now()`);
		await transaction.run(`update msp.task set next_attempt_at = now() where next_attempt_at > now()`);
	});
}

/** A panel that is only a list, and the side effect of making an account with a generated password on it. */
export function listPanel() {
	const accounts: Array<{ domain: string; password: string }> = [];
	const removed: string[] = [];
	const creation: SideEffect<{ domain: string; password: string }, { domain: string }, { domain: string }> = {
		name: 'account.create',
		intent: z.object({ domain: z.string() }),
		result: z.object({ domain: z.string() }),
		plan: async ({ domain, password }) => await Promise.resolve({ intent: { domain }, secrets: { password } }),
		apply: async ({ domain }, { password }) => {
			if (accounts.some((account) => account.domain === domain)) {
				throw new ExternalError('exists', `${domain} exists`, 'Choose another domain.');
			}
			accounts.push({ domain, password: password ?? '' });
			return await Promise.resolve({ domain });
		},
		readBack: async ({ domain }) =>
			await Promise.resolve(
				accounts.some((account) => account.domain === domain)
					? { state: 'ours' as const, result: { domain } }
					: { state: 'absent' as const },
			),
		undo: async ({ domain }) => {
			removed.push(domain);
			accounts.splice(
				accounts.findIndex((account) => account.domain === domain),
				1,
			);
			await Promise.resolve();
		},
		persist: async (transaction, { subjectId }, { domain }) => {
			await transaction.run(`update msp.service set username = $2 where id = $1`, [subjectId, domain.slice(0, 8)]);
		},
	};
	return { accounts, removed, creation };
}
