import { SaxesParser } from 'saxes';

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
	return (
		text
			.replace(forbidden, '')
			.replace(/&/g, '&amp;')
			.replace(/</g, '&lt;')
			.replace(/>/g, '&gt;')
			.replace(/"/g, '&quot;')
			// Whoever reads it would take a bare one for a line feed.
			.replace(/\r/g, '&#13;')
	);
}

/** An element as it was read: its children in their order. */
export interface XmlElement {
	readonly name: string;
	readonly text: string;
	readonly children: readonly XmlElement[];
}

const deepest = 64;
/** An element takes some fifty times the room of its tag: an answer that is still let in could fill the memory. */
const mostElements = 500_000;

interface Open {
	readonly name: string;
	text: string;
	readonly children: XmlElement[];
}

/** Thrown to stop reading what is no document. */
class NoDocument extends Error {}

/**
 * Reads a document; undefined where it is none. Document types are refused, so there are no entities but the five of
 * XML and those by number: nothing can expand. Attributes are passed over.
 */
export function readXml(document: string): XmlElement | undefined {
	const root: Open = { name: '', text: '', children: [] };
	const open: Open[] = [root];
	const parser = new SaxesParser();
	let elements = 0;
	const refuse = (error?: Error) => {
		throw error ?? new NoDocument();
	};
	const tell = (text: string) => {
		const inner = open.at(-1);
		if (inner) inner.text += text;
	};
	parser.on('error', refuse);
	parser.on('doctype', () => refuse());
	parser.on('text', tell);
	parser.on('cdata', tell);
	parser.on('opentag', ({ name }) => {
		const element: Open = { name, text: '', children: [] };
		open.at(-1)?.children.push(element);
		open.push(element);
		elements += 1;
		if (open.length > deepest || elements > mostElements) refuse();
	});
	parser.on('closetag', () => void open.pop());
	try {
		parser.write(document).close();
	} catch {
		return undefined;
	}
	return root.children[0];
}

/** The element as plain data. Without children it is its text, as it stands. */
export function valueOf({ text, children }: XmlElement): XmlValue {
	if (children.length === 0) return text;
	const values = new Map<string, XmlValue | XmlValue[]>();
	for (const child of children) {
		const held = values.get(child.name);
		const next = valueOf(child);
		if (Array.isArray(held)) held.push(next);
		else values.set(child.name, held === undefined ? next : [held, next]);
	}
	return Object.fromEntries(values);
}

/** All elements at a path of names below an element. */
export function elementsAt(element: XmlElement, ...[name, ...rest]: readonly string[]): XmlElement[] {
	if (name === undefined) return [element];
	return element.children.filter((child) => child.name === name).flatMap((child) => elementsAt(child, ...rest));
}
