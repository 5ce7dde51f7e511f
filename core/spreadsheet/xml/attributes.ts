import { resolveReferences } from './entities';
import { XmlFault } from './fault';
import { endOfName } from './names';

/** The attributes of one tag. The values are cut out of the document when they are asked for: most never are. */
export class Attributes {
	/** Whether one of the names begins with `xmlns`. */
	declareNamespaces = false;
	private data = '';
	private count = 0;
	private readonly names: string[] = [];
	private readonly begins: number[] = [];
	private readonly ends: number[] = [];
	private readonly plain: boolean[] = [];

	/** The value of an attribute; undefined when the tag has none. */
	get(name: string): string | undefined {
		for (let index = 0; index < this.count; index++) {
			if (this.names[index] === name) return this.value(index);
		}
		return undefined;
	}

	/** All of them, in their order. */
	*entries(): Iterable<readonly [name: string, value: string]> {
		for (let index = 0; index < this.count; index++) yield [this.names[index] ?? '', this.value(index)];
	}

	/**
	 * Reads the attributes from behind the name of a tag.
	 *
	 * @param data ends with a NUL, as for `endOfName`.
	 *
	 * @returns the place of the `>` or `/>`; -1 when the data ends before it.
	 * @throws XmlFault when they are not well-formed.
	 */
	read(data: string, begin: number): number {
		this.data = data;
		this.count = 0;
		this.declareNamespaces = false;
		let place = begin;
		for (;;) {
			const gap = place;
			let sign = data.charCodeAt(place);
			while (isSpace(sign)) sign = data.charCodeAt(++place);
			if (sign === 0x3e) return place;
			if (sign === 0) return -1;
			if (sign === 0x2f) {
				const next = data.charCodeAt(place + 1);
				if (next === 0) return -1;
				if (next !== 0x3e) throw new XmlFault('has a tag with a / in it');
				return place;
			}
			if (place === gap) throw new XmlFault('has a tag with a wrong name or without a space before an attribute');
			place = this.readOne(data, place);
			if (place === -1) return -1;
		}
	}

	private readOne(data: string, begin: number): number {
		// Nearly all names in a sheet are one letter.
		const letter = data.charCodeAt(begin) | 0x20;
		const short = letter >= 0x61 && letter <= 0x7a && data.charCodeAt(begin + 1) === 0x3d;
		const nameEnd = short ? begin + 1 : endOfName(data, begin);
		if (nameEnd === -1) throw new XmlFault('has an attribute with a wrong name');
		let place = nameEnd;
		let sign = data.charCodeAt(place);
		while (isSpace(sign)) sign = data.charCodeAt(++place);
		if (sign === 0) return -1;
		if (sign !== 0x3d) throw new XmlFault('has an attribute without a value');
		do sign = data.charCodeAt(++place);
		while (isSpace(sign));
		if (sign === 0) return -1;
		if (sign !== 0x22 && sign !== 0x27) throw new XmlFault('has an attribute without quotes');
		const quote = sign;
		const valueBegin = place + 1;
		let plain = true;
		do {
			sign = data.charCodeAt(++place);
			if (sign === 0x3c) throw new XmlFault('has an attribute with a < in it');
			if (sign === 0x26 || sign < 0x20) plain = false;
		} while (sign !== quote && sign !== 0);
		if (sign === 0) return -1;
		const name = nameEnd === begin + 1 ? data.charAt(begin) : data.slice(begin, nameEnd);
		this.add(name, valueBegin, place, plain);
		return place + 1;
	}

	private add(name: string, begin: number, end: number, plain: boolean): void {
		const { count, names } = this;
		for (let index = 0; index < count; index++) {
			if (names[index] === name) throw new XmlFault(`has a tag with two attributes '${name.slice(0, 40)}'`);
		}
		// Keeps the search for a name that is there twice from becoming slow.
		if (count >= 256) throw new XmlFault('has a tag with more than 256 attributes');
		if (name.length >= 5 && name.startsWith('xmlns')) this.declareNamespaces = true;
		names[count] = name;
		this.begins[count] = begin;
		this.ends[count] = end;
		this.plain[count] = plain;
		this.count = count + 1;
		if (!plain) this.value(count);
	}

	private value(index: number): string {
		const begin = this.begins[index] ?? 0;
		const end = this.ends[index] ?? 0;
		// V8 has a text of one character already.
		const text = end === begin + 1 ? this.data.charAt(begin) : this.data.slice(begin, end);
		// XML 1.0, 3.3.3: a tab and a line feed become a space.
		return this.plain[index] === true ? text : resolveReferences(text.replace(/[\t\n]/g, ' '));
	}
}

function isSpace(sign: number): boolean {
	return sign === 0x20 || sign === 0x0a || sign === 0x09 || sign === 0x0d;
}
