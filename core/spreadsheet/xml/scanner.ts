import { Attributes } from './attributes';
import { isDeclaration } from './declaration';
import { resolveReferences } from './entities';
import { XmlFault, XmlTooLarge } from './fault';
import { endOfName } from './names';

export interface XmlEvents {
	/** The attributes are only good until this returns. */
	open(name: string, attributes: Attributes): void;
	/** A piece of a text: one text may come in several. */
	text(piece: string): void;
	close(name: string): void;
	/**
	 * Takes an element as a whole, from its `<`, without the events above. It must be well-formed, closed, and without a
	 * reference; anything else is left to the scanner.
	 *
	 * @param data ends with a NUL.
	 * @returns the place behind the element; -1 when the scanner has to read it.
	 */
	takeElement?(data: string, begin: number): number;
}

const span = (first: number, last: number) => `${String.fromCharCode(first)}-${String.fromCharCode(last)}`;
/** What XML 1.0, production 2, leaves out, but for halves of pairs of surrogates: the decoders refuse those. */
const forbidden = new RegExp(`[${span(0x0, 0x8)}${span(0xb, 0xc)}${span(0xe, 0x1f)}${span(0xfffe, 0xffff)}]`);
const onlySpace = /^[ \t\n\r]*$/;
const openCdata = '<![CDATA[';

/**
 * Reads XML piece by piece, and tells of elements and texts as soon as they are there. It takes exactly what is
 * well-formed by XML 1.0, without a DOCTYPE: `tests/unit/spreadsheet/xmlScanner.test.ts` holds it against saxes. It
 * looks for the next sign instead of going through all of them, which makes it twice as fast as saxes, and it keeps no
 * more than one tag in memory.
 */
export class XmlScanner {
	private rest = '';
	/** Whether the piece that is scanned has neither a reference nor the end of CDATA. */
	private plain = false;
	private inCdata = false;
	private began = false;
	private rootEnded = false;
	private carriageReturn = false;
	private readonly names: string[] = [];
	private readonly attributes: Attributes;

	constructor(
		private readonly events: XmlEvents,
		private readonly most: { readonly depth: number; readonly tag: number },
	) {
		this.attributes = new Attributes();
	}

	/** @throws XmlFault, XmlTooLarge, and whatever an event throws. */
	write(piece: string): void {
		// One flat text: what `+` makes is two, and each look into it costs twice. See endOfName for the NUL.
		const data = [this.rest, this.normalised(piece), '\0'].join('');
		this.plain = !data.includes('&') && !data.includes(']]>');
		const end = this.scan(data, data.length - 1);
		this.rest = data.slice(end, -1);
		if (this.rest.length > this.most.tag) throw new XmlTooLarge('tag');
	}

	/** @throws XmlFault when the document is not complete. */
	end(): void {
		if (this.carriageReturn) {
			this.carriageReturn = false;
			this.write('\n');
		}
		if (this.rest !== '') {
			if (this.rest.startsWith('<') || this.inCdata) throw new XmlFault('ends in the middle of a tag');
			this.tellText(this.rest, true);
			this.rest = '';
		}
		if (this.names.length > 0) throw new XmlFault(`ends before <${this.names.at(-1) ?? ''}> does`);
		if (!this.rootEnded) throw new XmlFault('has no element');
	}

	/** XML 1.0, 2.11: a line ends with a line feed, however it was written. */
	private normalised(piece: string): string {
		let text = piece;
		if (this.carriageReturn) {
			text = `\r${text}`;
			this.carriageReturn = false;
		}
		if (text.endsWith('\r')) {
			this.carriageReturn = true;
			text = text.slice(0, -1);
		}
		if (forbidden.test(text)) throw new XmlFault('has a control character');
		return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
	}

	/** @returns how far the data is done with. */
	private scan(data: string, length: number): number {
		const { takeElement } = this.events;
		let place = 0;
		for (;;) {
			if (this.inCdata) {
				const next = this.cdata(data, place, length);
				if (next < 0) return -next - 1;
				place = next;
			}
			const tag = data.indexOf('<', place);
			if (tag === -1) return this.lastText(data, place, length);
			if (tag > place) this.tellText(data.slice(place, tag), false);
			const taken = this.plain && takeElement !== undefined ? takeElement(data, tag) : -1;
			const next = taken === -1 ? this.tag(data, tag) : taken;
			if (next === -1) return tag;
			if (next - tag > this.most.tag) throw new XmlTooLarge('tag');
			place = next;
		}
	}

	/** @returns the place behind the tag; -1 when the rest of it is still to come. */
	private tag(data: string, begin: number): number {
		const sign = data.charCodeAt(begin + 1);
		if (sign === 0x2f) return this.closeTag(data, begin);
		if (sign === 0x21) return this.declaration(data, begin);
		if (sign === 0x3f) return this.instruction(data, begin);
		return this.openTag(data, begin);
	}

