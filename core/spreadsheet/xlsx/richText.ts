import { beyondLimit, type SpreadsheetLimits } from '../limits';
import { decodeEscapes } from './escapes';

/**
 * Puts a text together from the elements inside `<si>` and `<is>`: one `<t>`, or the `<t>` of each `<r>`. What `<rPh>`
 * holds is how a Japanese word is spoken, not part of it.
 */
export class RichText {
	private text = '';
	/** How deep we are in the element of the text. */
	private depth = 0;
	/** How deep in something that is left out; 0 when in nothing. */
	private skipped = 0;
	private inText = false;

	constructor(private readonly limits: SpreadsheetLimits) {}

	open(name: string): void {
		this.depth += 1;
		if (this.skipped > 0 || this.inText) this.skipped += 1;
		else if (name === 't') this.inText = true;
		else if (name !== 'r' || this.depth > 1) this.skipped = 1;
	}

	/** @param where whose text it is, for an error. */
	add(piece: string, where: string): void {
		if (!this.inText || this.skipped > 0) return;
		this.text += piece;
		if (this.text.length > this.limits.cellText) throw beyondLimit('cellText', this.limits, where);
	}

	close(): void {
		this.depth -= 1;
		if (this.skipped > 0) this.skipped -= 1;
		else this.inText = false;
	}

	/** The whole text; the next one begins. */
	take(): string {
		const text = this.text;
		this.text = '';
		return decodeEscapes(detach(text));
	}
}

/**
 * A short copy. V8 cuts a text out of a long one by pointing into it, which would keep whole pieces of the part in memory
 * for a few words.
 */
function detach(text: string): string {
	return text.length < 13 ? text : ` ${text}`.slice(1);
}
