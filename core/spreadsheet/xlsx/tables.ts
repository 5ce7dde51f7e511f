import type { SheetTable } from '../workbook';
import { beyondLimit } from '../limits';
import { decodeEscapes } from './escapes';
import type { Package } from './package';
import { readRange } from './reference';
import { readRelationships } from './relationships';
import { visitElements } from './scanPart';

/** The tables of a sheet. One whose part is missing, or that has no range, is left out: its cells are there all the same. */
export async function readTables(parts: Package, sheetPart: string): Promise<readonly SheetTable[]> {
	const tables: SheetTable[] = [];
	for (const { kind, target } of (await readRelationships(parts, sheetPart)).values()) {
		const part = kind === 'table' ? parts.archive.find(target) : undefined;
		const table = part === undefined ? undefined : await readTable(parts, part);
		if (table !== undefined) tables.push(table);
	}
	return tables;
}

async function readTable(parts: Package, part: string): Promise<SheetTable | undefined> {
	const headers: string[] = [];
	let table: Omit<SheetTable, 'headers'> | undefined;
	await visitElements(parts, part, (path, attributes) => {
		if (path === 'table/tableColumns/tableColumn') {
			if (headers.length >= parts.limits.columns) throw beyondLimit('columns', parts.limits, part);
			headers.push(decodeEscapes(attributes.get('name') ?? ''));
		}
		if (path !== 'table') return;
		const range = readRange(attributes.get('ref') ?? '');
		if (range === undefined) return;
		table = {
			name: decodeEscapes(attributes.get('displayName') ?? attributes.get('name') ?? ''),
			range,
			hasHeaderRow: attributes.get('headerRowCount') !== '0',
			hasTotalsRow: Number(attributes.get('totalsRowCount') ?? 0) > 0,
		};
	});
	return table && { ...table, headers };
}
