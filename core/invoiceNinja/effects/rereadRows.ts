import type { NinjaEntity } from '../entities';
import { rowStates } from '../listing';
import type { Ninja } from '../ninja';
import type { NinjaRow } from '../rows';

/** Up to so many rows are asked for one by one. */
const oneByOne = 3;

/** More than any clock of a server is wrong, and less than lists of everything. */
const lastDaySeconds = 86_400;

/**
 * Reads rows again after a change. What was changed lately is one short list; a row that is not in it, since
 * nothing became of it, is asked for by itself, and of many such rows the whole list is read.
 *
 * @param since Unix seconds of the server's clock; a day ago by ours when it is left out.
 */
export async function rereadRows(
	ninja: Ninja,
	entity: NinjaEntity,
	ids: readonly string[],
	since = Math.floor(Date.now() / 1000) - lastDaySeconds,
): Promise<Map<string, NinjaRow>> {
	const found = new Map<string, NinjaRow>();
	const missing = () => ids.filter((id) => !found.has(id));
	if (ids.length > oneByOne) {
		await readInto(found, ids, ninja.pages(entity, { states: rowStates, filters: { updated_at: since } }));
	}
	if (missing().length > 20) {
		await readInto(found, ids, ninja.pages(entity, { states: rowStates }));
		// What is not in the whole list is not there.
		return found;
	}
	for (const id of missing()) {
		const row = await ninja.get(entity, id);
		if (row) found.set(id, row);
	}
	return found;
}

async function readInto(
	found: Map<string, NinjaRow>,
	ids: readonly string[],
	pages: AsyncIterable<readonly NinjaRow[]>,
): Promise<void> {
	const wanted = new Set(ids);
	for await (const page of pages) {
		for (const row of page) if (wanted.has(row.id)) found.set(row.id, row);
		if (found.size === wanted.size) return;
	}
}
