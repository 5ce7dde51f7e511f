import { beyondLimit, type SpreadsheetLimits } from '../limits';
import type { Attributes } from '../xml/attributes';
import { XmlFault } from '../xml/fault';
import { Namespaces } from '../xml/namespaces';
import type { XmlEvents } from '../xml/scanner';
import type { Package } from './package';
import { RichText } from './richText';
import { scanPart } from './scanPart';

/** The texts that cells share, by the number that a cell names. */
export async function readSharedStrings(parts: Package, part: string | undefined): Promise<readonly string[]> {
	if (part === undefined) return [];
	const events = new SharedStringEvents(parts.limits);
	for await (const _ of scanPart(parts, part, events));
	return events.strings;
}

class SharedStringEvents implements XmlEvents {
	readonly strings: string[] = [];
	private characters = 0;
	private depth = 0;
	/** Whether we are in an `<si>`. Each is a text, also an empty one: cells count them. */
	private inItem = false;
	private readonly rich: RichText;
	private readonly namespaces = new Namespaces();

	constructor(private readonly limits: SpreadsheetLimits) {
		this.rich = new RichText(limits);
	}

	open(name: string, attributes: Attributes): void {
		const local = this.namespaces.open(name, attributes);
		this.depth += 1;
		if (this.depth === 1 && local !== 'sst') throw new XmlFault('has no shared texts');
		if (this.depth === 2) this.inItem = local === 'si';
		else if (this.depth > 2 && this.inItem) this.rich.open(local);
	}

	text(piece: string): void {
		if (this.inItem) this.rich.add(piece, 'a shared text');
	}

	close(): void {
		this.namespaces.close();
		if (this.depth > 2 && this.inItem) this.rich.close();
		else if (this.depth === 2 && this.inItem) this.keep();
		this.depth -= 1;
	}

	private keep(): void {
		const text = this.rich.take();
		this.inItem = false;
		this.characters += text.length;
		if (this.strings.length >= this.limits.sharedStrings) throw beyondLimit('sharedStrings', this.limits);
		if (this.characters > this.limits.sharedCharacters) throw beyondLimit('sharedCharacters', this.limits);
		this.strings.push(text);
	}
}
