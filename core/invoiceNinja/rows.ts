import { z } from 'zod';

/** A row as Invoice Ninja sends it, without secrets. */
export type NinjaRow = Readonly<Record<string, unknown>> & { readonly id: string };

/**
 * Fields that hold a secret: stored cards, and keys with which anybody logs in to the client portal (a contact's link and
 * key). The key of an invitation stays: the client's own page and the PDF are found by it.
 */
const secretFields = new Set([
	...['gateway_tokens', 'contact_key', 'client_hash', 'vendor_hash', 'token', 'password', 'confirmation_code'],
	...['oauth_user_token', 'two_factor_secret', 'company_key', 'smtp_password', 'e_invoice_certificate'],
	...['e_invoice_certificate_passphrase', 'e_invoicing_token', 'postmark_secret', 'mailgun_secret', 'brevo_secret'],
	'ses_secret_key',
]);

const seen = z.looseObject({ id: z.string().min(1) });

/** Reads a row, and drops what nobody may see. */
export function rowOf(value: unknown): NinjaRow | undefined {
	const row = seen.safeParse(withoutSecrets(value));
	return row.success ? row.data : undefined;
}

/** Copies data without the fields that hold secrets, at any depth. */
export function withoutSecrets(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(withoutSecrets);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).flatMap(([name, held]) =>
			secretFields.has(name) || isPortalLink(name, held, value) ? [] : [[name, withoutSecrets(held)]],
		),
	);
}

/** The link of a contact logs in without a password. That of an invitation shows one document. */
const isPortalLink = (name: string, held: unknown, holder: object) =>
	name === 'link' && typeof held === 'string' && 'contact_key' in holder;
