import { visitElements } from './scanPart';
import type { Package } from './package';

export interface Relationship {
	/** The last word of its type, such as `worksheet`: what is before it differs between the editions of the standard. */
	readonly kind: string;
	/** The part, as a path in the archive that may be written in another case. */
	readonly target: string;
}

const own = new Set(['http://schemas.openxmlformats.org/package/2006/relationships']);

/** What a part refers to inside the package, by ID. Empty when it refers to nothing. */
export async function readRelationships(parts: Package, part: string): Promise<ReadonlyMap<string, Relationship>> {
	const found = new Map<string, Relationship>();
	const slash = part.lastIndexOf('/') + 1;
	const name = parts.archive.find(`${part.slice(0, slash)}_rels/${part.slice(slash)}.rels`);
	if (name === undefined) return found;
	await visitElements(
		parts,
		name,
		(path, attributes) => {
			if (path !== 'Relationships/Relationship' || attributes.get('TargetMode') === 'External') return;
			const kind = attributes.get('Type')?.split('/').at(-1) ?? '';
			const target = resolveTarget(part, attributes.get('Target') ?? '');
			found.set(attributes.get('Id') ?? '', { kind, target });
		},
		own,
	);
	return found;
}

/**
 * The path of a part that another one refers to. Programs write it relative, absolute, with `\`, and with a place behind
 * a `#`.
 */
export function resolveTarget(part: string, target: string): string {
	const path = decoded(target.replaceAll('\\', '/').replace(/[#?].*$/s, ''));
	const folder = path.startsWith('/') ? [] : part.split('/').slice(0, -1);
	for (const step of path.split('/')) {
		if (step === '..') folder.pop();
		else if (step !== '' && step !== '.') folder.push(step);
	}
	return folder.join('/');
}

function decoded(path: string): string {
	try {
		return decodeURI(path);
	} catch {
		return path;
	}
}
