import { InputError } from '../kernel/errors';

/** The operator's PayPal app. */
export interface PayPalAccount {
	readonly environment: 'live' | 'sandbox' | 'custom';
	readonly clientId: string;
	readonly clientSecret: string;
	/** For `custom`: the address of the API and of the certificates. */
	readonly customUrl?: string;
	/** For `custom`, PEM: the authorities to trust instead of the public ones. */
	readonly customCertificateAuthority?: string;
}

/** The addresses of an environment. */
export interface PayPalEnvironment {
	/** Without a slash at the end. */
	readonly apiUrl: string;
	/** Scheme, host and port: certificates that sign deliveries come from nowhere else. */
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
