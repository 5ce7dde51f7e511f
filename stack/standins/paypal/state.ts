import type { Signing } from './authority';

export interface Webhook {
	id: string;
	url: string;
	event_types: Array<{ name: string }>;
}

/** The state of this PayPal. */
export interface PayPalState {
	/** Its own certificates and key. They outlive the process, as the authority in the credential does. */
	readonly signing: Signing;
	webhooks: Webhook[];
	/** The access tokens that it issued. */
	tokens: string[];
}

/** The name of its only certificate. */
export const certificateName = 'CERT-360caa42-fca2a594-1d93a270';
export const certificatePath = `/v1/notifications/certs/${certificateName}`;
