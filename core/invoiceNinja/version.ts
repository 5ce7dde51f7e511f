import { ExternalError } from '../kernel/errors';

/** From here on the API has what the pack needs: refunds by payment, bulk answers with rows, webhooks with headers. */
const oldest = [5, 10] as const;

/**
 * Checks what a server says of itself in `X-APP-VERSION`.
 *
 * @throws ExternalError when the server is older than the pack can work with.
 */
export function checkVersion(version: string | undefined): void {
	if (version === undefined) return;
	const [major = 0, minor = 0] = version.split('.').map(Number);
	if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return;
	throw new ExternalError(
		'invalid',
		`Invoice Ninja ${version.slice(0, 20)} is too old: the pack needs ${oldest.join('.')} or later`,
		'Update Invoice Ninja first.',
	);
}
