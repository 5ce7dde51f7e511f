import {
	inOurWords,
	rowStates,
	type Ninja,
	type NinjaEntity,
	type NinjaRow,
	type OurRow,
} from '../../../core/invoiceNinja';

/** Up to so many clients of a page are asked for one by one; of more, all clients are listed once. */
const oneByOne = 3;

/**
 * Translates the rows of a list. Rows of one client have one currency, so that it is found out once for each of them; and of
 * many clients by a list of clients, not by a request for each.
 */
export function openTranslation(ninja: Ninja, entity: NinjaEntity) {
	const currencies = new Map<string, Promise<string>>();
	let listed = false;

	const clientOf = ({ client_id: id }: NinjaRow) =>
		!ownCurrency.has(entity) && typeof id === 'string' && id !== '' ? id : undefined;

	async function learn(page: readonly NinjaRow[]): Promise<void> {
		const unknown = new Set(page.flatMap((row) => clientOf(row) ?? []).filter((id) => !currencies.has(id)));
		if (listed || unknown.size <= oneByOne) return;
		listed = true;
		for await (const clients of ninja.pages('client', { states: rowStates, include: [] })) {
			for (const client of clients) currencies.set(client.id, ninja.currencyOf('client', client));
		}
	}

	async function currencyOf(row: NinjaRow): Promise<string> {
		const client = clientOf(row);
		if (client === undefined) return await ninja.currencyOf(entity, row);
		const known = currencies.get(client) ?? ninja.currencyOf(entity, row);
		currencies.set(client, known);
		return await known;
	}

	return async (page: readonly NinjaRow[]): Promise<OurRow[]> => {
		await learn(page);
		const rows: OurRow[] = [];
		for (const row of page) rows.push(inOurWords(entity, row, await currencyOf(row)));
		return rows;
	};
}

/** Rows that say themselves in which currency they are, or that are no row of a client. */
const ownCurrency: ReadonlySet<NinjaEntity> = new Set([
	'client',
	'payment',
	'expense',
	'bank_transaction',
	'subscription',
	'vendor',
]);
