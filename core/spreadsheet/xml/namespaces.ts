import type { Attributes } from './attributes';
import { XmlFault } from './fault';

/** Both editions of ECMA-376: transitional, which nearly all programs write, and strict. */
const spreadsheet = new Set([
	'http://schemas.openxmlformats.org/spreadsheetml/2006/main',
	'http://purl.oclc.org/ooxml/spreadsheetml/main',
]);
const relationships = new Set([
	'http://schemas.openxmlformats.org/officeDocument/2006/relationships',
	'http://purl.oclc.org/ooxml/officeDocument/relationships',
]);

/** What an element of a foreign namespace is called: nothing that anybody looks for. */
export const foreign = '';

/** No element that anybody looks for has a longer one. */
const longestName = 100;

/**
 * Tells what names mean, whatever their prefixes are. An element without any namespace counts as the spreadsheet's own,
 * because some programs leave it out.
 */
export class Namespaces {
	private bindings = new Map<string, string>([['', '']]);
	private readonly outer: Array<{ readonly depth: number; readonly bindings: Map<string, string> }> = [];
	private depth = 0;
	private locals = new Map<string, string>();
	/** The same for names of one letter, which nearly all elements of a sheet have, by its code. */
	private short: Array<string | undefined> = [];

	/** Whether an element `c` without a prefix is one of the own namespaces. */
	get isOwnCell(): boolean {
		return this.local('c') === 'c';
	}

	/** @param own the namespaces whose elements are told of by their names; the spreadsheet's when not given. */
	constructor(private readonly own: ReadonlySet<string> = spreadsheet) {}

	/** @returns the name without its prefix; `foreign` when it is of another namespace. */
	open(name: string, attributes: Attributes): string {
		this.depth += 1;
		if (attributes.declareNamespaces) this.declare(attributes);
		return this.local(name);
	}

	/** To call with every end of an element. */
	close(): void {
		const last = this.outer[this.outer.length - 1];
		if (last !== undefined && last.depth === this.depth) {
			this.outer.pop();
			this.bindings = last.bindings;
			this.forget();
		}
		this.depth -= 1;
	}

	/** The ID of a relationship, such as `r:id`. */
	relationshipId(attributes: Attributes): string | undefined {
		for (const [name, value] of attributes.entries()) {
			const colon = name.indexOf(':');
			if (name.slice(colon + 1) !== 'id' || colon === -1) continue;
			if (relationships.has(this.bindings.get(name.slice(0, colon)) ?? '')) return value;
		}
		return undefined;
	}

	private forget(): void {
		this.locals = new Map();
		this.short = [];
	}

	private local(name: string): string {
		const code = name.length === 1 ? name.charCodeAt(0) : 0;
		const known = code > 0 && code < 128 ? this.short[code] : this.locals.get(name);
		if (known !== undefined) return known;
		const colon = name.indexOf(':');
		const prefix = colon === -1 ? '' : name.slice(0, colon);
		const namespace = this.bindings.get(prefix);
		if (namespace === undefined) throw new XmlFault(`uses a prefix that it does not declare: ${prefix.slice(0, 40)}`);
		const means = name.length <= longestName && (namespace === '' || this.own.has(namespace));
		const local = means ? name.slice(colon + 1) : foreign;
		// A document has some dozen names. One with thousands is not worth keeping them.
		if (this.locals.size >= 1_000) this.locals.clear();
		this.locals.set(name, local);
		if (code > 0 && code < 128) this.short[code] = local;
		return local;
	}

	private declare(attributes: Attributes): void {
		const bindings = new Map(this.bindings);
		for (const [name, value] of attributes.entries()) {
			if (name === 'xmlns') bindings.set('', value);
			else if (name.startsWith('xmlns:')) bindings.set(name.slice(6), value);
		}
		// As many prefixes at once as no real document has, each level with its own copy, would take all memory.
		if (bindings.size > 256) throw new XmlFault('declares more than 256 namespaces');
		this.outer.push({ depth: this.depth, bindings: this.bindings });
		this.bindings = bindings;
		this.forget();
	}
}
