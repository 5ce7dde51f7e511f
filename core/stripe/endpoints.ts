import { randomUUID } from 'node:crypto';
import type Stripe from 'stripe';
import { ExternalError } from '../kernel/errors';
import { unlessMissing, withStripe, type StripeAccount } from './client';

export interface EndpointInput {
	readonly url: string;
	readonly events: readonly string[];
}

export interface NewEndpoint {
	readonly endpointId: string;
	/** Stripe tells it once, at the creation. */
	readonly secret: string;
}

const right = 'to write Webhook Endpoints';

/** Marks the endpoints of the pack. */
const ours = { managed_by: 'n8n-nodes-msp' } as const;

/**
 * Makes sure that an endpoint sends these events to this address, also after somebody moved, changed or disabled it.
 *
 * @returns false when there is no such endpoint any more.
 */
export async function keepEndpoint(account: StripeAccount, id: string, input: EndpointInput): Promise<boolean> {
	return await withStripe(
		account,
		async (stripe) => {
			const endpoint = await stripe.webhookEndpoints.retrieve(id).catch(unlessMissing);
			if (!endpoint) return false;
			const right =
				endpoint.url === input.url &&
				endpoint.status === 'enabled' &&
				JSON.stringify([...endpoint.enabled_events].sort()) === JSON.stringify([...input.events].sort());
			if (!right) {
				const changes = { url: input.url, enabled_events: asEvents(input.events), disabled: false };
				await stripe.webhookEndpoints.update(id, changes, { idempotencyKey: keyOf('update') });
			}
			return true;
		},
		right,
	);
}

/**
 * Creates an endpoint, and removes those that the pack made for the same address before: their secrets are lost, and so
 * nobody could check their deliveries.
 */
export async function createEndpoint(account: StripeAccount, input: EndpointInput): Promise<NewEndpoint> {
	return await withStripe(
		account,
		async (stripe) => {
			for await (const { id, url, metadata } of stripe.webhookEndpoints.list({ limit: 100 })) {
				if (url === input.url && metadata.managed_by === ours.managed_by) {
					await stripe.webhookEndpoints.del(id).catch(unlessMissing);
				}
			}
			const { id, secret } = await stripe.webhookEndpoints.create(
				{
					url: input.url,
					enabled_events: asEvents(input.events),
					api_version: '2026-10-28.endive',
					description: 'Payments to n8n, managed by its Payment Trigger',
					metadata: ours,
				},
				{ idempotencyKey: keyOf('create') },
			);
			if (secret) return { endpointId: id, secret };
			throw new ExternalError(
				'unknown',
				`Stripe created the endpoint ${id} without telling its secret`,
				'Remove the endpoint at Stripe and activate the workflow again.',
			);
		},
		right,
	);
}

/**
 * Checks that the key may read webhook endpoints.
 *
 * @throws ExternalError in Stripe's words when it may not, and InputError when there is no key.
 */
export async function checkEndpointAccess(account: StripeAccount): Promise<void> {
	await withStripe(account, async (stripe) => await stripe.webhookEndpoints.list({ limit: 1 }), right);
}

/** Removes an endpoint. It does not matter if the endpoint is gone already. */
export async function deleteEndpoint(account: StripeAccount, id: string): Promise<void> {
	await withStripe(account, async (stripe) => await stripe.webhookEndpoints.del(id).catch(unlessMissing), right);
}

/**
 * One key for each change and all its repeats. It is not derived from the address: a workflow that is switched off and on
 * again within a day would get the answer for the endpoint that is gone.
 */
function keyOf(change: string): string {
	return `n8n-nodes-msp-endpoint-${change}-${randomUUID()}`;
}

/** The node offers only event types of Stripe; the client has them as a union type. */
function asEvents(events: readonly string[]): Stripe.WebhookEndpointCreateParams.EnabledEvent[] {
	return [...events] as Stripe.WebhookEndpointCreateParams.EnabledEvent[];
}
