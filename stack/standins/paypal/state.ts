import type { Signing } from './authority';

export interface Webhook {
	id: string;
	url: string;
	event_types: Array<{ name: string }>;
}

/** A row of its transaction search. */
export interface Transaction {
	readonly transaction_id: string;
	readonly paypal_reference_id?: string;
	readonly transaction_event_code: string;
	/** With an offset that has no colon, as PayPal writes it. */
	readonly transaction_initiation_date: string;
	readonly transaction_amount: { readonly currency_code: string; readonly value: string };
	readonly fee_amount?: { readonly currency_code: string; readonly value: string };
	readonly transaction_status: 'D' | 'P' | 'S' | 'V';
}

/** The state of this PayPal. */
export interface PayPalState {
	/** Its own certificates and key. They outlive the process, as the authority in the credential does. */
	readonly signing: Signing;
	webhooks: Webhook[];
	/** The access tokens that it issued. */
	tokens: string[];
	/** What its transaction search finds. A state file of an older stand-in has none. */
	transactions?: Transaction[];
	/** Until when that list is complete; until now when it is absent. */
	refreshedAt?: string;
	/** It refuses to give out more rows than this; 10,000 when it is absent. */
	mostRows?: number;
	/** The app may not search transactions. */
	mayNotSearch?: boolean;
}

/** The name of its only certificate. */
export const certificateName = 'CERT-360caa42-fca2a594-1d93a270';
export const certificatePath = `/v1/notifications/certs/${certificateName}`;
