/** An element to write: its name, and its text or its children in the order of the schema. */
export type XmlNode = readonly [name: string, content?: string | number | readonly XmlNode[]];

/** What an element holds: its text, or its children by name; several of one name are a list. */
export type XmlValue = string | { readonly [name: string]: XmlValue | readonly XmlValue[] };

/** Writes an element with everything in it; characters that XML 1.0 does not have are left out. */
export function written([name, content = '']: XmlNode): string {
	const inner = typeof content === 'object' ? content.map(written).join('') : escaped(String(content));
	return inner === '' ? `<${name}/>` : `<${name}>${inner}</${name}>`;
}

// eslint-disable-next-line no-control-regex -- these are the characters that XML 1.0 forbids
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

function escaped(text: string): string {
	return text
		.replace(forbidden, '')
		.replace(/&/g, '&amp;')
		.replace(/</g, '&lt;')
		.replace(/>/g, '&gt;')
		.replace(/"/g, '&quot;');
}

/** An element as it was read: its children in their order. */
export interface XmlElement {
	readonly name: string;
	readonly text: string;
	readonly children: readonly XmlElement[];
}

const token =
	/<!\[CDATA\[([\s\S]*?)\]\]>|<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<(\/?)([A-Za-z_][\w.:-]*)((?:\s+[\w.:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y;
const deepest = 64;

interface Open {
	readonly name: string;
	text: string;
	readonly children: XmlElement[];
}

/**
 * Reads a document; undefined where it is none. Document types are refused, so there are no entities but the five of
 * XML and those by number: nothing can expand. Attributes are passed over.
 */
export function readXml(document: string): XmlElement | undefined {
	const root: Open = { name: '', text: '', children: [] };
	const open: Open[] = [root];
	token.lastIndex = document.startsWith('\ufeff') ? 1 : 0;
	while (token.lastIndex < document.length) {
		const found = token.exec(document);
		const inner = open.at(-1);
		if (!found || !inner) return undefined;
		const [, cdata, closes, name, , empty, text] = found;
		if (cdata !== undefined) inner.text += cdata;
		else if (text !== undefined) inner.text += unescaped(text);
		else if (name === undefined) continue;
		else if (closes) {
			if (inner.name !== name || open.length === 1) return undefined;
			open.pop();
		} else {
			const element: Open = { name, text: '', children: [] };
			inner.children.push(element);
			if (!empty) open.push(element);
			if (open.length > deepest) return undefined;
		}
	}
	const [only, ...others] = root.children;
	return open.length === 1 && others.length === 0 && root.text.trim() === '' ? only : undefined;
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescaped(text: string): string {
	return text.replace(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(lt|gt|amp|quot|apos));/g, (_, decimal, hex, named) => {
		if (typeof named === 'string') return entities[named] ?? '';
		const code = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16);
		return code <= 0x10ffff ? String.fromCodePoint(code) : '';
	});
}

/** The element as plain data. Without children it is its text, as it stands. */
export function valueOf({ text, children }: XmlElement): XmlValue {
	if (children.length === 0) return text;
	const value: Record<string, XmlValue | XmlValue[]> = {};
	for (const child of children) {
		const held = value[child.name];
		const next = valueOf(child);
		value[child.name] = held === undefined ? next : Array.isArray(held) ? [...held, next] : [held, next];
	}
	return value;
}

/** All elements at a path of names below an element. */
export function elementsAt(element: XmlElement, ...[name, ...rest]: readonly string[]): XmlElement[] {
	if (name === undefined) return [element];
	return element.children.filter((child) => child.name === name).flatMap((child) => elementsAt(child, ...rest));
}
