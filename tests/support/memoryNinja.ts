import type { Ninja, NinjaEntity, NinjaRow } from '../../core/invoiceNinja';

interface Held {
	row: NinjaRow;
	/** Whether it can be read: what a call that is still open has written cannot. */
	visible: boolean;
}

/** An Invoice Ninja in memory, with a clock of whole seconds that the test moves. For rules; the stand-in speaks HTTP. */
export function openMemoryNinja() {
	const tables = new Map<NinjaEntity, Map<string, Held>>();
	const reads: string[] = [];
	let seconds = 1_790_000_000;
	let made = 0;
	let beforeGet: (() => Promise<void>) | undefined;
	const table = (entity: NinjaEntity) => {
		const known = tables.get(entity) ?? new Map<string, Held>();
		tables.set(entity, known);
		return known;
	};
	const shown = (entity: NinjaEntity) =>
		[...table(entity).values()].filter(({ visible }) => visible).map(({ row }) => row);
	const put = (entity: NinjaEntity, id: string, change: object, visible = true): NinjaRow => {
		const before = table(entity).get(id)?.row ?? { id, archived_at: 0, is_deleted: false };
		const row = { ...before, ...change, id, updated_at: seconds };
		table(entity).set(id, { row, visible });
		return row;
	};
	const unused = async () => await Promise.reject(new Error('not played'));

	const ninja: Ninja = {
		version: () => '5.12.55',
		get: async (entity, id) => {
			reads.push(`${entity} ${id}`);
			await beforeGet?.();
			const held = table(entity).get(id);
			return held?.visible ? structuredClone(held.row) : undefined;
		},
		async *pages(entity, { filters = {}, sort = 'id|asc', limit = Infinity } = {}) {
			const since = Number(filters.updated_at ?? 0);
			const field = sort.split('|')[0] ?? 'id';
			const rows = shown(entity)
				.filter((row) => Number(row.updated_at) >= since)
				.sort((one, other) =>
					String(one[field]) < String(other[field]) ? -1 : String(one[field]) > String(other[field]) ? 1 : 0,
				)
				.slice(0, limit);
			reads.push(`list ${entity} ${rows.length}`);
			if (rows.length > 0) yield await Promise.resolve(structuredClone(rows));
		},
		list: unused,
		create: async (entity, body) => await Promise.resolve(put(entity, `m${++made}`, body)),
		update: async (entity, id, body) => await Promise.resolve(put(entity, id, body)),
		remove: async (entity, id) => await Promise.resolve(put(entity, id, { is_deleted: true, archived_at: seconds })),
		bulk: unused,
		call: unused,
		getWhole: unused,
		download: unused,
		currencyOf: async () => await Promise.resolve('EUR'),
		translated: async (_, row) => await Promise.resolve({ ...row }),
		statics: unused,
		company: unused,
	};
	return {
		ninja,
		/** What was asked, in order. */
		reads,
		/** Writes a row at the present second. */
		put,
		/** Shows a row that was written before. */
		show: (entity: NinjaEntity, id: string) => {
			const held = table(entity).get(id);
			if (held) held.visible = true;
		},
		purge: (entity: NinjaEntity, id: string) => table(entity).delete(id),
		rows: (entity: NinjaEntity) => shown(entity),
		tick: (by = 1) => (seconds += by),
		now: () => new Date(seconds * 1000),
		/** What happens before each single read. */
		beforeGet: (work?: () => Promise<void>) => (beforeGet = work),
	};
}
export type MemoryNinja = ReturnType<typeof openMemoryNinja>;
