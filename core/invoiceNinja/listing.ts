import { z } from 'zod';
import { ExternalError } from '../kernel/errors';
import { kindOf, type NinjaEntity } from './entities';
import { rowOf, type NinjaRow } from './rows';
import type { NinjaParameters, NinjaTransport } from './transport';

export const rowStates = ['active', 'archived', 'deleted'] as const;
export type RowState = (typeof rowStates)[number];

/** What a list is asked for. */
export interface NinjaQuery {
	/** The default is active rows only. A list without it would hold archived and deleted rows. */
	readonly states?: readonly RowState[];
	/** Filters as Invoice Ninja names them, such as `client_id` and `updated_at`. */
	readonly filters?: NinjaParameters;
	readonly include?: readonly string[];
	/** `field|asc` or `field|desc`. The default is by ID, so that new rows come last and no page shifts. */
	readonly sort?: string;
	/** At most so many rows; all of them when it is left out. */
	readonly limit?: number;
}

/** Rows of one answer; each step divides the one before, so that an offset stays at the start of a page. */
const pageSizes = [1000, 500, 250, 125, 25, 5, 1] as const;

const listed = z.object({
	data: z.array(z.unknown()),
	meta: z.object({ pagination: z.object({ total: z.number().int().min(0) }) }),
});

/**
 * Reads a list page by page: only one page is in memory at a time. An answer that is too large is asked again with fewer
 * rows. Rows that leave the list meanwhile pull later rows forward: then the page before is read once more.
 *
 * @throws ExternalError in Invoice Ninja's words, and `permission` when it counts more rows than it shows.
 */
export async function* readPages(
	transport: NinjaTransport,
	entity: NinjaEntity,
	query: NinjaQuery,
): AsyncGenerator<readonly NinjaRow[]> {
	const { limit = Infinity } = query;
	const seen = new Set<string>();
	// The smallest page that holds them all.
	let size = Math.max(
		0,
		pageSizes.findLastIndex((rows) => rows >= limit),
	);
	let offset = 0;
	let before: number | undefined;
	while (seen.size < limit) {
		const rowsAPage = pageSizes[size] ?? 1;
		const read = await readPage(transport, entity, query, offset / rowsAPage + 1, rowsAPage).catch((error: unknown) => {
			if (!isTooLarge(error) || size >= pageSizes.length - 1) throw error;
			return undefined;
		});
		if (!read) {
			size += 1;
			continue;
		}
		const { rows, total } = read;
		const shrunk = before !== undefined && total < before;
		before = total;
		if (shrunk && offset > 0) {
			offset = Math.max(0, offset - rowsAPage);
			continue;
		}
		const fresh = rows.filter(({ id }) => !seen.has(id)).slice(0, limit - seen.size);
		for (const { id } of fresh) seen.add(id);
		if (fresh.length > 0) yield fresh;
		offset += rowsAPage;
		if (offset >= total || rows.length === 0) {
			if (seen.size < Math.min(total, limit)) throw partial(entity, seen.size, total);
			return;
		}
	}
}

async function readPage(
	transport: NinjaTransport,
	entity: NinjaEntity,
	{ states = ['active'], filters, include = kindOf(entity).include, sort = 'id|asc' }: NinjaQuery,
	page: number,
	rowsAPage: number,
): Promise<{ rows: readonly NinjaRow[]; total: number }> {
	const { path } = kindOf(entity);
	const query = {
		...filters,
		status: states.join(','),
		sort,
		per_page: rowsAPage,
		page,
		...(include.length > 0 ? { include: include.join(',') } : {}),
	};
	const answer = listed.safeParse(await transport.json({ method: 'GET', path: `/${path}`, query }));
	if (!answer.success) throw unreadable(`GET /${path}`);
	const rows = answer.data.data.map((row) => rowOf(row) ?? refuse(unreadable(`GET /${path}`)));
	return { rows, total: answer.data.meta.pagination.total };
}

function isTooLarge(error: unknown): boolean {
	return error instanceof ExternalError && /more than \d+ bytes/.test(error.message);
}

/** A user who may not see all rows gets some of them and no word about the others (facts: 200 and a partial list). */
function partial(entity: NinjaEntity, got: number, total: number): ExternalError {
	const { label } = kindOf(entity);
	return new ExternalError(
		'permission',
		`Invoice Ninja counts ${total} rows of ${label} and shows ${got}`,
		"Give the user of the token the right to view all of them, or use an administrator's token.",
	);
}

export function unreadable(what: string): ExternalError {
	return new ExternalError(
		'unknown',
		`Invoice Ninja answers ${what} in a form that the pack does not know`,
		'Check that the base URL leads to Invoice Ninja v5.',
	);
}

/** @throws ExternalError when an answer has another form. */
export function readAs<S extends z.ZodType>(schema: S, value: unknown, what: string): z.output<S> {
	const read = schema.safeParse(value);
	if (read.success) return read.data;
	throw unreadable(what);
}

function refuse(error: ExternalError): never {
	throw error;
}
