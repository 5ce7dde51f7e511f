import { bindCompany } from '../../core/companies';
import type { Store } from '../../core/db';
import type { Ninja } from '../../core/invoiceNinja';

interface Contact {
	readonly store: Store;
	readonly ninja: Ninja;
	readonly companyCode: string;
	readonly companyUrl: string;
}

/**
 * Binds the company code of a credential to the company of its token: two companies never share one code.
 *
 * @throws InputError when the code is another company's.
 */
export async function bindInvoiceNinja({ store, ninja, companyCode, companyUrl }: Contact): Promise<void> {
	const { id: invoiceNinjaId, name } = await ninja.company();
	await bindCompany({ store }, { companyCode, invoiceNinjaId, invoiceNinjaUrl: companyUrl, name });
}
