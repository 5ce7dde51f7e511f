import { createHmac } from 'node:crypto';
import type { StripeEvent, StripeState } from './state';

export interface Delivery {
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
}

/**
 * Makes a delivery of an event, signed with each of the secrets. There are several during a rotation.
 *
 * @param timestamp in seconds. The default is now.
 */
export function signedDelivery(
	event: StripeEvent | string,
	secrets: readonly string[],
	{ timestamp = Math.floor(Date.now() / 1000) }: { readonly timestamp?: number } = {},
): Delivery {
	const body = typeof event === 'string' ? event : JSON.stringify(event, null, 2);
	const signatures = secrets.map((secret) => createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex'));
	return {
		headers: {
			'content-type': 'application/json; charset=utf-8',
			'stripe-signature': [`t=${timestamp}`, ...signatures.map((hex) => `v1=${hex}`)].join(','),
			'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
		},
		body,
	};
}

export interface Delivered {
	readonly endpoint: string;
	readonly url: string;
	/** Undefined when nobody answered. */
	readonly status?: number;
	readonly answer: string;
}

/** Delivers an event once to every endpoint that wants it. */
export async function deliver({ endpoints }: StripeState, event: StripeEvent): Promise<Delivered[]> {
	const wanting = endpoints.filter(
		({ status, enabled_events }) =>
			status === 'enabled' && (enabled_events.includes('*') || enabled_events.includes(event.type)),
	);
	return await Promise.all(
		wanting.map(async ({ id, url, secret }) => {
			const { headers, body } = signedDelivery(event, [secret]);
			try {
				const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual' });
				return { endpoint: id, url, status: response.status, answer: await response.text() };
			} catch (error) {
				return { endpoint: id, url, answer: error instanceof Error ? error.message : String(error) };
			}
		}),
	);
}
