import { randomUUID } from 'node:crypto';
import type Stripe from 'stripe';
import { ExternalError } from '../kernel/errors';
import { withStripe, type StripeAccount } from './client';

export interface WantedEndpoint {
	readonly url: string;
	readonly events: readonly string[];
}

export interface NewEndpoint {
	readonly endpointId: string;
	/** Told once, at the creation. */
	readonly secret: string;
}

/** How the pack knows its own endpoints again. */
const ours = { managed_by: 'n8n-nodes-msp' } as const;

/**
 * Makes sure that an endpoint sends these events to this address: one that was moved, changed or disabled is set right.
 *
 * @returns false where there is no such endpoint any more.
 */
export async function keepEndpoint(account: StripeAccount, id: string, wanted: WantedEndpoint): Promise<boolean> {
	return await withStripe(account, async (stripe) => {
		const endpoint = await stripe.webhookEndpoints.retrieve(id).catch(unlessMissing);
		if (!endpoint) return false;
		const right =
			endpoint.url === wanted.url &&
			endpoint.status === 'enabled' &&
			JSON.stringify([...endpoint.enabled_events].sort()) === JSON.stringify([...wanted.events].sort());
		if (!right) {
			const changes = { url: wanted.url, enabled_events: asEvents(wanted.events), disabled: false };
			await stripe.webhookEndpoints.update(id, changes, { idempotencyKey: keyOf('update') });
		}
		return true;
	});
}

/**
 * Creates an endpoint. Those that the pack made for the same address before, and whose secrets are lost, are removed:
 * their deliveries could not be checked.
 */
export async function createEndpoint(account: StripeAccount, wanted: WantedEndpoint): Promise<NewEndpoint> {
	return await withStripe(account, async (stripe) => {
		for await (const { id, url, metadata } of stripe.webhookEndpoints.list({ limit: 100 })) {
			if (url === wanted.url && metadata.managed_by === ours.managed_by) {
				await stripe.webhookEndpoints.del(id).catch(unlessMissing);
			}
		}
		const { id, secret } = await stripe.webhookEndpoints.create(
			{
				url: wanted.url,
				enabled_events: asEvents(wanted.events),
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
	});
}

/**
 * Checks that the key may read webhook endpoints.
 *
 * @throws ExternalError in Stripe's words when it may not, and InputError when there is no key.
 */
export async function checkEndpointAccess(account: StripeAccount): Promise<void> {
	await withStripe(account, async (stripe) => await stripe.webhookEndpoints.list({ limit: 1 }));
}

/** Removes an endpoint; one that is gone already is as good as removed. */
export async function deleteEndpoint(account: StripeAccount, id: string): Promise<void> {
	await withStripe(account, async (stripe) => await stripe.webhookEndpoints.del(id).catch(unlessMissing));
}

/**
 * One for each change and all its repeats. It is not derived from the address: a workflow that is switched off and on
 * again within a day would get back the answer of the endpoint that is gone.
 */
function keyOf(change: string): string {
	return `n8n-nodes-msp-endpoint-${change}-${randomUUID()}`;
}

/** The node offers only event types of Stripe's; the client types them as a list of words. */
function asEvents(events: readonly string[]): Stripe.WebhookEndpointCreateParams.EnabledEvent[] {
	return [...events] as Stripe.WebhookEndpointCreateParams.EnabledEvent[];
}

function unlessMissing(error: unknown): undefined {
	if (typeof error === 'object' && error !== null && 'statusCode' in error && error.statusCode === 404)
		return undefined;
	throw error;
}