	private openTag(data: string, begin: number): number {
		const nameEnd = endOfName(data, begin + 1);
		if (nameEnd === -1) throw new XmlFault('has a tag without a name');
		const place = data.charCodeAt(nameEnd) === 0 ? -1 : this.attributes.read(data, nameEnd);
		if (place === -1) return -1;
		const closes = data.charCodeAt(place) === 0x2f;
		// A name of one letter, as most are in a sheet, costs no memory this way.
		const name = nameEnd === begin + 2 ? data.charAt(begin + 1) : data.slice(begin + 1, nameEnd);
		if (this.rootEnded) throw new XmlFault('has more than one root element');
		this.began = true;
		if (this.names.length >= this.most.depth) throw new XmlTooLarge('depth');
		this.events.open(name, this.attributes);
		if (closes) {
			this.events.close(name);
			this.rootEnded = this.names.length === 0;
			return place + 2;
		}
		this.names.push(name);
		return place + 1;
	}

	private closeTag(data: string, begin: number): number {
		const name = this.names[this.names.length - 1];
		if (name === undefined) throw new XmlFault('closes an element that is not open');
		let end = begin + 2 + name.length;
		if (end >= data.length - 1) return -1;
		// Nearly all are as short and as plain as this.
		if (name.length === 1 && data.charCodeAt(begin + 2) === name.charCodeAt(0) && data.charCodeAt(end) === 0x3e) {
			return this.closeElement(name, end + 1);
		}
		if (!data.startsWith(name, begin + 2)) throw new XmlFault(`has an element <${name}> that is not closed`);
		let sign = data.charCodeAt(end);
		while (isSpace(sign)) sign = data.charCodeAt(++end);
		if (sign === 0) return -1;
		if (sign !== 0x3e) throw new XmlFault(`has an element <${name}> that is not closed`);
		return this.closeElement(name, end + 1);
	}

	private closeElement(name: string, place: number): number {
		this.names.pop();
		this.rootEnded = this.names.length === 0;
		this.events.close(name);
		return place;
	}

	/** A comment, or the beginning of CDATA. */
	private declaration(data: string, begin: number): number {
		this.began = true;
		if (data.startsWith('<!--', begin)) {
			const end = data.indexOf('--', begin + 4);
			if (end === -1 || end + 2 >= data.length - 1) return -1;
			if (data.charCodeAt(end + 2) !== 0x3e) throw new XmlFault('has a comment with -- in it');
			return end + 3;
		}
		if (data.startsWith(openCdata, begin)) {
			if (this.names.length === 0) throw new XmlFault('has text outside of its root element');
			this.inCdata = true;
			return begin + openCdata.length;
		}
		if (data.length - 1 - begin >= openCdata.length) {
			throw new XmlFault(data.startsWith('<!DOCTYPE', begin) ? 'has a DOCTYPE' : 'has an unknown declaration');
		}
		return -1;
	}

	/** @returns the place behind the CDATA; when it goes on, its negative place up to which it is done with, less one. */
	private cdata(data: string, begin: number, length: number): number {
		const end = data.indexOf(']]>', begin);
		const told = end === -1 ? Math.max(begin, length - 2) : end;
		if (told > begin) this.events.text(data.slice(begin, told));
		if (end === -1) return -told - 1;
		this.inCdata = false;
		return end + 3;
	}

	private instruction(data: string, begin: number): number {
		const end = data.indexOf('?>', begin + 2);
		if (end === -1) return -1;
		const nameEnd = endOfName(data, begin + 2);
		if (nameEnd === -1) throw new XmlFault('has a processing instruction without a name');
		const name = data.slice(begin + 2, nameEnd);
		if (name.toLowerCase() === 'xml') {
			if (this.began || name !== 'xml' || !isDeclaration(data.slice(nameEnd, end))) {
				throw new XmlFault('has an XML declaration that is wrong, or in the wrong place');
			}
		} else if (nameEnd !== end && !isSpace(data.charCodeAt(nameEnd))) {
			throw new XmlFault('has a processing instruction with a wrong name');
		}
		this.began = true;
		return end + 2;
	}

	/** Tells what there is of a text that may go on. What could be half a reference, or half of `]]>`, waits. */
	private lastText(data: string, begin: number, length: number): number {
		let end = length;
		const reference = data.lastIndexOf('&');
		if (reference >= begin && !data.includes(';', reference)) end = reference;
		while (end > begin && end > length - 2 && data.charCodeAt(end - 1) === 0x5d) end -= 1;
		if (end > begin) this.tellText(data.slice(begin, end), false);
		return end;
	}

	private tellText(text: string, last: boolean): void {
		this.began = true;
		if (this.names.length === 0) {
			if (!onlySpace.test(text)) throw new XmlFault('has text outside of its root element');
			return;
		}
		if (last) return;
		if (this.plain) {
			this.events.text(text);
			return;
		}
		if (text.includes(']]>')) throw new XmlFault('has ]]> in a text');
		this.events.text(text.includes('&') ? resolveReferences(text) : text);
	}
}

function isSpace(sign: number): boolean {
	return sign === 0x20 || sign === 0x0a || sign === 0x09 || sign === 0x0d;
}
