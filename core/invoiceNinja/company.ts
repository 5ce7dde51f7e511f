import { InputError } from '../kernel/errors';

/** One company of an Invoice Ninja v5. A token is of one user in one company. */
export interface NinjaCompany {
	/** `https://invoicing.example.com`, with or without `/api/v1`. */
	readonly baseUrl: string;
	readonly token: string;
	/** PEM of the authority to trust instead of the public ones. */
	readonly certificateAuthority?: string;
	/** SHA-256 of the one certificate to trust. */
	readonly certificateFingerprint?: string;
}

/**
 * The address that every route of the API begins with.
 *
 * @throws InputError when the address is not one of http or https.
 */
export function apiAddress(baseUrl: string): string {
	const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
	if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '') {
		throw new InputError('baseUrl', 'is not the address of an Invoice Ninja', 'Write it as https://host.');
	}
	const path = url.pathname.replace(/\/+$/, '').replace(/\/api\/v1$/, '');
	return `${url.origin}${path}/api/v1`;
}
