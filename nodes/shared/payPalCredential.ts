import { z } from 'zod';
import type { PayPalAccount } from '../../core/paypal';
import { certificateAuthority, readCredential } from './credential';

const credential = z.object({
	environment: z.enum(['live', 'sandbox', 'custom']),
	clientId: z.string().trim(),
	clientSecret: z.string().trim(),
	webhookId: z.string().trim().default(''),
	customUrl: z.string().trim().default(''),
	customCertificateAuthority: certificateAuthority,
	verification: z.enum(['offline', 'online']).default('offline'),
});

export interface PayPalCredential {
	readonly account: PayPalAccount;
	readonly verification: 'offline' | 'online';
	/** Empty when the node registers the webhook. */
	readonly webhookId: string;
}

/** Reads the MSP PayPal credential. */
export function payPalCredential(data: unknown): PayPalCredential {
	const { verification, webhookId, ...account } = readCredential('MSP PayPal', credential, data);
	return { account, verification, webhookId };
}
