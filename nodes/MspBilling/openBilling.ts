import type { IExecuteFunctions } from 'n8n-workflow';
import type { AskProviders } from '../../core/billing';
import { lookUpPayment, type StripeAccount } from '../../core/stripe';
import type { TaskOffice } from '../../core/tasks';
import { openBackOffice } from '../shared/backOffice';
import { stripeCredential } from '../shared/stripeCredential';
import { openConnections, type BillingConnections } from './connections';
import { credentialIfThere } from './credentialIfThere';

/** What an operation of MSP Billing works with. */
export interface BillingContext extends TaskOffice {
	/** How to ask the providers about a payment that no event explains, as far as there are keys. */
	readonly ask: AskProviders;
	/** Undefined without a key: then nobody pays at Stripe. */
	readonly stripe: StripeAccount | undefined;
	/** What a comparison of the money may ask. */
	readonly connect: () => Promise<BillingConnections>;
}

/** For `runPerItem`: the back office, and whom it may ask. */
export const openBilling =
	(node: IExecuteFunctions) =>
	async (item: number): Promise<BillingContext> => {
		const office = await openBackOffice(node, item);
		const stripe = await stripeOf(node, item);
		return {
			...office,
			ask: stripe ? { stripe: async (names) => await lookUpPayment(stripe, names) } : {},
			stripe,
			connect: async () => await openConnections(node, item, office.store),
		};
	};

async function stripeOf(node: IExecuteFunctions, item: number): Promise<StripeAccount | undefined> {
	const held = await credentialIfThere(node, item, 'mspStripeApi');
	if (held === undefined) return undefined;
	const account = stripeCredential(held);
	// A credential may hold signing secrets only.
	return account.secretKey === '' ? undefined : account;
}
