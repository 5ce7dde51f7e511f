import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';

type More = Partial<INodeProperties>;

/** A text that the editor hides, and n8n never shows again. */
export const secret = (displayName: string, name: string, more: More = {}): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	typeOptions: { password: true },
	default: '',
	...more,
});

/** Several lines in a hidden field: n8n's editor joins them when they are pasted, and the nodes part them again. */
export const certificateAuthority = (more: More = {}): INodeProperties =>
	secret('Certificate Authority', 'certificateAuthority', {
		typeOptions: { rows: 4, password: true },
		placeholder: '-----BEGIN CERTIFICATE-----',
		description:
			"PEM of the authority that signed the server's certificate. Leave it empty when the authority is public.",
		...more,
	});

/** The address of a panel. */
export const baseUrl = (placeholder: string): INodeProperties => ({
	displayName: 'Base URL',
	name: 'baseUrl',
	type: 'string',
	default: '',
	required: true,
	placeholder,
});

/** How n8n trusts the certificate of a panel. */
export const trust: readonly INodeProperties[] = [
	certificateAuthority(),
	secret('Certificate Fingerprint', 'certificateFingerprint', {
		placeholder: 'AB:CD:EF:…',
		description: 'SHA-256 of the one certificate to trust, instead of any authority',
	}),
];

/** A log-in by password, or by a token. The user name comes only with a password: n8n does not hand on a box that the form hides. */
export const passwordOrToken = z.object({
	authentication: z.string(),
	username: z.string().default(''),
	token: z.string(),
});

export const basicAuthorization = (username: string, password: string): string =>
	`Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
