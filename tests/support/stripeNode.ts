import type { IDataObject, INode } from 'n8n-workflow';
import { MspStripeApi } from '../../credentials/MspStripeApi.credentials';
import { StripeBilling } from '../../nodes/StripeBilling/StripeBilling.node';
import { createHarness } from './inProcessN8n';
import { openStripeScene, type StripeScene } from './stripeScene';

export const stripeNodeType = 'n8n-nodes-msp.stripeBilling';
export const byId = (value: string) => ({ __rl: true, mode: 'id', value });

interface Opened {
	readonly scene: StripeScene;
	readonly harness: ReturnType<typeof createHarness>;
	/** A customer with a card that can be charged. */
	readonly saved: { readonly customerId: string; readonly paymentMethodId: string };
}

/** Stripe Billing in n8n's engine, with a played Stripe of the file's own. It opens and closes with the file's tests. */
export function useStripeNode() {
	let opened: Opened | undefined;
	const now = (): Opened => {
		if (opened) return opened;
		throw new Error('the node is open only in a test');
	};
	beforeAll(async () => {
		const scene = await openStripeScene();
		const credentials = { mode: 'test', secretKey: 'rk_test_canary1234', apiBaseUrl: scene.stripe.url };
		const harness = createHarness({
			nodes: { [stripeNodeType]: StripeBilling },
			credentialTypes: { MspStripeApi },
			credentials: { mspStripeApi: credentials },
		});
		opened = { scene, harness, saved: await scene.customerWith('pm_card_visa') };
	});
	afterAll(async () => await now().scene.stripe.close());
	beforeEach(() => {
		now().scene.stripe.clear();
		held().searchLag = 60;
	});
	const held = () => now().scene.stripe.state().billing;

	const call = async (
		operation: string,
		parameters: INode['parameters'] = {},
		items: IDataObject[] = [{}],
		more: Partial<INode> = {},
	) => {
		const [resource = '', name = ''] = operation.split('.');
		return await now().harness.node(stripeNodeType, { resource, operation: name, ...parameters }, items, more);
	};
	return {
		get scene() {
			return now().scene;
		},
		get harness() {
			return now().harness;
		},
		get saved() {
			return now().saved;
		},
		held,
		call,
		/** The only item that an operation gives. */
		one: async (operation: string, parameters: INode['parameters'] = {}) => {
			const { error, output } = await call(operation, parameters);
			expect(error).toBeUndefined();
			return output('N')[0] ?? {};
		},
		/** The parameters of a charge of the saved card. */
		charge: (more: INode['parameters'] = {}) => ({
			customerId: byId(now().saved.customerId),
			paymentMethodId: byId(now().saved.paymentMethodId),
			...{ amountMinor: 1250, currency: 'EUR' },
			...more,
		}),
	};
}
