/**
 * Returns PEM with its line breaks. n8n shows every secret field as one line, so a pasted text has spaces instead of
 * line breaks. The text that `openssl s_client` prints around a certificate is then on the same line.
 */
export function withLineBreaks(pem: string): string {
	return pem
		.replaceAll(
			/-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\s]+)-----END \1-----/g,
			(_, label: string, body: string) => {
				const lines = body.replaceAll(/\s/g, '').match(/.{1,64}/g) ?? [];
				return ['', `-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
			},
		)
		.trim();
}
