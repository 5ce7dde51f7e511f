import { openNinja } from '../../core/invoiceNinja';
import { credentialTest } from './credential';
import { invoiceNinjaCredential } from './invoiceNinjaCredential';

/** Asks which company the token is of, and whether its user may see the invoices of others. */
export const testInvoiceNinja = credentialTest(async (data) => {
	const ninja = openNinja(invoiceNinjaCredential(data));
	const { name } = await ninja.company();
	await ninja.list('invoice', { limit: 1 });
	return `Connected to ${name || 'a company without a name'} on Invoice Ninja ${ninja.version() ?? 'of an unknown version'}.`;
});
