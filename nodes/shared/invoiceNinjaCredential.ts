import { z } from 'zod';
import { filled, readCredential, serverCredential } from './credential';

const credential = z.object({
	...serverCredential('https://invoicing.example.com'),
	token: filled,
	companyCode: z
		.string()
		.trim()
		.regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be lower-case letters, digits and hyphens, 40 at the most')
		.default('main'),
});

/** An Invoice Ninja company as a credential holds it, with its code in the back office. */
export type InvoiceNinjaCredential = z.output<typeof credential>;

/** @throws InputError that names the wrong field; never with the token. */
export function invoiceNinjaCredential(data: unknown): InvoiceNinjaCredential {
	return readCredential('MSP Invoice Ninja', credential, data);
}
