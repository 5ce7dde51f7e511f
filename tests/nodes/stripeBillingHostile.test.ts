import type { IDataObject, INode } from 'n8n-workflow';
import { byId, useStripeNode } from '../support/stripeNode';

const billing = useStripeNode();
const { charge } = billing;
const said = async (operation: string, parameters: IDataObject) => {
	const { error, output } = await billing.call(operation, parameters as INode['parameters']);
	return error ? `${error.message} | ${error.description ?? ''}` : `made: ${JSON.stringify(output('N'))}`;
};
const posts = () => billing.scene.stripe.requests().filter(({ method }) => method === 'POST');

test.each([
	0,
	-0,
	-5,
	12.5,
	'12,5',
	'1250',
	1e21,
	true,
	[1250],
	'1e3',
	'={{ undefined }}',
	'={{ NaN }}',
	'={{ null }}',
])('%j is no amount to charge', async (amountMinor) => {
	expect(await said('paymentIntent.charge', charge({ amountMinor }))).toMatch(/'amountMinor'|issues/);
	expect(posts()).toEqual([]);
});

test.each(['EURO', 'E', '€', 5, '<b>'])('%j is no currency', async (currency) => {
	const words = await said('paymentIntent.charge', charge({ currency }));
	expect(words).toMatch(/currency|issues/i);
	expect(words).not.toMatch(/^made/);
});

test.each([
	['51 keys', Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, 'v']))],
	['a text of 501', { k: 'x'.repeat(501) }],
	['a key of 41', { ['k'.repeat(41)]: 'v' }],
	['a nested value', { k: { a: 1 } }],
	['the mark of the pack', { msp_work: 'x' }],
])('metadata with %s is refused before anything is sent', async (_, metadata) => {
	const additionalFields = { metadata: JSON.stringify(metadata) };
	expect(await said('paymentIntent.charge', charge({ additionalFields }))).toMatch(/'additionalFields\.metadata/);
	expect(posts()).toEqual([]);
});

test.each(['..', '.', '../customers', 'pi_1/../../refunds', 'pi 1', 'pi\u0000'])('%j is no ID', async (id) => {
	expect(await said('paymentIntent.get', { paymentIntentId: id })).toMatch(/'paymentIntentId'/);
	expect(await said('paymentIntent.cancel', { paymentIntentId: id })).toMatch(/'paymentIntentId'/);
	expect(await said('paymentIntent.charge', charge({ customerId: byId(id) }))).toMatch(/'customerId'/);
	expect(billing.scene.stripe.requests()).toEqual([]);
});

test('a name of 5,000 characters, a link that is a script', async () => {
	expect(
		await said('customer.create', { email: 'a@b.example', additionalFields: { name: 'x'.repeat(5_000) } }),
	).toMatch(/name/);
	for (const successUrl of ['javascript:alert(1)', 'data:text/html,x', '//evil.example', 'ftp://x.example'])
		expect([
			successUrl,
			await said('checkoutSession.create', {
				mode: 'payment',
				specifyLines: 'json',
				linesJson: '[{"name": "Hosting", "amountMinor": 990, "currency": "EUR"}]',
				successUrl,
			}),
		]).toEqual([successUrl, expect.stringMatching(/'successUrl'|issues/)]);
	expect(posts()).toEqual([]);
});

test('a refund of more than is left, twice, and of another amount for the same words', async () => {
	const made = JSON.parse((await said('paymentIntent.charge', charge())).slice(6)) as [{ paymentIntentId: string }];
	const refund = (amountMinor: unknown, forWhat = '') =>
		said('refund.create', {
			paymentIntentId: made[0].paymentIntentId,
			howMuch: 'part',
			amountMinor,
			forWhat,
		} as IDataObject);
	expect(await refund(1251)).not.toMatch(/^made/);
	expect(await refund('={{ undefined }}')).not.toMatch(/^made/);
	expect(await refund(1000, 'back')).toMatch(/^made/);
	expect(await refund(1000, 'back')).toMatch(/^made/);
	expect(await refund(100, 'back')).not.toMatch(/^made/);
	expect(await refund(251)).not.toMatch(/^made/);
	expect(await refund(250)).toMatch(/^made/);
});

test('the same words for another customer charge nobody while Stripe knows the key', async () => {
	const other = await billing.scene.customerWith('pm_card_visa');
	expect(await said('paymentIntent.charge', charge({ forWhat: 'INV-77' }))).toMatch(/^made/);
	const second = charge({
		forWhat: 'INV-77',
		customerId: byId(other.customerId),
		paymentMethodId: byId(other.paymentMethodId),
	});
	expect(await said('paymentIntent.charge', second)).not.toMatch(/^made/);
});
