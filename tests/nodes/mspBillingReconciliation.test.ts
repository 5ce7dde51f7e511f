import type { IDataObject, INode } from 'n8n-workflow';
import { z } from 'zod';
import { MspBilling } from '../../nodes/MspBilling/MspBilling.node';
import { createHarness, type HarnessOptions } from '../support/inProcessN8n';
import { openReconciliationScene, type ReconciliationScene } from '../support/reconciliationScene';
import { databaseCredential } from '../support/testDatabase';

const type = 'n8n-nodes-msp.mspBilling';
const payPalId = '5O190127TN364715T';
/** A day of this year, whenever the test runs: PayPal lists no more than three years. */
const day = new Date(Date.now() - 20 * 86_400_000).toISOString().slice(0, 10);
const noon = `${day}T12:00:00Z`;
const ofDay = { period: 'custom', from: day, to: day, timeZone: 'UTC' };

let scene: ReconciliationScene;
let credentials: NonNullable<HarnessOptions['credentials']>;
let harness: ReturnType<typeof createHarness>;

beforeAll(async () => {
	scene = await openReconciliationScene();
	await scene.database.owner.query(`insert into msp.company (company_code, name) values ('rental', 'R')`);
	const { stripe, paypal } = scene.connections;
	credentials = {
		mspDatabaseApi: databaseCredential(scene.database),
		mspStripeApi: { ...stripe, mode: 'test' },
		mspPayPalApi: { ...paypal },
		mspInvoiceNinjaApi: { baseUrl: scene.ninja.url, token: scene.ninja.token, companyCode: 'main' },
	};
	harness = connected(credentials);
});
afterAll(async () => await scene.close());
beforeEach(async () => {
	await scene.clear();
	scene.paypal.state().refreshedAt = new Date().toISOString();
});

const connected = (held: typeof credentials) => createHarness({ nodes: { [type]: MspBilling }, credentials: held });

async function call(
	operation: string,
	parameters: INode['parameters'],
	items: IDataObject[] = [{}],
	{ from = harness, ...more }: Partial<INode> & { readonly from?: typeof harness } = {},
) {
	return await from.node(type, { resource: 'reconciliation', operation, ...parameters }, items, {
		onError: 'continueErrorOutput',
		...more,
	});
}

/** A charge that all three others have as well. */
async function payEverywhere(): Promise<string> {
	const charge = scene.charge({ at: noon });
	await scene.stored({ reference: charge.payment_intent, names: [charge.id], at: noon, ofNinja: true });
	await scene.ninjaPayment({ reference: charge.id, day, changedAt: noon });
	return charge.id;
}

const idOf = (output: readonly IDataObject[]): string => z.object({ runId: z.uuid() }).parse(output[0]).runId;

