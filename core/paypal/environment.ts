import { InputError } from '../kernel/errors';

/** What the operator says of their PayPal app. */
export interface PayPalAccount {
	readonly environment: 'live' | 'sandbox' | 'custom';
	readonly clientId: string;
	readonly clientSecret: string;
	/** For `custom`: where that PayPal answers, API and certificates alike. */
	readonly customUrl?: string;
	/** For `custom`, PEM: whom to trust instead of the public authorities. */
	readonly customCertificateAuthority?: string;
}

/** Where an environment answers, and from where alone its certificates may come. */
export interface PayPalEnvironment {
	/** Without a slash at the end. */
	readonly apiUrl: string;
	/** Scheme, host and port of the certificates that sign deliveries. */
	readonly certificateOrigin: string;
	readonly certificateAuthority?: string;
}

/** @throws InputError for a custom environment without an address. */
export function environmentOf(account: PayPalAccount): PayPalEnvironment {
	switch (account.environment) {
		case 'live':
			return { apiUrl: 'https://api-m.paypal.com', certificateOrigin: 'https://api.paypal.com' };
		case 'sandbox':
			return { apiUrl: 'https://api-m.sandbox.paypal.com', certificateOrigin: 'https://api.sandbox.paypal.com' };
		case 'custom': {
			const url = URL.canParse(account.customUrl ?? '') ? new URL(account.customUrl ?? '') : undefined;
			if (!url || !/^https?:$/.test(url.protocol)) {
				throw new InputError('customUrl', 'is not an http or https address', 'Write it as https://host:port.');
			}
			return {
				apiUrl: url.origin + url.pathname.replace(/\/+$/, ''),
				certificateOrigin: url.origin,
				certificateAuthority: account.customCertificateAuthority?.trim() || undefined,
			};
		}
	}
}
