import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { InputError } from '../../../core/kernel/errors';
import {
	checkStripeSignature,
	createEndpoint,
	deleteEndpoint,
	keepEndpoint,
	readStripeEvent,
	secretsIn,
} from '../../../core/stripe';
import type { BackOffice } from '../../../core/db';
import { rejection, type PaymentEvent, type Rejection } from '../../../core/payments';
import { openBackOffice } from '../../shared/backOffice';
import { deliveryCredential } from '../../shared/deliveryCredential';
import { eventsOf } from './parameters';
import type { PaymentProvider } from './provider';
import { stripeCredential, stripeDeliveryCredential } from '../../shared/stripeCredential';

/** What the node keeps of the endpoint that it registered. n8n stores it as plain text, and so the secret is sealed. */
const registered = z.object({ stripe: z.object({ endpointId: z.string(), sealedSecret: z.string() }) });

export const stripe: PaymentProvider = {
	name: 'stripe',
	chosenEvents: (node) => eventsOf(node, 'stripeEvents'),
	read: readStripeEvent,

	async check(node, backOffice, body, now) {
		const { webhookSecrets } = await deliveryCredentialOf(node);
		const header = node.getHeaderData()['stripe-signature'];
		const secrets = [...secretsIn(webhookSecrets), ...registeredSecret(node, backOffice)];
		return checkStripeSignature({ header: typeof header === 'string' ? header : undefined, body }, secrets, now);
	},

	foreign: async (node, event) => foreignTo(await deliveryCredentialOf(node), event),

	// The signature covers the whole body.
	transmissionId: () => undefined,

	endpoint: {
		async exists(node, url) {
			const known = registrationOf(node);
			if (!known || !opens(await openBackOffice(node), known)) return false;
			return await keepEndpoint(await accountOf(node), known.endpointId, { url, events: stripe.chosenEvents(node) });
		},

		async create(node, url) {
			// Opened before the endpoint is made: without a place for its secret, the endpoint is of no use.
			const { vault } = await openBackOffice(node);
			const input = { url, events: stripe.chosenEvents(node) };
			const { endpointId, secret } = await createEndpoint(await accountOf(node), input);
			const sealedSecret = vault.seal(ownerOf(endpointId), secret);
			node.getWorkflowStaticData('node').stripe = { endpointId, sealedSecret };
		},

		async remove(node) {
			const known = registrationOf(node);
			if (!known) return;
			await deleteEndpoint(await accountOf(node), known.endpointId);
			delete node.getWorkflowStaticData('node').stripe;
		},

		async checkManual(node) {
			const { webhookSecrets } = await accountOf(node);
			if (secretsIn(webhookSecrets).length > 0) return;
			throw new InputError(
				'webhookSecrets',
				'is empty in the Stripe credential: no delivery can be checked',
				'Add the address at Stripe and put its signing secret (whsec_…) into the credential.',
			);
		},
	},
};

async function accountOf(node: IHookFunctions): Promise<ReturnType<typeof stripeCredential>> {
	return stripeCredential(await node.getCredentials('mspStripeApi'));
}

/** The mode and the connected accounts are the credential's to say: a test payment must not set up a real account. */
function foreignTo(
	{ mode, connectedAccounts }: ReturnType<typeof stripeCredential>,
	{ live, account }: PaymentEvent,
): Rejection | undefined {
	if (live !== null && live !== (mode === 'live')) {
		return rejection(
			'other_mode',
			`it is of the ${live ? 'live' : 'test'} mode, and the credential of the ${mode} mode`,
		);
	}
	if (account !== null && !secretsIn(connectedAccounts).includes(account)) {
		return rejection('other_account', `it is of the account ${account}, which the credential does not name`);
	}
	return undefined;
}

async function deliveryCredentialOf(node: IWebhookFunctions): Promise<ReturnType<typeof stripeDeliveryCredential>> {
	return stripeDeliveryCredential(await deliveryCredential(node, 'mspStripeApi'));
}

type Registration = z.output<typeof registered>['stripe'];

function registrationOf(node: IHookFunctions | IWebhookFunctions): Registration | undefined {
	return registered.safeParse(node.getWorkflowStaticData('node')).data?.stripe;
}

function registeredSecret(node: IWebhookFunctions, { vault }: BackOffice): string[] {
	const known = registrationOf(node);
	return known ? [vault.open(ownerOf(known.endpointId), known.sealedSecret)] : [];
}

function opens({ vault }: BackOffice, { endpointId, sealedSecret }: Registration): boolean {
	try {
		return vault.open(ownerOf(endpointId), sealedSecret) !== '';
	} catch {
		// The key is gone: the node makes the endpoint anew.
		return false;
	}
}

const ownerOf = (endpointId: string) => `stripe-endpoint:${endpointId}`;