describe('Run', () => {
	test('compares each item for itself, and what cannot be compared leaves by the error output', async () => {
		await payEverywhere();
		const theirs = scene.charge({ at: noon });
		await scene.stored({ reference: theirs.payment_intent, at: noon, companyCode: 'rental' });
		const { error, output, items } = await call(
			'run',
			{ ...ofDay, companyCode: '={{ $json.code }}', to: '={{ $json.to ?? $json.from }}', from: '={{ $json.from }}' },
			[
				{ code: 'main', from: day },
				{ code: 'nobody', from: day },
				{ code: 'rental', from: day },
				{ code: 'main', from: day, to: '2020-01-01' },
				{ code: '', from: day },
				{ code: 'main', from: 'soon' },
			],
		);
		expect(error).toBeUndefined();
		const main = {
			companyCode: 'main',
			periodFrom: day,
			periodTo: day,
			compared: 1,
			agree: 1,
			uncompared: 0,
			unread: [],
		};
		expect(output('N')).toMatchObject([
			main,
			// The payments of Invoice Ninja are another company's.
			{ companyCode: 'rental', compared: 1, sources: { invoice_ninja: { state: 'not_connected' } } },
			main,
		]);
		expect(items('N').map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }, { item: 4 }]);
		expect(output('N', 1)).toMatchObject([
			{ error: expect.stringContaining("no company has the code 'nobody'") },
			{ error: expect.stringContaining("'to' is before the first day") },
			{ error: expect.stringContaining("'from' must be a day") },
		]);
		expect(items('N', 1).map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }, { item: 3 }, { item: 5 }]);
	});

	test('counts days by the zone of each item', async () => {
		scene.transaction({ at: noon });
		const { output } = await call('run', { ...ofDay, timeZone: '={{ $json.zone }}', companyCode: 'main' }, [
			{ zone: 'UTC' },
			{ zone: 'Pacific/Kiritimati' },
			{ zone: 'Middle/Earth' },
		]);
		expect(output('N')).toMatchObject([
			{ timeZone: 'UTC', counts: { missing_in_store: 1 }, toLookAt: 1 },
			{ timeZone: 'Pacific/Kiritimati', counts: {}, toLookAt: 0 },
		]);
		expect(output('N', 1)).toMatchObject([{ error: expect.stringContaining("'timeZone' must be a time zone") }]);
	});

	test('gives the words of a side that cannot be read, and compares the others', async () => {
		const charge = await payEverywhere();
		scene.paypal.state().mayNotSearch = true;
		await scene.stored({ provider: 'paypal', reference: payPalId, at: noon });
		const { output } = await call('run', { ...ofDay, companyCode: 'main' });
		expect(output('N')).toMatchObject([
			{
				...{ unread: ['paypal'], counts: { matched: 2 }, compared: 1, uncompared: 1 },
				sources: {
					stripe: { state: 'read' },
					paypal: {
						state: 'failed',
						vendorMessage: expect.stringContaining('insufficient permissions'),
						remedy: expect.stringContaining('Transaction Search'),
					},
				},
			},
		]);
		expect(JSON.stringify(output('N'))).not.toMatch(/canary|CANARY/);
		const { output: rows } = await call('list', { runId: idOf(output('N')), returnAll: true });
		expect(rows('N').map(({ reference }) => reference)).toEqual(expect.arrayContaining([charge, payPalId]));
	});

	// The company of its token is asked for before anything is read.
	test('an Invoice Ninja that takes nobody in ends no run, either', async () => {
		await payEverywhere();
		const from = connected({
			...credentials,
			mspInvoiceNinjaApi: { baseUrl: scene.ninja.url, token: 'of-nobody', companyCode: 'main' },
		});
		const { output } = await call('run', ofDay, [{}], { from });
		expect(output('N', 1)).toEqual([]);
		expect(output('N')).toMatchObject([
			{
				...{ companyCode: 'main', unread: ['invoice_ninja'], compared: 1, agree: 1 },
				sources: { invoice_ninja: { state: 'failed', errorClass: 'auth', entries: 0 } },
			},
		]);
	});

	test('a code that is another company of Invoice Ninja is refused, and nothing is compared', async () => {
		const from = connected({
			...credentials,
			mspInvoiceNinjaApi: { baseUrl: scene.ninja.url, token: scene.ninja.second.token, companyCode: 'main' },
		});
		await call('run', ofDay);
		const { output } = await call('run', ofDay, [{}], { from });
		expect(output('N')).toEqual([]);
		expect(output('N', 1)).toMatchObject([{ error: expect.stringMatching(/companyCode.*main/) }]);
	});
});

