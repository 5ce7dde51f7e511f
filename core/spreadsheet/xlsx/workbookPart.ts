import type { SheetInfo } from '../workbook';
import { beyondLimit } from '../limits';
import { damaged } from '../refusal';
import { readContentTypes } from './contentTypes';
import { decodeEscapes } from './escapes';
import type { Package } from './package';
import { readRelationships, type Relationship } from './relationships';
import { visitElements } from './scanPart';

/** What the main part of a package says. Names of parts are those in the archive. */
export interface WorkbookPart {
	readonly date1904: boolean;
	readonly sheets: ReadonlyArray<Pick<SheetInfo, 'name' | 'visibility'> & { readonly part: string }>;
	readonly stylesPart: string | undefined;
	readonly stringsPart: string | undefined;
}

interface WrittenSheet extends Pick<SheetInfo, 'name' | 'visibility'> {
	readonly id: string;
}

/** Sheets without cells: charts, dialogs and macros of old versions of Excel. */
const otherSheets = new Set(['chartsheet', 'dialogsheet', 'xlMacrosheet', 'xlIntlMacrosheet', 'macrosheet']);

/** @param part the main part, as `findMainPart` tells it. */
export async function readWorkbookPart(parts: Package, part: string): Promise<WorkbookPart> {
	let date1904 = false;
	const written: WrittenSheet[] = [];
	await visitElements(parts, part, (path, attributes, namespaces) => {
		if (path === 'workbook/workbookPr') date1904 = ['1', 'true', 'on'].includes(attributes.get('date1904') ?? '');
		if (path !== 'workbook/sheets/sheet') return;
		if (written.length >= parts.limits.sheets) throw beyondLimit('sheets', parts.limits);
		const state = attributes.get('state');
		written.push({
			name: decodeEscapes(attributes.get('name') ?? '').slice(0, 255),
			visibility: state === 'hidden' ? 'hidden' : state === 'veryHidden' ? 'very_hidden' : 'visible',
			id: namespaces.relationshipId(attributes) ?? '',
		});
	});
	const relationships = await readRelationships(parts, part);
	const find = relatedParts(parts, part, relationships, await readContentTypes(parts));
	const sheets = written.flatMap(({ id, ...sheet }, index) => {
		const relationship = relationships.get(id);
		if (relationship && otherSheets.has(relationship.kind)) return [];
		const target =
			relationship?.target ?? (relationships.size === 0 ? besides(part, `worksheets/sheet${index + 1}.xml`) : '');
		const found = parts.archive.find(target);
		if (found === undefined) throw damaged(`the part of sheet ${sheet.name} is missing in its archive`);
		return [{ ...sheet, part: found }];
	});
	if (sheets.length === 0) throw damaged('it has no sheet with cells');
	return { date1904, sheets, stylesPart: find('styles'), stringsPart: find('sharedStrings') };
}

/** Finds a part by its relationship, then by its content type, then by its usual name. */
function relatedParts(
	{ archive }: Package,
	part: string,
	relationships: ReadonlyMap<string, Relationship>,
	types: ReadonlyMap<string, string>,
) {
	return (kind: 'styles' | 'sharedStrings'): string | undefined => {
		const related = [...relationships.values()].find((one) => one.kind === kind)?.target;
		const typed = [...types].find(([, type]) => type.endsWith(`spreadsheetml.${kind.toLowerCase()}+xml`))?.[0];
		for (const name of [related, typed, besides(part, `${kind}.xml`)]) {
			const found = name === undefined ? undefined : archive.find(name);
			if (found !== undefined) return found;
		}
		return undefined;
	};
}

function besides(part: string, name: string): string {
	return `${part.slice(0, part.lastIndexOf('/') + 1)}${name}`;
}
