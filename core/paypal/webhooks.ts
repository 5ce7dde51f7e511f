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

export interface WantedWebhook {
	readonly url: string;
	readonly events: readonly string[];
}

/** The webhook; undefined where there is none of that id. */
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
 * The webhook at an address, created where there is none, and told to send these events. One that is there already is
 * as good as a new one: a webhook of PayPal's has no secret.
 *
 * @throws InputError for an address to which PayPal does not deliver.
 */
export async function registerWebhook(
	account: PayPalAccount,
	wanted: WantedWebhook,
	now: Date,
): Promise<PayPalWebhook> {
	if (account.environment !== 'custom') checkAddress(wanted.url);
	const existing = await webhookAt(account, wanted.url, now);
	if (existing) return await updateWebhook(account, existing, wanted, now);
	try {
		const body = JSON.stringify({ url: wanted.url, event_types: named(wanted.events) });
		return webhook.parse(await callPayPal(account, { method: 'POST', path, body, repeat: 'never' }, now));
	} catch (error) {
		const mayExist = error instanceof ExternalError && (error.outcomeUnknown || error.errorClass === 'exists');
		const found = mayExist ? await webhookAt(account, wanted.url, now) : undefined;
		if (found) return await updateWebhook(account, found, wanted, now);
		throw error;
	}
}

/** Makes a webhook send these events to this address; changes nothing where it does so already. */
export async function updateWebhook(
	account: PayPalAccount,
	current: PayPalWebhook,
	wanted: WantedWebhook,
	now: Date,
): Promise<PayPalWebhook> {
	const currentEvents = current.event_types.map(({ name }) => name).sort();
	const changes = [
		...(current.url === wanted.url ? [] : [{ op: 'replace', path: '/url', value: wanted.url }]),
		...(JSON.stringify(currentEvents) === JSON.stringify([...wanted.events].sort())
			? []
			: [{ op: 'replace', path: '/event_types', value: named(wanted.events) }]),
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

/** Removes a webhook; one that is gone already is as good as removed. */
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
		`is an address to which PayPal does not deliver: ${url}`,
		'Serve n8n by https on port 443, and set its WEBHOOK_URL to that address.',
	);
}

const named = (events: readonly string[]) => events.map((name) => ({ name }));
