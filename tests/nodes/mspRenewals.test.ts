import type { IDataObject, INode } from 'n8n-workflow';
import { dayIn, addDays, monthsAfter } from '../../core/kernel/calendar';
import { MspBilling } from '../../nodes/MspBilling/MspBilling.node';
import { createHarness } from '../support/inProcessN8n';
import {
	seedCustomer,
	seedPlan,
	seedService,
	setPolicy,
	type SeededCustomer,
	type SeededPlan,
} from '../support/renewalScene';
import { createTestDatabase, databaseCredential, type TestDatabase } from '../support/testDatabase';

const type = 'n8n-nodes-msp.mspBilling';
let database: TestDatabase;
let harness: ReturnType<typeof createHarness>;
let plan: SeededPlan;
let customer: SeededCustomer;

beforeAll(async () => {
	database = await createTestDatabase();
	harness = createHarness({
		nodes: { [type]: MspBilling },
		credentials: { mspDatabaseApi: databaseCredential(database) },
	});
	plan = await seedPlan(database.store);
	await setPolicy(database.store, { renewals: 'live' });
});
beforeEach(async () => {
	customer = await seedCustomer(database.store);
});
afterAll(async () => await database.drop());

const call = async (operation: string, parameters: INode['parameters'], items: IDataObject[] = [{}], more = {}) => {
	const [resource = '', name = ''] = operation.split('.');
	return await harness.node(type, { resource, operation: name, ...parameters }, items, more);
};
const one = async (operation: string, parameters: INode['parameters']) =>
	(await call(operation, parameters)).output('N')[0] ?? {};
const from = (value: unknown) => ({ __rl: true, mode: 'id', value: String(value) });
/** Nodes use the clock of the machine: a service that began a month ago, all but three days. */
const today = () => dayIn('Europe/Brussels', new Date());
const begun = () => monthsAfter({ first: addDays(today(), 3), monthEnd: false }, -1);
const service = async (more: object = {}) =>
	await seedService(database.store, { ...customer, ...plan, since: begun(), ...more });
const prepare = async (parameters: INode['parameters'] = {}) =>
	await call('renewal.prepare', {
		missedPeriods: 'ask',
		filters: { customerCode: customer.customerCode },
		...parameters,
	});

test('what is due is listed, prepared once, issued, and paid by credit first', async () => {
	const serviceId = await service();
	const listed = await call('renewal.listDue', { missedPeriods: 'ask', filters: { serviceId } });
	expect(listed.output('N', 0)).toMatchObject([{ wouldInvoice: true, totalMinor: 1_000, lines: [{ serviceId }] }]);
	expect(listed.output('N', 1)).toEqual([]);
	const given = { customerCode: customer.customerCode, amount: '4.00', currency: 'EUR', reason: 'x', reference: 'r' };
	expect(await one('credit.add', given)).toMatchObject({ balanceMinor: 400, changed: true });
	expect(await one('credit.add', given)).toMatchObject({ balanceMinor: 400, changed: false });
	const [prepared] = (await prepare()).output('N', 0);
	expect(prepared).toMatchObject({ wouldInvoice: false, taskId: expect.any(String), lines: [{ unitPrice: '10.00' }] });
	expect((await prepare()).output('N', 0)).toEqual([]);
	const issued = await call('renewal.issue', { invoiceId: '={{ $json.invoiceId }}' }, [prepared ?? {}]);
	expect(issued.output('N')).toMatchObject([
		{ status: 'partial', balanceMinor: 600, creditUsedMinor: 400, issued: true },
	]);
	const filters = { customerCode: customer.customerCode };
	expect((await call('credit.list', { returnAll: true, filters })).output('N')).toMatchObject([
		{ amountMinor: -400, balanceMinor: 0 },
		{ amountMinor: 400, balanceMinor: 400 },
	]);
	const voided = await one('invoice.void', { invoice: from(prepared?.invoiceId), reason: 'a mistake' });
	expect(voided).toMatchObject({ status: 'void', creditGivenBackMinor: 400, changed: true });
	const again = await one('renewal.prepareAgain', { invoice: from(prepared?.invoiceId) });
	expect(again).toMatchObject({ status: 'draft', totalMinor: 1_000, lines: [{ serviceId }] });
});

test('a batch: each item is for itself, and a wrong one leaves by the error output', async () => {
	const ids = [await service({ invoiced: false }), 'not an ID', await service()];
	const items = ids.map((serviceId) => ({ serviceId }));
	const parameters = { serviceId: '={{ $json.serviceId }}', additionalFields: {} };
	const run = await call('renewal.start', parameters, items, { onError: 'continueErrorOutput' });
	expect(run.output('N', 0)).toMatchObject([
		{ serviceId: ids[0], nextPeriod: 1, renewsOn: begun(), created: true },
		{ serviceId: ids[2], nextPeriod: 2, renewsOn: addDays(today(), 3), created: true },
	]);
	expect(run.output('N', 1)).toMatchObject([{ error: expect.stringContaining('must be the ID of a service') }]);
});

test('missed periods go to the second output, and are invoiced for somebody named only', async () => {
	const serviceId = await service({ since: monthsAfter({ first: addDays(today(), 3), monthEnd: false }, -4) });
	const held = await prepare();
	expect(held.output('N', 0)).toEqual([]);
	expect(held.output('N', 1)).toMatchObject([{ serviceId, reason: 'missed_periods', missed: [{}, {}] }]);
	const everybody = await prepare({ missedPeriods: 'invoice', filters: {} });
	expect(everybody.error).toMatchObject({ context: { failure: { field: 'missedPeriods' } } });
	const invoiced = await prepare({ missedPeriods: 'invoice', filters: { serviceId } });
	expect(invoiced.output('N', 0).map(({ totalMinor }) => totalMinor)).toEqual([3_000, 1_000]);
});

