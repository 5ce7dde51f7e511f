import { SaxesParser } from 'saxes';

/** An element to write. It has a name, and a text or children in the order of the schema. */
export type XmlNode = readonly [name: string, content?: string | number | readonly XmlNode[]];

/** The content of an element: its text, or its children by name. Several children of one name are a list. */
export type XmlValue = string | { readonly [name: string]: XmlValue | readonly XmlValue[] };

/** Writes an element with its content. It leaves out characters that XML 1.0 does not have. */
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
			// A reader would turn a bare one into a line feed.
			.replace(/\r/g, '&#13;')
	);
}

/** An element from a document, with its children in their order. */
export interface XmlElement {
	readonly name: string;
	readonly text: string;
	readonly children: readonly XmlElement[];
}

const deepest = 64;
/** An element needs about fifty times the room of its tag, so an answer within the size limit could fill the memory. */
const mostElements = 500_000;

interface Open {
	readonly name: string;
	text: string;
	readonly children: XmlElement[];
}

/** An error that stops reading a text that is not a document. */
class NoDocument extends Error {}

/**
 * Reads a document. Returns undefined when the text is not a document. It refuses document types, so only the five
 * entities of XML and numeric entities exist, and nothing can expand. It ignores attributes.
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

/** Returns the element as plain data. Without children that is its unchanged text. */
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

/** Returns all elements at a path of names below an element. */
export function elementsAt(element: XmlElement, ...[name, ...rest]: readonly string[]): XmlElement[] {
	if (name === undefined) return [element];
	return element.children.filter((child) => child.name === name).flatMap((child) => elementsAt(child, ...rest));
}
