import type { INode } from 'n8n-workflow';
import { MspBilling } from '../../nodes/MspBilling/MspBilling.node';
import { createHarness } from '../support/inProcessN8n';
import { createTestDatabase, databaseCredential, type TestDatabase } from '../support/testDatabase';

const type = 'n8n-nodes-msp.mspBilling';
let database: TestDatabase;
let harness: ReturnType<typeof createHarness>;

beforeAll(async () => {
	database = await createTestDatabase();
	harness = createHarness({
		nodes: { [type]: MspBilling },
		credentials: { mspDatabaseApi: databaseCredential(database) },
	});
	await database.owner.query(
		`insert into msp.customer (customer_code, name, email) values ('acme', 'Acme', 'a@acme.example')`,
	);
});
afterAll(async () => await database.drop());

const call = async (resource: string, operation: string, parameters: INode['parameters'] = {}) => {
	const ran = await harness.node(type, { resource, operation, ...parameters }, [{}], {
		onError: 'continueErrorOutput',
	});
	return { items: ran.output('N', 0), errors: ran.output('N', 1) };
};
const refused = (words: string) => [{ error: expect.stringContaining(words) }];

test('a customer says what differs, and takes it back', async () => {
	const mine = { scope: 'customer', customerCode: 'acme' };
	const exempt = { exemptUntil: '2030-01-31', exemptReason: 'a strike', exemptBy: 'Ann', hoursFrom: '10:00' };
	const saved = await call('policy', 'save', { ...mine, settings: exempt, takeBack: [] });
	expect(saved.items).toMatchObject([
		{
			policy: {
				dunning: 'dry_run',
				overdueEnforcementOff: { until: '2030-01-31', reason: 'a strike', by: 'Ann' },
				suspensionHours: { from: '10:00', until: '16:00' },
			},
		},
	]);
	const taken = { settings: {}, takeBack: ['overdueEnforcementOff', 'suspensionHours'] };
	expect((await call('policy', 'save', { ...mine, ...taken })).items).toEqual([expect.objectContaining({ own: {} })]);
	const live = { settings: { dunning: 'live' }, takeBack: [] };
	expect((await call('policy', 'save', { ...mine, ...live })).errors).toMatchObject(refused('about whole runs'));
	const nowhere = { scope: 'default', settings: { campaign: 'nowhere' }, takeBack: [] };
	expect((await call('policy', 'save', nowhere)).errors).toMatchObject(refused('no campaign'));
});

test('a campaign is read, changed and refused without a warning', async () => {
	const [campaign] = (await call('policy', 'getCampaign', { code: 'default' })).items;
	expect(campaign).toMatchObject({ code: 'default', name: 'Reminders, suspension, termination' });
	const stages = [{ code: 'suspension', offsetDays: 3, action: 'suspend' }];
	const unwarned = await call('policy', 'saveCampaign', { campaign: { ...campaign, stages } });
	expect(unwarned.errors).toMatchObject(refused('must warn'));
	const saved = { ...campaign, code: 'mild', thresholds: { EUR: 500 } };
	expect((await call('policy', 'saveCampaign', { campaign: saved })).items).toMatchObject([
		{ code: 'mild', thresholds: { EUR: 500 } },
	]);
});
