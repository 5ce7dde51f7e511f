import type { IDataObject, INode } from 'n8n-workflow';
import { z } from 'zod';
import { addDays } from '../../core/kernel/calendar';
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
	// Nine days: the reminder of three days before is in the days asked for, and the one after is not, also where today in
	// the pack's time zone is the day before or after that of Greenwich. By the clock of the nodes, not of the database.
	const dueOn = addDays(new Date().toISOString().slice(0, 10), 9);
	await database.owner.query(
		`with c as (insert into msp.customer (customer_code, name, email)
			values ('acme', 'Acme', 'a@customer.example'), ('bravo', 'Bravo', 'b@customer.example') returning id, customer_code)
		insert into msp.invoice (customer_id, number, currency, total_minor, balance_minor, due_on)
		select id, 'I-' || customer_code, 'EUR', 1000, 1000, $1::date from c`,
		[dueOn],
	);
});
afterAll(async () => await database.drop());

const call = async (
	operation: string,
	parameters: INode['parameters'],
	items: IDataObject[] = [{}],
	more: Partial<INode> = {},
) => await harness.node(type, { resource: 'dunning', operation, ...parameters }, items, more);

test('each item is simulated for itself, and one without a customer goes to the error output', async () => {
	const { error, output } = await call(
		'simulate',
		{ customerCode: '={{ $json.code }}', days: 9 },
		[{ code: 'acme' }, { code: 'nobody' }, { code: '' }],
		{ onError: 'continueErrorOutput' },
	);
	expect(error).toBeUndefined();
	expect(output('N')).toMatchObject([
		{ customers: 1, entries: 1, totals: { reminder: 1 }, modes: { dunning: 'dry_run' }, pageUrl: null, stops: [] },
		{ customers: 2, entries: 2, totals: { reminder: 2 } },
	]);
	expect(output('N', 1)).toHaveLength(18);
	// Customers come in the order of their IDs, which are made up.
	const entries = output('N', 2).map(({ customerCode, stage }) => ({ customerCode, stage }));
	expect(entries).toHaveLength(3);
	expect(entries.filter(({ customerCode }) => customerCode === 'bravo')).toEqual([
		{ customerCode: 'bravo', stage: 'before_due' },
	]);
	expect(entries).toEqual(expect.arrayContaining([{ customerCode: 'acme', stage: 'before_due' }]));
	expect(JSON.stringify(output('N', 3))).toContain('no customer has the code nobody');
});

test('fewer entries are returned than counted when so many are asked for, and the link leads to the page', async () => {
	const { output } = await call('simulate', {
		...{ days: 60, entries: 1 },
		options: { simulationPage: 'https://n8n.example.com/webhook/msp/simulation', language: 'fr' },
	});
	const [summary] = output('N');
	expect(summary).toMatchObject({ entriesReturned: 1, customers: 2 });
	expect(Number(summary?.entries)).toBeGreaterThan(1);
	const ticket = new URL(z.string().parse(summary?.pageUrl)).searchParams.get('ticket') ?? '';
	const { output: page } = await call('simulationPage', { ticket, customer: 'acme', days: '30', assume: 'anything' });
	expect(page('N')[0]).toMatchObject({ statusCode: 200 });
	const html = z.string().parse(page('N')[0]?.html);
	for (const part of ['lang="fr"', 'I-acme', '10,00', 'class="calendar"']) expect(html).toContain(part);
	expect(html).not.toContain('I-bravo');
});

test('a page address that is none is refused by its field', async () => {
	const { error } = await call('simulate', { options: { simulationPage: 'javascript:alert(1)' } });
	expect(error?.message).toContain('http or https');
});
