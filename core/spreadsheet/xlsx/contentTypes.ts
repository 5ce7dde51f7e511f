import { visitElements } from './scanPart';
import type { Package } from './package';

const own = new Set(['http://schemas.openxmlformats.org/package/2006/content-types']);

/** The content types of those parts that have one of their own, by the path of the part. Empty when there is no list. */
export async function readContentTypes(parts: Package): Promise<ReadonlyMap<string, string>> {
	const types = new Map<string, string>();
	const list = parts.archive.find('[Content_Types].xml');
	if (list === undefined) return types;
	await visitElements(
		parts,
		list,
		(path, attributes) => {
			if (path !== 'Types/Override') return;
			const name = (attributes.get('PartName') ?? '').replaceAll('\\', '/').replace(/^\/+/, '');
			types.set(name, (attributes.get('ContentType') ?? '').trim().toLowerCase());
		},
		own,
	);
	return types;
}
