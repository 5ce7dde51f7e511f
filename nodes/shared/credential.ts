import type { ICredentialTestFunction } from 'n8n-workflow';
import { z } from 'zod';
import { fingerprintOf } from '../../core/kernel/fingerprint';
import { withLineBreaks } from '../../core/kernel/pem';
import { textLimits } from '../../core/kernel/textLimits';
import { asInputError, sentenceOf } from './errorText';

/** The certificate of an authority as a credential holds it. It is empty when the public authorities count. */
export const certificateAuthority = z.string().max(textLimits.certificate).default('').transform(withLineBreaks);

/** A text that a credential cannot do without. */
export const filled = z.string().trim().min(1, 'is empty').max(textLimits.secret);

/**
 * The address of a server and how it is trusted, as a credential holds them.
 *
 * @param example an address as it is written.
 */
export const serverCredential = (example: string) => ({
	baseUrl: z
		.string()
		.trim()
		.max(textLimits.url)
		.refine(
			(text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
			`must be an address such as ${example}`,
		),
	certificateAuthority: certificateAuthority.transform((pem) => pem || undefined),
	certificateFingerprint: z
		.string()
		.trim()
		.max(textLimits.secret)
		.default('')
		.transform((given) => (given === '' ? undefined : fingerprintOf(given))),
});

/**
 * Checks what a credential holds.
 *
 * @param label the credential as the operator knows it, such as MSP Database.
 * @throws InputError that names the wrong field; never with its value.
 */
export function readCredential<Schema extends z.ZodType>(
	label: string,
	schema: Schema,
	data: unknown,
): z.output<Schema> {
	const read = schema.safeParse(data);
	if (read.success) return read.data;
	throw asInputError(read.error, `Correct it in the ${label} credential.`);
}

/**
 * The test that n8n runs when an operator saves a credential.
 *
 * @param check connects, and returns the sentence that says what it found. It throws when the credential does not work.
 */
export const credentialTest = (check: (data: unknown) => Promise<string>): ICredentialTestFunction =>
	async function (this, { data }) {
		try {
			return { status: 'OK', message: await check(data) };
		} catch (error) {
			return { status: 'Error', message: sentenceOf(error) };
		}
	};
