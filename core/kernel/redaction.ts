const redacted = '[redacted]';

/** The text without the secrets, in the forms in which they travel: plain, in a URL, in a form, in JSON, in base64. */
export function redact(text: string, secrets: readonly string[]): string {
	return secrets
		.filter((secret) => secret !== '')
		.flatMap(formsOf)
		.sort((one, other) => other.length - one.length)
		.reduce((left, form) => left.replaceAll(form, redacted), text);
}

function formsOf(secret: string): string[] {
	const bytes = Buffer.from(secret);
	return [
		secret,
		encodeURIComponent(bytes.toString()),
		new URLSearchParams([['', secret]]).toString().slice(1),
		JSON.stringify(secret).slice(1, -1),
		bytes.toString('base64'),
		bytes.toString('base64url'),
	];
}

/** Names under which secrets are kept, here and by vendors: `password`, `api_token`, `client_secret`, `PrivateKey`. */
const secretName =
	/pass$|passw(or)?d|passphrase|secret|token$|^authorization$|cookie$|(api|access|private|encryption|login)[-_ ]?key$|signature$|credentials?$/i;

/** A copy of JSON-like data in which every value under the name of a secret is replaced, at any depth. */
export function redactKeys(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(redactKeys);
	if (typeof value !== 'object' || value === null || value instanceof Date) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, held]) => [
			name,
			secretName.test(name) && held !== null && held !== undefined ? redacted : redactKeys(held),
		]),
	);
}
