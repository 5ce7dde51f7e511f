import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';
import { listPlans } from '../../core/catalog';
import { listCompanies } from '../../core/companies';
import { listCustomers } from '../../core/customers';
import type { Transaction } from '../../core/db';
import { displayDomain } from '../../core/kernel/domainName';
import { listInvoices } from '../../core/invoices';
import { adapters, panelKind } from '../../core/panels';
import { behindAnsible, listServers } from '../../core/servers';
import { listServices } from '../../core/services';
import { openBackOffice } from './backOffice';

/** As many as a person looks through; a search finds the others. */
export const shownAtMost = 100;

type List<Row> = (
	transaction: Transaction,
	filters: { readonly search: string | undefined; readonly limit: number },
) => Promise<Row[]>;

/** Lets the editor search a list of the back office. */
export const searchIn = <Row>(list: List<Row>, shown: (row: Row) => INodeListSearchItems) =>
	async function (this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
		const { store } = await openBackOffice(this);
		const filters = { search: filter?.trim() || undefined, limit: shownAtMost };
		const rows = await store.asStaff(async (transaction) => await list(transaction, filters));
		return { results: rows.map(shown) };
	};

export const searchCustomers = searchIn(listCustomers, ({ customerCode, name }) => ({
	name: `${name} (${customerCode})`,
	value: customerCode,
}));

export const searchCompanies = searchIn(listCompanies, ({ companyCode, name }) => ({
	name: `${name} (${companyCode})`,
	value: companyCode,
}));

/** By the ID: two companies may have the same number. */
export const searchInvoices = searchIn(listInvoices, ({ invoiceId, invoiceNumber, customerCode, status }) => ({
	name: `${invoiceNumber} (${customerCode}, ${status})`,
	value: invoiceId,
}));

export const searchPlans = searchIn(listPlans, ({ planCode, name }) => ({
	name: `${name} (${planCode})`,
	value: planCode,
}));

export const searchServers = searchIn(listServers, ({ serverCode, panel, baseUrl, free, maxAccounts }) => ({
	name: [
		`${serverCode} (${panelLabel(panel)}`,
		...(baseUrl === null ? [] : [baseUrl]),
		`${free} of ${maxAccounts} free)`,
	].join(', '),
	value: serverCode,
}));

const panelLabel = (panel: string) => (panel === behindAnsible ? 'behind Ansible' : adapters[panelKind(panel)].label);

export const searchServices = searchIn(listServices, ({ serviceId, domain, customerCode, status }) => ({
	name: `${displayDomain(domain)} (${customerCode}, ${status.replaceAll('_', ' ')})`,
	value: serviceId,
}));
