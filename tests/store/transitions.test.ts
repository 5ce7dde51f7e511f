import {
	changeStatus,
	findService,
	mayChange,
	serviceStatuses,
	transitions,
	type TransitionName,
} from '../../core/services';
import type { TaskOffice } from '../../core/tasks';
import { backOfficeOn, seedPlan, seedService } from '../support/provisioningScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let office: TaskOffice;
let plan: { customerId: string; planId: string };
beforeAll(async () => {
	database = await createTestDatabase();
	office = backOfficeOn(database.store);
	plan = await seedPlan(office, 'moves', []);
});
afterAll(async () => await database.drop());

const names = Object.keys(transitions) as TransitionName[];
const suspension = { reason: 'overdue', by: 'system' } as const;

/** A service that is so; one that is suspended needs to say why. */
async function serviceThatIs(status: string, domain: string) {
	const serviceId = await seedService(office, plan, domain, 'pending_payment');
	await database.owner.query(
		`update msp.service set status = $2, username = 'kept', suspension_reason = case when $2 = 'suspended' then 'abuse' end,
			suspended_by = case when $2 = 'suspended' then 'ada' end, suspended_at = case when $2 = 'suspended' then now() end
		where id = $1`,
		[serviceId, status],
	);
	const service = await office.store.asStaff(async (transaction) => await findService(transaction, serviceId));
	if (!service) throw new Error('the service is gone');
	return service;
}

test.each(names)('%s leads from each of its statuses to each that it names, and from no other', async (name) => {
	for (const [index, status] of serviceStatuses.entries()) {
		for (const to of transitions[name].to) {
			const domain = `${name.toLowerCase()}-${String(index)}-${to.replace('_', '-')}.example`;
			const service = await serviceThatIs(status, domain);
			const move = office.store.asStaff(
				async (transaction) =>
					await changeStatus(transaction, service, name, { to, ...(to === 'suspended' && { suspension }) }),
			);
			const allowed = mayChange(name, status);
			await (allowed ? move : expect(move).rejects.toThrow(`a service that is ${status} cannot become ${to}`));
			const after = await office.store.asStaff(
				async (transaction) => await findService(transaction, service.serviceId),
			);
			expect(after).toMatchObject({
				status: allowed ? to : status,
				username: 'kept',
				suspendedBy: !allowed ? service.suspendedBy : to === 'suspended' ? 'system' : null,
			});
		}
	}
});

test('every status is one that something leads to, or the first', () => {
	const reached = new Set<string>(names.flatMap((name) => [...transitions[name].to]));
	expect(serviceStatuses.filter((status) => !reached.has(status))).toEqual([]);
});
