import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { adapters, collected, panelKind, type Account } from '../../core/panels';
import { listServers } from '../../core/servers';
import { openBackOffice } from '../shared/backOffice';
import { panelInEditor } from './connection';

/** As many as a person looks through. */
const shown = 100;

export async function searchServers(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const { store } = await openBackOffice(this);
	const servers = await store.asStaff(
		async (transaction) => await listServers(transaction, { search: filter || undefined, limit: shown }),
	);
	return {
		results: servers.map(({ serverCode, panel, baseUrl }) => ({
			name: `${serverCode} (${adapters[panelKind(panel)].label}, ${baseUrl})`,
			value: serverCode,
		})),
	};
}

export async function searchAccounts(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	const panel = await panelInEditor(this);
	const accounts = await collected(matching(panel.listAccounts(), filter.toLowerCase()), shown);
	return { results: accounts.map(({ username, domain }) => ({ name: `${domain} (${username})`, value: username })) };
}

export async function searchPackages(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	const names = (await (await panelInEditor(this)).listPackages()).map(({ name }) => name);
	const text = filter.toLowerCase();
	const found = names.filter((name) => name.toLowerCase().includes(text));
	return { results: found.sort((one, other) => one.localeCompare(other)).map((name) => ({ name, value: name })) };
}

async function* matching(accounts: AsyncIterable<Account>, text: string): AsyncIterable<Account> {
	for await (const account of accounts) {
		if (account.domain.includes(text) || account.username.includes(text)) yield account;
	}
}
