import type { Signing } from './authority';

export interface Webhook {
	id: string;
	url: string;
	event_types: Array<{ name: string }>;
}

/** What this PayPal knows. */
export interface PayPalState {
	/** Its own certificates and key, so that they outlive the process as the authority in the credential does. */
	readonly signing: Signing;
	webhooks: Webhook[];
	/** Access tokens that it handed out. */
	tokens: string[];
}

/** The name of its one certificate. */
export const certificateName = 'CERT-360caa42-fca2a594-1d93a270';
export const certificatePath = `/v1/notifications/certs/${certificateName}`;
