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

/** Fields that hold headers of calls: those of webhooks, and of the calls that a payment link makes. They carry secrets. */
const headerFields = new Set(['headers', 'post_purchase_headers']);

/** Reads a row, and drops what nobody may see. */
export function rowOf(value: unknown): NinjaRow | undefined {
	const row = withoutSecrets(value);
	return isRow(row) ? row : undefined;
}

/** By hand: a check that copies each of 10,000 rows would take longer than reading them. */
const isRow = (value: unknown): value is NinjaRow =>
	typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' && value.id !== '';

/** Copies data without the fields that hold secrets, at any depth. */
export function withoutSecrets(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(withoutSecrets);
	if (typeof value !== 'object' || value === null) return value;
	const kept: Record<string, unknown> = {};
	for (const [name, held] of Object.entries(value)) {
		if (secretFields.has(name) || name === '__proto__' || isPortalLink(name, held, value)) continue;
		if (headerFields.has(name)) kept[name] = withoutValues(held);
		else kept[name] = typeof held === 'object' ? withoutSecrets(held) : held;
	}
	return kept;
}

/** The names of headers stay, so that one sees which are there. */
function withoutValues(headers: unknown): unknown {
	if (typeof headers !== 'object' || headers === null) return headers === '' ? headers : null;
	return Object.fromEntries(Object.keys(headers).map((name) => [name, '[hidden]']));
}

/** The link of a contact logs in without a password. That of an invitation shows one document. */
const isPortalLink = (name: string, held: unknown, holder: object) =>
	name === 'link' && typeof held === 'string' && ('contact_key' in holder || held.includes('/key_login/'));
