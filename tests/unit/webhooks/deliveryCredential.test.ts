import type { IWebhookFunctions } from 'n8n-workflow';
import { deliveryCredential, forgetCredentials } from '../../../nodes/shared/deliveryCredential';

beforeEach(forgetCredentials);

/** A node with a credential, as far as it is asked. */
function nodeWith(read: () => Promise<object>, { id = 'node', credential = 'c1', mode = 'webhook' } = {}) {
	return {
		getNode: () => ({ id, credentials: { mspStripeApi: { id: credential, name: 'Stripe' } } }),
		getWorkflow: () => ({ id: 'workflow' }),
		getMode: () => mode,
		getCredentials: read,
	} as unknown as IWebhookFunctions;
}

test('deliveries that come one after the other read it once', async () => {
	const read = jest.fn(async () => await Promise.resolve({ webhookSecrets: 'whsec_1' }));
	const all = await Promise.all(
		Array.from({ length: 50 }, async () => await deliveryCredential(nodeWith(read), 'mspStripeApi')),
	);
	expect(all).toEqual(Array(50).fill({ webhookSecrets: 'whsec_1' }));
	expect(read).toHaveBeenCalledTimes(1);
});

test('it is read again where it cannot be read, and nobody gets what another one may see', async () => {
	const read = jest.fn<Promise<object>, []>().mockRejectedValueOnce(new Error('down')).mockResolvedValue({ ok: true });
	await expect(deliveryCredential(nodeWith(read), 'mspStripeApi')).rejects.toThrow('down');
	expect(await deliveryCredential(nodeWith(read), 'mspStripeApi')).toEqual({ ok: true });
	for (const other of [{ id: 'other' }, { credential: 'c2' }, { mode: 'manual' }]) {
		await deliveryCredential(nodeWith(read, other), 'mspStripeApi');
	}
	expect(read).toHaveBeenCalledTimes(5);
});

test('no more than a hundred are kept', async () => {
	const read = jest.fn(async () => await Promise.resolve({}));
	for (let number = 0; number < 101; number++)
		await deliveryCredential(nodeWith(read, { id: `${number}` }), 'mspStripeApi');
	await deliveryCredential(nodeWith(read, { id: '0' }), 'mspStripeApi');
	expect(read).toHaveBeenCalledTimes(102);
});
