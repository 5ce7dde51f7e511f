import { z } from 'zod';
import { InputError, ExternalError } from '../kernel/errors';
import { callPayPal } from './api';
import type { PayPalAccount } from './environment';

const webhook = z.object({
	id: z.string().min(1),
	url: z.string(),
	event_types: z.array(z.object({ name: z.string() })),
});
export type PayPalWebhook = Readonly<z.output<typeof webhook>>;

const path = '/v1/notifications/webhooks';

export interface WebhookInput {
	readonly url: string;
	readonly events: readonly string[];
}

/** The webhook; undefined when none has the ID. */
export async function findWebhook(account: PayPalAccount, id: string, now: Date): Promise<PayPalWebhook | undefined> {
	try {
		const call = { method: 'GET', path: `${path}/${encodeURIComponent(id)}`, repeat: 'safe' } as const;
		return webhook.parse(await callPayPal(account, call, now));
	} catch (error) {
		if (error instanceof ExternalError && error.errorClass === 'not_found') return undefined;
		throw error;
	}
}

/**
 * Makes sure that a webhook sends these events to this address: creates one, or updates the one that is there. An old one is
 * as good as a new one, because a webhook of PayPal has no secret.
 *
 * @throws InputError when PayPal does not deliver to the address.
 */
export async function registerWebhook(account: PayPalAccount, input: WebhookInput, now: Date): Promise<PayPalWebhook> {
	if (account.environment !== 'custom') checkAddress(input.url);
	const existing = await webhookAt(account, input.url, now);
	if (existing) return await updateWebhook(account, existing, input, now);
	try {
		const body = JSON.stringify({ url: input.url, event_types: eventTypes(input.events) });
		return webhook.parse(await callPayPal(account, { method: 'POST', path, body, repeat: 'never' }, now));
	} catch (error) {
		const mayExist = error instanceof ExternalError && (error.outcomeUnknown || error.errorClass === 'exists');
		const found = mayExist ? await webhookAt(account, input.url, now) : undefined;
		if (found) return await updateWebhook(account, found, input, now);
		throw error;
	}
}

/** Makes a webhook send these events to this address. It changes nothing when the webhook does so already. */
export async function updateWebhook(
	account: PayPalAccount,
	current: PayPalWebhook,
	input: WebhookInput,
	now: Date,
): Promise<PayPalWebhook> {
	const currentEvents = current.event_types.map(({ name }) => name).sort();
	const changes = [
		...(current.url === input.url ? [] : [{ op: 'replace', path: '/url', value: input.url }]),
		...(JSON.stringify(currentEvents) === JSON.stringify([...input.events].sort())
			? []
			: [{ op: 'replace', path: '/event_types', value: eventTypes(input.events) }]),
	];
	if (changes.length === 0) return current;
	const call = {
		method: 'PATCH',
		path: `${path}/${encodeURIComponent(current.id)}`,
		body: JSON.stringify(changes),
		// Replacing twice is replacing once.
		repeat: 'safe',
	} as const;
	return webhook.parse(await callPayPal(account, call, now));
}

/** Removes a webhook. It does not matter if the webhook is gone already. */
export async function deleteWebhook(account: PayPalAccount, id: string, now: Date): Promise<void> {
	try {
		const call = { method: 'DELETE', path: `${path}/${encodeURIComponent(id)}`, repeat: 'safe' } as const;
		await callPayPal(account, call, now);
	} catch (error) {
		if (!(error instanceof ExternalError && error.errorClass === 'not_found')) throw error;
	}
}

async function webhookAt(account: PayPalAccount, url: string, now: Date): Promise<PayPalWebhook | undefined> {
	const list = z.object({ webhooks: z.array(webhook) });
	const { webhooks } = list.parse(await callPayPal(account, { method: 'GET', path, repeat: 'safe' }, now));
	return webhooks.find((found) => found.url === url);
}

function checkAddress(url: string): void {
	const { protocol, port } = new URL(url);
	if (protocol === 'https:' && port === '') return;
	throw new InputError(
		'url',
		`is not an address to which PayPal delivers: ${url}`,
		'Serve n8n by https on port 443, and set its WEBHOOK_URL to that address.',
	);
}

const eventTypes = (events: readonly string[]) => events.map((name) => ({ name }));