test('terms are shown, changed, discounted, charged, ended and taken back', async () => {
	const serviceId = await service();
	const started = await one('renewal.start', { serviceId, additionalFields: { price: '12.00', autoCharge: false } });
	expect(started).toMatchObject({ priceMinor: 1_200, autoCharge: false, byHand: true });
	const large = await seedPlan(database.store, { price_minor: 2_000 });
	const change = { serviceId, planCode: large.planCode, when: 'at_renewal', charge: 'with_next_renewal' };
	expect(await one('renewal.changePlan', { ...change, onlyShow: true })).toMatchObject({ changed: false });
	expect(await one('renewal.changePlan', { ...change, onlyShow: false })).toMatchObject({
		...{ changed: true, oldPriceMinor: 1_200, newPriceMinor: 2_000, differenceMinor: 0 },
	});
	await one('renewal.addDiscount', {
		...{ serviceId, code: 'TEN', kind: 'percent', percent: 10, additionalFields: { months: 3 } },
	});
	await one('renewal.addDiscount', { serviceId, code: 'ONE', kind: 'fixed', amount: '1.00', additionalFields: {} });
	await one('renewal.endDiscount', { serviceId, code: 'ONE', endsOn: '' });
	const charge = { serviceId, amount: '5.00', description: 'A transfer', dueOn: '', reference: 't' };
	await one('renewal.addCharge', charge);
	expect(await one('renewal.addCharge', charge)).toMatchObject({
		charges: [{ amountMinor: 500 }],
		discounts: [{ code: 'TEN', percentHundredths: 1_000 }],
	});
	expect(await one('renewal.cancel', { serviceId, endsOn: '', reason: 'moves' })).toMatchObject({
		...{ endsOn: addDays(today(), 3), changed: true },
	});
	expect(await one('renewal.get', { serviceId })).toMatchObject({ renewsOn: null, endsBecause: 'cancelled' });
	const ended = await call('renewal.listEnded', { returnAll: true, within: 3 });
	expect(ended.output('N')).toEqual(expect.arrayContaining([expect.objectContaining({ serviceId })]));
	expect(await one('renewal.takeBack', { serviceId })).toMatchObject({ endsOn: null, changed: true });
	expect(await one('renewal.extendTerm', { serviceId, until: '' })).toMatchObject({ endsOn: null, changed: false });
	const until = { serviceId, until: addDays(today(), 400) };
	expect((await call('renewal.extendTerm', until)).error?.message).toContain('has no fixed term');
	const filters = { customerCode: customer.customerCode };
	expect((await call('renewal.list', { returnAll: true, filters })).output('N')).toMatchObject([
		{ serviceId, renewsOn: addDays(today(), 3) },
	]);
	const [prepared] = (await prepare()).output('N', 0);
	expect(prepared).toMatchObject({ totalMinor: 2_000 - 200 + 500, charge: 'never' });
});

test('the invoice that Invoice Ninja made takes the place of its draft, once', async () => {
	await database.owner.query(`update msp.customer set invoice_ninja_client_id = $2 where id = $1`, [
		customer.customerId,
		`client-${customer.customerCode}`,
	]);
	const serviceId = await service();
	const [prepared = {}] = (await prepare()).output('N', 0);
	expect(prepared).toMatchObject({ destination: 'invoice_ninja', ninjaClientId: `client-${customer.customerCode}` });
	const made = {
		...{ id: `in-${customer.customerCode}`, clientId: `client-${customer.customerCode}`, number: '0042' },
		...{ poNumber: prepared.mark, status: 'sent', amountMinor: 1_210, balanceMinor: 1_210, currency: 'EUR' },
		...{
			partialMinor: 0,
			partialDueDate: null,
			date: today(),
			dueDate: prepared.dueOn,
			isDeleted: false,
			recurringId: '',
		},
		...{ createdAt: new Date().toISOString(), updatedAt: new Date().toISOString() },
		lineItems: [{ productKey: plan.planCode, notes: '' }],
		invitations: [{ link: 'https://in.example/client/invoice/x' }],
	};
	const record = async (row: object) =>
		await call('renewal.record', { invoiceId: '={{ $json.invoiceId }}', invoice: JSON.stringify(row) }, [prepared]);
	expect((await record(made)).output('N')).toMatchObject([
		{
			...{ invoiceId: prepared.invoiceId, invoiceNumber: '0042', source: 'invoice_ninja', status: 'open' },
			...{ totalMinor: 1_210, link: 'https://in.example/client/invoice/x', recorded: true, lines: [{ serviceId }] },
		},
	]);
	expect((await record(made)).output('N')).toMatchObject([{ recorded: false, invoiceNumber: '0042' }]);
	const { rows } = await database.owner.query(
		`select service_id, period_number from msp.invoice where customer_id = $1 and status <> 'void' order by period_number`,
		[customer.customerId],
	);
	expect(rows).toEqual([
		{ service_id: serviceId, period_number: 1 },
		{ service_id: serviceId, period_number: 2 },
	]);
	expect((await prepare()).output('N', 0)).toEqual([]);
	const other = await record({ ...made, id: 'another', number: '0043' });
	expect(other.error).toMatchObject({ context: { failure: { field: 'invoiceId' } } });
});
