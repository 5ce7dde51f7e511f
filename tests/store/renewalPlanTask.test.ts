import {
	accountCreation,
	packageChange,
	placeService,
	startLifecycleTask,
	startProvisioning,
} from '../../core/provisioning';
import { startTerms, getTerms } from '../../core/renewals';
import {
	cancelTask,
	claimTask,
	completeTask,
	openStep,
	runStep,
	type SideEffect,
	type TaskOffice,
} from '../../core/tasks';
import { memoryPanel } from '../support/memoryPanel';
import { backOfficeOn, seedPlan, seedService } from '../support/provisioningScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let office: TaskOffice;

beforeAll(async () => {
	database = await createTestDatabase();
	// With the kinds as n8n knows them: nodes/shared/taskKinds.ts lets the price follow.
	office = backOfficeOn(database.store);
});
afterAll(async () => await database.drop());

async function step<W, I, R>(taskId: string, effect: SideEffect<W, I, R>, wanted: W): Promise<void> {
	await runStep(openStep(office, { taskId, stepName: 'change' }, effect), wanted);
}

// Reported of FOSSBilling (3371): the plan is changed, and the next invoice has the old price still.
test('MSP Provisioning → Change Plan changes what the service costs when its task completes, and not before', async () => {
	const { panel } = memoryPanel();
	const plan = await seedPlan(office, 'hosting', [10]);
	await database.owner.query(
		`insert into msp.plan (plan_code, name, price_minor, currency, package_name, renewed_by)
		values ('large', 'Large', 2000, 'EUR', 'business', 'pack')`,
	);
	const domain = 'plan.example';
	const serviceId = await seedService(office, plan, domain);
	const { taskId } = await startProvisioning(office, serviceId);
	await claimTask(office, taskId);
	await placeService(office, taskId);
	await step(taskId, accountCreation(panel), { domain, packageName: 'starter', contactEmail: 'x@plan.example' });
	await completeTask(office, taskId);
	const terms = async () => await office.store.asStaff(async (transaction) => await getTerms(transaction, serviceId));
	await office.store.asStaff(async (transaction) => {
		await startTerms(transaction, { serviceId, firstRenewal: '2027-01-01' }, () => '2026-06-01');
	});

	const order = { serviceId, kind: 'change_package', by: 'ada', planCode: 'large' } as const;
	const stopped = await startLifecycleTask(office, order);
	await cancelTask(office, stopped.taskId);
	expect(await terms()).toMatchObject({ planCode: 'hosting', priceMinor: 1_000 });

	const change = await startLifecycleTask(office, order);
	await claimTask(office, change.taskId);
	await step(change.taskId, packageChange(panel), { account: domain, packageName: 'business' });
	expect(await terms()).toMatchObject({ planCode: 'hosting', priceMinor: 1_000 });
	await completeTask(office, change.taskId);
	expect(await terms()).toMatchObject({ planCode: 'large', priceMinor: 2_000, charges: [] });
});
