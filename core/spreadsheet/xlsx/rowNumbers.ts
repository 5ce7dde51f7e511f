import { beyondLimit, type SpreadsheetLimits } from '../limits';
import { damaged } from '../refusal';
import { wholeNumber } from './reference';

/** Gives rows their numbers, and finds one that comes twice. */
export class RowNumbers {
	private last = 0;
	private highest = 0;
	/** A bit for each number; made when the first row is out of order or left out. */
	private readonly seen: Uint8Array;

	constructor(
		private readonly limits: SpreadsheetLimits,
		private readonly sheet: string,
	) {
		this.seen = new Uint8Array((limits.rows >> 3) + 1);
	}

	/** The number of a row that has none of its own. */
	get next(): number {
		return this.last + 1;
	}

	/** The number that a row has of its own. */
	written(text: string): number {
		const number = wholeNumber(text);
		if (!Number.isNaN(number)) return number;
		throw damaged(`sheet ${this.sheet} has a row with the number '${text.slice(0, 20)}'`);
	}

	/** @param own NaN when the row has no number of its own. @returns its number. */
	use(own: number): number {
		const number = Number.isNaN(own) ? this.next : own;
		if (number > this.limits.rows) throw beyondLimit('rows', this.limits, this.sheet);
		this.last = number;
		const byte = this.seen[number >> 3] ?? 0;
		const bit = 1 << (number & 7);
		if (number <= this.highest && (byte & bit) !== 0) throw damaged(`row ${number} of sheet ${this.sheet} comes twice`);
		this.seen[number >> 3] = byte | bit;
		if (number > this.highest) this.highest = number;
		return number;
	}
}
