import { TextPieces } from '../xml/decodeText';
import { XmlFault, XmlTooLarge } from '../xml/fault';
import type { Attributes } from '../xml/attributes';
import { Namespaces } from '../xml/namespaces';
import { XmlScanner, type XmlEvents } from '../xml/scanner';
import { beyondLimit } from '../limits';
import { damaged } from '../refusal';
import type { Package } from './package';

/**
 * Reads a part. After each piece of some ten kilobytes it gives way to other work, and stops for what was found to be
 * handed on.
 *
 * @throws InputError that names the part, when it is no well-formed XML, or ends too early.
 */
export async function* scanPart(
	{ archive, limits, work }: Package,
	part: string,
	events: XmlEvents,
): AsyncGenerator<void> {
	const text = new TextPieces();
	const scanner = new XmlScanner(events, limits);
	let turn = work.begin();
	try {
		for await (const piece of archive.read(part)) {
			scanner.write(text.write(piece));
			turn.end();
			await work.giveWay();
			yield;
			turn = work.begin();
		}
		scanner.write(text.end());
		scanner.end();
	} catch (error) {
		if (error instanceof XmlFault) throw damaged(`${part.slice(0, 100)} ${error.message}`, error);
		if (error instanceof XmlTooLarge) throw beyondLimit(error.limit, limits, part.slice(0, 100));
		throw error;
	}
	turn.end();
}

export type Visit = (path: string, attributes: Attributes, namespaces: Namespaces) => void;

/**
 * Goes through the elements of a part. A path is made of names without prefixes, such as `workbook/sheets/sheet`. What is
 * in an element of a foreign namespace is left out.
 *
 * @param own see `Namespaces`.
 */
export async function visitElements(
	parts: Package,
	part: string,
	visit: Visit,
	own?: ReadonlySet<string>,
): Promise<void> {
	const namespaces = new Namespaces(own);
	const paths: string[] = [];
	const events: XmlEvents = {
		open: (name, attributes) => {
			const local = namespaces.open(name, attributes);
			const outer = paths.at(-1);
			const path = outer === undefined ? local : `${outer}/${local}`;
			paths.push(path);
			if (!path.includes('//') && local !== '') visit(path, attributes, namespaces);
		},
		text: () => {},
		close: () => {
			namespaces.close();
			paths.pop();
		},
	};
	for await (const _ of scanPart(parts, part, events));
}
