import type { IDataObject, INode } from 'n8n-workflow';
import { MspBilling } from '../../nodes/MspBilling/MspBilling.node';
import { createHarness } from '../support/inProcessN8n';
import { openPaymentRequestScene, payAddress, seenOn, type PaymentRequestScene } from '../support/paymentRequestScene';
import { databaseCredential } from '../support/testDatabase';

const type = 'n8n-nodes-msp.mspBilling';
let scene: PaymentRequestScene;
let harness: ReturnType<typeof createHarness>;
let withoutStripe: ReturnType<typeof createHarness>;

beforeAll(async () => {
	scene = await openPaymentRequestScene();
	const mspDatabaseApi = databaseCredential(scene.database);
	const mspStripeApi = { mode: 'test', secretKey: scene.account.secretKey, apiBaseUrl: scene.account.apiBaseUrl };
	harness = createHarness({ nodes: { [type]: MspBilling }, credentials: { mspDatabaseApi, mspStripeApi } });
	withoutStripe = createHarness({ nodes: { [type]: MspBilling }, credentials: { mspDatabaseApi } });
});
afterAll(async () => await scene.close());

const call = async (
	operation: string,
	parameters: INode['parameters'] = {},
	items: IDataObject[] = [{}],
	{ engine = harness, ...more }: Partial<INode> & { engine?: typeof harness } = {},
) => await engine.node(type, { resource: 'paymentRequest', operation, ...parameters }, items, more);

async function debtor(amounts: readonly number[]) {
	const customer = await scene.customer();
	return { customer, invoices: await scene.owes(customer, amounts) };
}

/** A link as the node makes it: its key is that of the credential. */
async function ticketFor(customerCode: string): Promise<string> {
	const [made] = (await call('renew', { customerCode, page: payAddress })).output('N');
	return new URL(typeof made?.payUrl === 'string' ? made.payUrl : '').searchParams.get('ticket') ?? '';
}

const htmlOf = (page: IDataObject | undefined): string => (typeof page?.html === 'string' ? page.html : '');

test('Renew gives an item for each customer and currency, and a wrong one leaves by the error output', async () => {
	const { customer } = await debtor([1000, 500]);
	await scene.owes(customer, [700], { currency: 'USD' });
	const other = await debtor([99]);
	const items = [customer.customerCode, 'nobody-here', other.customer.customerCode].map((customerCode) => ({
		customerCode,
	}));
	const parameters = { customerCode: '={{ $json.customerCode }}', page: payAddress };
	const made = await call('renew', parameters, items, { onError: 'continueErrorOutput' });
	expect(made.output('N', 0)).toMatchObject([
		{ currency: 'EUR', totalMinor: 1500, payUrl: expect.stringContaining(`${payAddress}?ticket=`) as unknown },
		{ currency: 'USD', totalMinor: 700 },
		{ currency: 'EUR', totalMinor: 99, customerCode: other.customer.customerCode },
	]);
	expect(made.output('N', 1)).toMatchObject([
		{ error: expect.stringContaining('no customer has the code') as unknown },
	]);
	const again = await call('renew', { ...parameters, additionalFields: { currency: 'USD', language: 'fr-BE' } }, [
		{ customerCode: customer.customerCode },
	]);
	expect(again.output('N')).toMatchObject([{ requestId: made.output('N', 0)[1]?.requestId, language: 'fr' }]);
	const listed = await call('list', { returnAll: true, filters: { customerCode: customer.customerCode } });
	expect(
		listed
			.output('N')
			.map(({ totalMinor }) => totalMinor)
			.toSorted(),
	).toEqual([1500, 700]);
});

test('the page, its button, and what is closed when nobody needs it any more', async () => {
	const { customer } = await debtor([1000, 500]);
	const ticket = await ticketFor(customer.customerCode);
	const [page] = (await call('showPage', { ticket, backFrom: 'cancelled' })).output('N');
	expect(page).toMatchObject({ statusCode: 200, html: expect.stringContaining('Pay €15.00') as unknown });
	expect(htmlOf(page)).toContain('Nothing was paid');
	const posted = { ticket, seen: seenOn(htmlOf(page)), page: payAddress };
	const started = await call('startCheckout', { ...posted, keepPaymentMethod: true });
	expect(started.output('N')).toMatchObject([{ state: 'ready', statusCode: 303, totalMinor: 1500 }]);
	await scene.owes(customer, [1]);
	expect((await call('startCheckout', posted)).output('N')).toMatchObject([{ state: 'changed' }]);
	expect((await call('closeOutdated')).output('N')).toEqual([]);
	expect(scene.pagesOf(customer)).toMatchObject([{ status: 'expired' }]);
});

test('without Stripe the page has no button, and what needs Stripe says so', async () => {
	const { customer } = await debtor([1000]);
	const ticket = await ticketFor(customer.customerCode);
	const engine = { engine: withoutStripe };
	const [page] = (await call('showPage', { ticket }, [{}], engine)).output('N');
	expect(htmlOf(page)).toContain('You cannot pay on this page');
	const posted = { ticket, seen: '', page: payAddress };
	expect((await call('startCheckout', posted, [{}], engine)).output('N')).toMatchObject([{ state: 'without' }]);
	const closed = await call('closeOutdated', {}, [{}], { ...engine, onError: 'continueErrorOutput' });
	expect(closed.output('N', 1)).toMatchObject([{ error: expect.stringContaining('mspStripeApi') as unknown }]);
});
