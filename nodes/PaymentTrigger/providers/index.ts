import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { InputError } from '../../../core/kernel/errors';
import type { PaymentProvider } from './provider';
import { payPal } from './payPal';
import { stripe } from './stripe';

export type { PaymentProvider } from './provider';

const providers: readonly PaymentProvider[] = [payPal, stripe];

/** The provider that the operator chose. */
export function providerOf(node: IHookFunctions | IWebhookFunctions): PaymentProvider {
	const chosen = node.getNodeParameter('provider');
	const provider = providers.find(({ name }) => name === chosen);
	if (provider) return provider;
	throw new InputError(
		'provider',
		`is unknown: no provider has the name ${JSON.stringify(chosen)}`,
		'Choose the provider from the list of the node.',
	);
}
