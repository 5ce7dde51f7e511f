import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { openNinja, type Ninja } from '../../core/invoiceNinja';
import type { TaskOffice } from '../../core/tasks';
import { openBackOffice } from '../shared/backOffice';
import { deliveryCredential } from '../shared/deliveryCredential';
import { invoiceNinjaCredential } from '../shared/invoiceNinjaCredential';

/** The company of the trigger's credential, and the back office. */
export interface TriggerOffice extends TaskOffice {
	readonly ninja: Ninja;
	readonly companyCode: string;
	/** Where the company's Invoice Ninja is. */
	readonly companyUrl: string;
}

export async function openTriggerOffice(node: IHookFunctions | IWebhookFunctions): Promise<TriggerOffice> {
	const type = 'mspInvoiceNinjaApi';
	const data = await ('getRequestObject' in node ? deliveryCredential(node, type) : node.getCredentials(type));
	const { companyCode, ...company } = invoiceNinjaCredential(data);
	return { ...(await openBackOffice(node)), ninja: companyNamed(company), companyCode, companyUrl: company.baseUrl };
}

/** What a company's currencies are is asked once in ten minutes, and not for each delivery. */
const keptMs = 10 * 60_000;
const mostCompanies = 20;
const companies = new Map<string, { readonly ninja: Ninja; readonly at: number }>();

function companyNamed(company: Parameters<typeof openNinja>[0]): Ninja {
	const name = JSON.stringify(company);
	const known = companies.get(name);
	if (known && Date.now() - known.at < keptMs) return known.ninja;
	if (companies.size >= mostCompanies) companies.clear();
	const ninja = openNinja(company);
	companies.set(name, { ninja, at: Date.now() });
	return ninja;
}
