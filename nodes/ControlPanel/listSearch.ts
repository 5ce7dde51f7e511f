import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { displayDomain, domainSearch } from '../../core/kernel/domainName';
import { collected, type Account } from '../../core/panels';
import { shownAtMost } from '../shared/listSearch';
import { panelInEditor } from './connection';

export async function searchAccounts(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	const panel = await panelInEditor(this);
	const accounts = await collected(matching(panel.listAccounts(), domainSearch(filter.toLowerCase())), shownAtMost);
	return {
		results: accounts.map(({ username, domain }) => ({
			name: `${displayDomain(domain)} (${username})`,
			value: username,
		})),
	};
}

export async function searchPackages(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	const packages = await (await panelInEditor(this)).listPackages();
	const part = filter.toLowerCase();
	const names = packages.map(({ name }) => name).filter((name) => name.toLowerCase().includes(part));
	return { results: names.sort((one, other) => one.localeCompare(other)).map((name) => ({ name, value: name })) };
}

async function* matching(accounts: AsyncIterable<Account>, part: string): AsyncIterable<Account> {
	for await (const account of accounts) {
		if (
			account.domain.includes(part) ||
			displayDomain(account.domain).includes(part) ||
			account.username.includes(part)
		)
			yield account;
	}
}
