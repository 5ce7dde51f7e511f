import type { IExecuteFunctions } from 'n8n-workflow';
import type { AskProviders } from '../../core/billing';
import type { BackOffice } from '../../core/db';
import { lookUpPayment } from '../../core/stripe';
import { openBackOffice } from '../shared/backOffice';
import { stripeCredential } from '../shared/stripeCredential';

/** What an operation of MSP Billing works with. */
export interface BillingContext extends BackOffice {
	/** How to ask the providers about a payment that no event explains, as far as there are keys. */
	readonly ask: AskProviders;
}

/** For `runPerItem`: the back office, and whom it may ask. */
export const openBilling =
	(node: IExecuteFunctions) =>
	async (item: number): Promise<BillingContext> => ({
		...(await openBackOffice(node, item)),
		ask: await askersOf(node, item),
	});

async function askersOf(node: IExecuteFunctions, item: number): Promise<AskProviders> {
	if (!node.getNode().credentials?.mspStripeApi) return {};
	const held = await node.getCredentials('mspStripeApi', item).catch(unlessMissing);
	if (!held) return {};
	const account = stripeCredential(held);
	// A credential may hold signing secrets only.
	if (account.secretKey === '') return {};
	return { stripe: async (names) => await lookUpPayment(account, names) };
}

/** An imported workflow may name a credential that this n8n does not have: a shop without Stripe needs none. */
function unlessMissing(error: unknown): undefined {
	if (error instanceof Error && /does not exist/i.test(error.message)) return undefined;
	throw error;
}