describe('a run that is there', () => {
	const page = 'https://n8n.example.com/webhook/msp/reconciliation';
	const ticketOf = (output: readonly IDataObject[]): string =>
		new URL(z.object({ pageUrl: z.url() }).parse(output[0]).pageUrl).searchParams.get('ticket') ?? '';

	test('is reported, item by item, and without an ID the newest one is', async () => {
		await payEverywhere();
		const earlier = idOf((await call('run', { ...ofDay, companyCode: 'rental' })).output('N'));
		const newest = idOf((await call('run', { ...ofDay, companyCode: 'main' })).output('N'));
		const { output, items } = await call('report', { runId: '={{ $json.runId }}', language: 'en', linkDays: 30 }, [
			{ runId: earlier },
			{ runId: 'last month' },
			{ runId: '' },
			{ runId: '5f0c6c9e-3c1b-4b7e-9a57-0d6b1f5f3a10' },
		]);
		expect(output('N')).toMatchObject([
			{ runId: earlier, report: { companyCode: 'rental' } },
			{
				runId: newest,
				report: {
					...{ companyCode: 'main', periodFrom: day, compared: 1, uncompared: 0, toLookAt: 0, unread: [] },
					byState: [{ state: 'matched', count: 1 }],
				},
			},
		]);
		expect(output('N')[0]).not.toHaveProperty('pageUrl');
		expect(items('N').map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);
		expect(output('N', 1)).toMatchObject([
			{ error: expect.stringContaining('must be a run ID') },
			{ error: expect.stringContaining('is no run: 5f0c6c9e') },
		]);
	});

	test('has a page in the language of its link, and a forged ticket shows nothing', async () => {
		const charge = scene.charge({ at: noon });
		const runId = idOf((await call('run', { ...ofDay, companyCode: 'main' })).output('N'));
		const report = await call('report', { runId, language: 'fr', page, linkDays: 1 });
		const ticket = ticketOf(report.output('N'));
		const { output } = await call('showPage', { ticket: '={{ $json.ticket }}' }, [
			{ ticket },
			{ ticket: ticket.slice(0, -4) },
			{ ticket: '' },
		]);
		expect(output('N')).toMatchObject([{ statusCode: 200 }, { statusCode: 403 }, { statusCode: 403 }]);
		const [shown, forged] = output('N').map(({ html }) => z.string().parse(html));
		for (const part of ['lang="fr"', charge.id, '20,00', 'verdict bad']) expect(shown).toContain(part);
		expect(forged).not.toContain(charge.id);
	});

	test('a page at an address that is none is refused by its field', async () => {
		await call('run', { ...ofDay, companyCode: 'main' });
		const { output } = await call('report', { language: 'en', linkDays: 30, page: '={{ $json.page }}' }, [
			{ page: 'javascript:alert(1)' },
			{ page },
		]);
		expect(output('N', 1)).toMatchObject([{ error: expect.stringContaining('http or https') }]);
		expect(output('N')).toMatchObject([{ pageUrl: expect.stringContaining(page) }]);
	});

	test('lists its rows with the worst first, as many and in such states as are asked for', async () => {
		const agreed = await payEverywhere();
		const unheard = scene.charge({ at: noon });
		await scene.stored({ reference: 'pi_gone00', at: noon });
		const runId = idOf((await call('run', { ...ofDay, companyCode: 'main' })).output('N'));
		const { output, items } = await call(
			'list',
			{ runId: '={{ $json.runId }}', limit: 2, filters: { states: '={{ $json.states }}' } },
			[
				{ runId, states: [] },
				{ runId, states: ['matched'] },
				{ runId, states: ['lost'] },
			],
		);
		expect(output('N')).toMatchObject([
			{ state: 'missing_in_store', reference: unheard.id, inStore: null },
			{ state: 'missing_at_provider', reference: 'pi_gone00', atProvider: null },
			{ state: 'matched', reference: agreed },
		]);
		expect(items('N').map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 0 }, { item: 1 }]);
		expect(output('N', 1)).toHaveLength(1);
	});

	test('before the first one there is nothing to report', async () => {
		const { output } = await call('report', { language: 'en', linkDays: 30 });
		expect(output('N', 1)).toMatchObject([{ error: expect.stringContaining('nothing was compared yet') }]);
	});
});
