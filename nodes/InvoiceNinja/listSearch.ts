import type { ILoadOptionsFunctions, INodeListSearchResult, INodePropertyOptions } from 'n8n-workflow';
import type { NinjaRow, NinjaStatics } from '../../core/invoiceNinja';
import { shownAtMost } from '../shared/listSearch';
import type { RecordKind } from './build/recordKind';
import { companyInEditor } from './context';
import { searchNameOf } from './fields/references';

type Search = (this: ILoadOptionsFunctions, filter?: string) => Promise<INodeListSearchResult>;

/** A search of the rows of each kind, under the name that the fields ask for. */
export const searchesOf = (kinds: readonly RecordKind[]): Record<string, Search> =>
	Object.fromEntries(kinds.map((kind) => [searchNameOf(kind.resource), searchOf(kind)]));

function searchOf({ entity, shownBy }: RecordKind): Search {
	return async function (filter) {
		const ninja = await companyInEditor(this);
		const text = filter?.trim();
		const filters = text ? { filter: text } : {};
		const rows = await ninja.list(entity, { filters, limit: shownAtMost });
		return { results: rows.map((row) => ({ name: nameOf(row, shownBy), value: row.id })) };
	};
}

function nameOf(row: NinjaRow, shownBy: readonly string[]): string {
	const client = row.client as { readonly display_name?: unknown } | undefined;
	const parts = [...shownBy.map((field) => row[field]), client?.display_name].filter(
		(part) => (typeof part === 'string' && part !== '') || typeof part === 'number',
	);
	return parts.length === 0 ? row.id : parts.map(String).join(' · ').slice(0, 120);
}

type Load = (this: ILoadOptionsFunctions) => Promise<INodePropertyOptions[]>;

/** Loads a list of Invoice Ninja's reference data. */
const optionsFrom = (
	list: Exclude<keyof NinjaStatics, 'languages'>,
	more: (entry: { readonly id: string; readonly code?: string; readonly iso_3166_2?: string }) => string = () => '',
): Load =>
	async function () {
		const statics = await (await companyInEditor(this)).statics();
		return [...statics[list]]
			.map((entry) => ({ name: [entry.name, more(entry)].filter(Boolean).join(' · '), value: entry.id }))
			.sort((one, other) => one.name.localeCompare(other.name));
	};

export const loadOptions = {
	getCountries: optionsFrom('countries', ({ iso_3166_2: code = '' }) => code),
	getCurrencies: optionsFrom('currencies', ({ code = '' }) => code),
	getPaymentTypes: optionsFrom('payment_types'),
	getIndustries: optionsFrom('industries'),
	getSizes: optionsFrom('sizes'),
};
