import { beyondLimit } from '../limits';
import { builtInFormats } from '../formats/builtInFormats';
import { generalStyle, readNumberFormat, type CellStyle } from '../formats/numberFormat';
import type { Package } from './package';
import { visitElements } from './scanPart';

/** The number formats of cells, by the number that a cell names. One that is not there counts as General. */
export async function readStyles(parts: Package, part: string | undefined): Promise<readonly CellStyle[]> {
	if (part === undefined) return [];
	const codes = new Map(builtInFormats);
	const used: number[] = [];
	const bounded = (count: number) => {
		if (count > parts.limits.styles) throw beyondLimit('styles', parts.limits);
	};
	await visitElements(parts, part, (path, attributes) => {
		if (path === 'styleSheet/numFmts/numFmt') {
			const id = Number(attributes.get('numFmtId'));
			if (Number.isInteger(id)) codes.set(id, attributes.get('formatCode') ?? 'General');
			bounded(codes.size);
		} else if (path === 'styleSheet/cellXfs/xf') {
			used.push(Number(attributes.get('numFmtId') ?? 0));
			bounded(used.length);
		}
	});
	const styles = new Map<number, CellStyle>([[0, generalStyle]]);
	return used.map((id) => {
		const known = styles.get(id) ?? readNumberFormat(codes.get(id) ?? 'General');
		styles.set(id, known);
		return known;
	});
}
