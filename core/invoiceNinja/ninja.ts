import { z } from 'zod';
import { ExternalError } from '../kernel/errors';
import type { NinjaCompany } from './company';
import { currencyOfRow, type CurrencySources } from './currency';
import { kindOf, type NinjaEntity } from './entities';
import { readPages, unreadable, type NinjaQuery } from './listing';
import { rowOf, withoutSecrets, type NinjaRow } from './rows';
import { readStatics, type NinjaStatics } from './statics';
import { openTransport, type NinjaCall, type NinjaParameters } from './transport';
import { inOurWords, type OurRow } from './translate';

/** What one company of an Invoice Ninja can be asked. Every row comes without secrets. */
export interface Ninja {
	/** What the server said of its version, once it has answered. */
	version(): string | undefined;
	/** The row; undefined when nothing of the company has the ID. Deleted rows are found, too. */
	get(entity: NinjaEntity, id: string, include?: readonly string[]): Promise<NinjaRow | undefined>;
	/** The rows of a list, page by page. */
	pages(entity: NinjaEntity, query?: NinjaQuery): AsyncGenerator<readonly NinjaRow[]>;
	/** The first rows of a list. */
	list(entity: NinjaEntity, query: NinjaQuery & { readonly limit: number }): Promise<NinjaRow[]>;
	/** Adds a row. A repeat adds another: look for its unique key first. */
	create(entity: NinjaEntity, body: object, flags?: NinjaParameters): Promise<NinjaRow>;
	/** Changes the fields that the body names. */
	update(entity: NinjaEntity, id: string, body: object, flags?: NinjaParameters): Promise<NinjaRow>;
	/** Marks a row as deleted; it can be restored. */
	remove(entity: NinjaEntity, id: string): Promise<NinjaRow | undefined>;
	/**
	 * One request for all rows. Invoice Ninja swallows what fails with single rows and knows no unknown action: read the rows
	 * again, and compare.
	 */
	bulk(entity: NinjaEntity, action: string, ids: readonly string[], more?: object): Promise<readonly NinjaRow[]>;
	/** A call of its own, such as `POST /emails`. The answer comes without secrets. */
	call(call: NinjaCall): Promise<unknown>;
	/** A row with its secrets, so that a change can write back what Invoice Ninja would lose. It reaches no item and no log. */
	getWhole(entity: NinjaEntity, id: string): Promise<unknown>;
	/** A file, such as the PDF of an invitation. */
	download(call: NinjaCall): Promise<Buffer>;
	/** ISO 4217; see `currencyOfRow`. */
	currencyOf(entity: NinjaEntity, row: NinjaRow): Promise<string>;
	/** The row in the pack's words, in its own currency. */
	translated(entity: NinjaEntity, row: NinjaRow): Promise<OurRow>;
	statics(): Promise<NinjaStatics>;
	/** The company of the token: its ID, its name and its settings. */
	company(): Promise<NinjaOwnCompany>;
}

/** The company of a token. */
export interface NinjaOwnCompany {
	/** Invoice Ninja's hashed ID. */
	readonly id: string;
	readonly name: string;
	readonly settings: Readonly<Record<string, unknown>>;
}

const one = z.object({ data: z.unknown() });
const many = z.object({ data: z.array(z.unknown()) });
const ownCompany = z.object({
	data: z.looseObject({ id: z.string().min(1), settings: z.record(z.string(), z.unknown()).catch({}) }),
});

/** Opens nothing: each request carries the token. What is looked up for currencies is kept for the life of this object. */
export function openNinja(company: NinjaCompany): Ninja {
	const transport = openTransport(company);
	const lookUp = openLookUps();

	const rowIn = async (call: NinjaCall): Promise<NinjaRow> => {
		const answer = one.safeParse(await transport.json(call));
		const row = answer.success ? rowOf(answer.data.data) : undefined;
		if (row) return row;
		throw unreadable(`${call.method} ${call.path}`);
	};

	const ninja: Ninja = {
		version: transport.version,
		get: async (entity, id, include = kindOf(entity).include) => {
			const query = include.length > 0 ? { include: include.join(',') } : undefined;
			return await rowIn({ method: 'GET', path: at(entity, id), query }).catch(unlessMissing);
		},
		pages: (entity, query = {}) => readPages(transport, entity, query),
		list: async (entity, query) => {
			const rows: NinjaRow[] = [];
			for await (const page of readPages(transport, entity, query)) rows.push(...page);
			return rows;
		},
		create: async (entity, body, flags) =>
			await rowIn({ method: 'POST', path: at(entity), query: flags, body, changes: true }),
		update: async (entity, id, body, flags) =>
			await rowIn({ method: 'PUT', path: at(entity, id), query: flags, body, changes: true }),
		remove: async (entity, id) => {
			const call = { method: 'DELETE', path: at(entity, id), changes: true } as const;
			const answer = one.safeParse(await transport.json(call));
			return answer.success ? rowOf(answer.data.data) : undefined;
		},
		bulk: async (entity, action, ids, more = {}) => {
			const call = {
				method: 'POST',
				path: `${at(entity)}/bulk`,
				body: { action, ids, ...more },
				changes: true,
			} as const;
			const answer = many.safeParse(await transport.json(call));
			return answer.success ? answer.data.data.flatMap((row) => rowOf(row) ?? []) : [];
		},
		call: async (call) => withoutSecrets(await transport.json(call)),
		getWhole: async (entity, id) => await transport.json({ method: 'GET', path: at(entity, id) }),
		download: async (call) => await transport.bytes(call),
		currencyOf: async (entity, row) => await currencyOfRow(entity, row, sources),
		translated: async (entity, row) => inOurWords(entity, row, await ninja.currencyOf(entity, row)),
		statics: async () => await lookUp('statics', async () => await readStatics(transport)),
		company: async () =>
			await lookUp('company', async () => {
				const answer = ownCompany.safeParse(await transport.json({ method: 'POST', path: '/companies/current' }));
				if (!answer.success) throw unreadable('POST /companies/current');
				const { id, settings } = answer.data.data;
				return { id, name: z.string().catch('').parse(settings.name), settings };
			}),
	};
	const sources: CurrencySources = {
		company: async () => (await ninja.company()).settings,
		client: async (id) => await lookUp(`client ${id}`, async () => await ninja.get('client', id)),
		group: async (id) => await lookUp(`group ${id}`, async () => await ninja.get('group_setting', id)),
		statics: ninja.statics,
	};
	return ninja;
}

const at = (entity: NinjaEntity, id?: string) =>
	`/${kindOf(entity).path}${id === undefined ? '' : `/${encodeURIComponent(id)}`}`;

/** Asks for each thing once. What fails is asked again. */
function openLookUps() {
	const known = new Map<string, Promise<unknown>>();
	return async <T>(name: string, ask: () => Promise<T>): Promise<T> => {
		const found = known.get(name) ?? ask();
		known.set(name, found);
		try {
			return (await found) as T;
		} catch (error) {
			known.delete(name);
			throw error;
		}
	};
}

/** For a call about something that may be gone: undefined when the company does not have it. */
export function unlessMissing(error: unknown): undefined {
	if (error instanceof ExternalError && error.errorClass === 'not_found') return undefined;
	throw error;
}
