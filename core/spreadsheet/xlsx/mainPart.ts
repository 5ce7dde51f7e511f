import { readContentTypes } from './contentTypes';
import type { Package } from './package';
import { readRelationships } from './relationships';

/** The main part of a package of OOXML, and its content type in lower case; empty when the list does not have it. */
export interface MainPart {
	readonly part: string;
	readonly contentType: string;
}

/** Finds the main part by the relationships of the package, then by its content type, then by its usual name. */
export async function findMainPart(parts: Package): Promise<MainPart | undefined> {
	const relationships = await readRelationships(parts, '');
	const related = [...relationships.values()].find(({ kind }) => kind === 'officeDocument')?.target;
	const types = await readContentTypes(parts);
	const typed = [...types].find(([, type]) => isMainType(type))?.[0];
	for (const name of [related, typed, 'xl/workbook.xml', 'xl/workbook.bin']) {
		const part = name === undefined ? undefined : parts.archive.find(name);
		if (part === undefined) continue;
		const own = [...types].find(([listed]) => listed.toLowerCase() === part.toLowerCase());
		return { part, contentType: own?.[1] ?? '' };
	}
	return undefined;
}

function isMainType(type: string): boolean {
	return type.endsWith('.main+xml') || type.endsWith('.binary.macroenabled.main');
}
