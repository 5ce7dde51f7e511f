import type { IExecuteFunctions } from 'n8n-workflow';
import type { AskProviders } from '../../core/billing';
import { lookUpPayment } from '../../core/stripe';
import type { TaskOffice } from '../../core/tasks';
import { openBackOffice } from '../shared/backOffice';
import { stripeCredential } from '../shared/stripeCredential';
import { openConnections, type BillingConnections } from './connections';
import { credentialIfThere } from './credentialIfThere';

/** What an operation of MSP Billing works with. */
export interface BillingContext extends TaskOffice {
	/** How to ask the providers about a payment that no event explains, as far as there are keys. */
	readonly ask: AskProviders;
	/** What a comparison of the money may ask. */
	readonly connect: () => Promise<BillingConnections>;
}

/** For `runPerItem`: the back office, and whom it may ask. */
export const openBilling =
	(node: IExecuteFunctions) =>
	async (item: number): Promise<BillingContext> => {
		const office = await openBackOffice(node, item);
		return {
			...office,
			ask: await askersOf(node, item),
			connect: async () => await openConnections(node, item, office.store),
		};
	};

async function askersOf(node: IExecuteFunctions, item: number): Promise<AskProviders> {
	const held = await credentialIfThere(node, item, 'mspStripeApi');
	if (held === undefined) return {};
	const account = stripeCredential(held);
	// A credential may hold signing secrets only.
	if (account.secretKey === '') return {};
	return { stripe: async (names) => await lookUpPayment(account, names) };
}
