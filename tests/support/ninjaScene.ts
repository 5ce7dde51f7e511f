import {
	operate,
	startInvoiceNinja,
	type HeldCompany,
	type NinjaState,
	type Operator,
	type PlayedCompany,
	type Row,
	type Switches,
} from '../../stack/standins/invoiceNinja';
import { nextId } from '../../stack/standins/invoiceNinja/state';
import type { Standin } from '../../stack/standins/shared';

export const ninjaToken = 'CANARY-NINJATOKEN-5b1d8e';
export const secondNinjaToken = 'CANARY-NINJATOKEN-9c4f2a';

/** A played Invoice Ninja with two companies, and those who work at the first. */
export interface NinjaScene extends Operator {
	readonly url: string;
	readonly token: string;
	readonly standin: Standin<NinjaState>;
	/** The other company: other rows, other webhooks. */
	readonly second: Operator & { readonly token: string };
	/** The first company as it is kept. A change of it is a change at Invoice Ninja that fires nothing. */
	company(): HeldCompany;
	/** The switches, to be set by the test. */
	switches(): Switches;
	/** Invoices in a number that one would not make one by one: copies of one, with numbers of their own. */
	manyInvoices(like: string, count: number): void;
	/** The rows are somebody else's, and the token's user has no right to view others' rows. */
	hide(path: 'invoices' | 'payments' | 'clients', ids: readonly string[]): void;
	close(): Promise<void>;
}

export interface NinjaSceneOptions {
	readonly companies?: readonly PlayedCompany[];
	readonly tls?: { readonly key: string; readonly cert: string };
	readonly switches?: Partial<Switches>;
}

const defaultCompanies: readonly PlayedCompany[] = [
	{ token: ninjaToken, companyName: 'Example Hosting', currency: 'EUR' },
	{ token: secondNinjaToken, companyName: 'Example Holidays', currency: 'EUR' },
];

/** Opens the scene. Its locks last 1 ms instead of a second, unless `switches` says otherwise. */
export async function openNinjaScene(options: NinjaSceneOptions = {}): Promise<NinjaScene> {
	const { companies = defaultCompanies, tls, switches } = options;
	const standin = await startInvoiceNinja({ port: 0, companies, ...(tls && { tls }) });
	Object.assign(standin.state().switches, { lockMs: 1, ...switches });
	const token = companies[0]?.token ?? ninjaToken;
	const secondToken = companies[1]?.token ?? secondNinjaToken;
	const company = (): HeldCompany => {
		const [first] = standin.state().companies;
		if (!first) throw new Error('The played Invoice Ninja has no company.');
		return first;
	};

	return {
		...operate(standin.url, token),
		url: standin.url,
		token,
		standin,
		second: { ...operate(standin.url, secondToken), token: secondToken },
		company,
		switches: () => standin.state().switches,
		manyInvoices: (like, count) => copyInvoices(standin.state(), company(), like, count),
		hide: (path, ids) => {
			const held = company();
			held.blindFor.push(path);
			for (const id of ids) Object.assign(held.rows[path]?.[id] ?? {}, { user_id: 'SomebodyEl' });
		},
		close: async () => await standin.close(),
	};
}

function copyInvoices(state: NinjaState, company: HeldCompany, like: string, count: number): void {
	const rows = company.rows.invoices;
	const first = rows?.[like];
	if (!rows || !first) throw new Error(`There is no invoice ${like}.`);
	for (let index = 1; index <= count; index += 1) {
		const id = nextId(state);
		const copy: Row = { ...structuredClone(first), id, number: `C${String(index).padStart(6, '0')}` };
		rows[id] = copy;
	}
}
