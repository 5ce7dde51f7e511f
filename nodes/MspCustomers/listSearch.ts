import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';
import type { Transaction } from '../../core/db';
import { listCustomers } from '../../core/customers';
import { listPlans } from '../../core/catalog';
import { listServers } from '../../core/servers';
import { listServices } from '../../core/services';
import { openBackOffice } from '../shared/backOffice';

interface Search {
	readonly search: string | undefined;
	/** As many as a person looks through; the search finds the others. */
	readonly limit: number;
}

type Find = (transaction: Transaction, search: Search) => Promise<INodeListSearchItems[]>;

const searching = (find: Find) =>
	async function (this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
		const { store } = await openBackOffice(this);
		const search = { search: filter?.trim() || undefined, limit: 100 };
		return { results: await store.asStaff(async (transaction) => await find(transaction, search)) };
	};

export const searchCustomers = searching(async (transaction, search) =>
	(await listCustomers(transaction, search)).map(({ customerCode, name }) => ({
		name: `${name} (${customerCode})`,
		value: customerCode,
	})),
);

export const searchPlans = searching(async (transaction, search) =>
	(await listPlans(transaction, search)).map(({ planCode, name }) => ({
		name: `${name} (${planCode})`,
		value: planCode,
	})),
);

export const searchServers = searching(async (transaction, search) =>
	(await listServers(transaction, search)).map(({ serverCode, free, maxAccounts }) => ({
		name: `${serverCode} (${free} of ${maxAccounts} free)`,
		value: serverCode,
	})),
);

export const searchServices = searching(async (transaction, search) =>
	(await listServices(transaction, search)).map(({ serviceId, domain, customerCode, status }) => ({
		name: `${domain} (${customerCode}, ${status.replaceAll('_', ' ')})`,
		value: serviceId,
	})),
);
