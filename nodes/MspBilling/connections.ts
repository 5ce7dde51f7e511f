import type { IExecuteFunctions } from 'n8n-workflow';
import { openNinja } from '../../core/invoiceNinja';
import { ExternalError } from '../../core/kernel/errors';
import type { Connections } from '../../core/reconciliation';
import type { Store } from '../../core/db';
import { bindInvoiceNinja } from '../shared/bindInvoiceNinja';
import { invoiceNinjaCredential } from '../shared/invoiceNinjaCredential';
import { payPalCredential } from '../shared/payPalCredential';
import { stripeCredential } from '../shared/stripeCredential';
import { credentialIfThere } from './credentialIfThere';

/** What a comparison of the money may ask, as far as there are credentials, and the company of Invoice Ninja's. */
export interface BillingConnections {
	readonly connections: Connections;
	/** Of the credential of Invoice Ninja; undefined without one. */
	readonly companyCode: string | undefined;
}

/** Opens the sides that the node is connected to. */
export async function openConnections(
	node: IExecuteFunctions,
	item: number,
	store: Store,
): Promise<BillingConnections> {
	const stripe = await credentialIfThere(node, item, 'mspStripeApi');
	const paypal = await credentialIfThere(node, item, 'mspPayPalApi');
	const held = await credentialIfThere(node, item, 'mspInvoiceNinjaApi');
	const account = stripe === undefined ? undefined : stripeCredential(stripe);
	const ninja = held === undefined ? undefined : await openCompany(held, store);
	return {
		connections: {
			// A credential may hold signing secrets only.
			...(account && account.secretKey !== '' && { stripe: account }),
			...(paypal !== undefined && { paypal: payPalCredential(paypal).account }),
			...(ninja && { ninja }),
		},
		companyCode: ninja?.companyCode,
	};
}

async function openCompany(held: unknown, store: Store): Promise<NonNullable<Connections['ninja']>> {
	const { companyCode, ...company } = invoiceNinjaCredential(held);
	const ninja = openNinja(company);
	const refusal = await ninja.company().then(() => undefined, refusalOf);
	if (refusal) return { companyCode, ninja, refusal };
	await bindInvoiceNinja({ store, ninja, companyCode, companyUrl: company.baseUrl });
	return { companyCode, ninja };
}

/** Why it does not tell its company: then it is a side that cannot be read, and the others are compared all the same. */
function refusalOf(error: unknown): ExternalError {
	if (error instanceof ExternalError) return error;
	throw error;
}
