import type { XmlElement } from '../../../core/kernel/xml';

/** One place in a sequence: the allowed names, how often they may occur, and their content. */
interface Part {
	readonly names: readonly string[];
	readonly least: number;
	readonly most: number;
	readonly inner: Shape | undefined;
}
/** The content of an element, in the order of Plesk's schema. */
export type Shape = readonly Part[];

const part = (least: number, most: number) => (names: string, inner?: Shape) => ({
	...{ names: names.split('|'), least, most, inner },
});
export const one = part(1, 1);
export const maybe = part(0, 1);
export const some = part(0, Infinity);

/** Returns what is wrong with an element by the schema; undefined when nothing is. */
export function shapeComplaint(element: XmlElement, shape: Shape | undefined): string | undefined {
	if (!shape) {
		return element.children.length === 0 ? undefined : `Element '${element.name}': no children are expected here.`;
	}
	let at = 0;
	for (const { names, least, most, inner } of shape) {
		let times = 0;
		for (let child = element.children[at]; child && names.includes(child.name) && times < most; times++) {
			const complaint = shapeComplaint(child, inner);
			if (complaint) return complaint;
			at += 1;
			child = element.children[at];
		}
		if (times < least) return `Element '${element.name}': missing child. Expected is (${names.join(' | ')}).`;
	}
	const left = element.children[at];
	return left && `Element '${left.name}': this element is not expected here, in '${element.name}'.`;
}
