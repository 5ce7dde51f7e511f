import { issue, makeSigning, signedDelivery, captureCompleted, type Signing } from '../../stack/standins/paypal';
import type { PayPalAccount } from '../../core/paypal';

/** Everything that PayPal's deliveries are checked with; made once for a file, for keys take their time. */
export interface PayPalScene {
	readonly signing: Signing;
	readonly account: PayPalAccount;
	/** The name that deliveries give for the certificate's place. */
	readonly url: string;
}

export const webhookId = '1JE4291016473214C';
export const now = new Date('2026-11-21T09:00:00Z');
export const event = captureCompleted({ order: 'O-1', customer: 'acme', value: '12.50', currency: 'EUR' });

export function sceneAt(url: string, signing: Signing): PayPalScene {
	return {
		signing,
		url,
		account: {
			environment: 'custom',
			clientId: 'client',
			clientSecret: 'secret',
			customUrl: url,
			customCertificateAuthority: signing.authority,
		},
	};
}

export const delivered = (
	{ signing, url }: Pick<PayPalScene, 'signing' | 'url'>,
	body: string = JSON.stringify(event),
) => signedDelivery(body, { signing, url, webhookId, time: now });

/** A signing whose parts can be set. */
export async function signingWith({
	leaf = {},
	issuer = {},
}: {
	readonly leaf?: Partial<Parameters<typeof issue>[0]>;
	readonly issuer?: Partial<Parameters<typeof issue>[0]>;
}): Promise<Signing> {
	const root = await issue({ name: 'Root', authority: true });
	const middle = await issue({ name: 'Middle', authority: true, issuer: root, ...issuer });
	const end = await issue({ name: 'End', authority: false, issuer: middle, ...leaf });
	return { authority: root.pem, chain: `${end.pem}\n${middle.pem}`, privateKey: end.privateKeyPem };
}

export { makeSigning };
