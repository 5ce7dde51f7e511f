/** The characters that a table as text is divided by, the likelier one first where nothing tells. */
const candidates = [';', '\t', '|', ','] as const;

/** How much of a text is looked at, in characters. */
export const sampleLength = 262_144;

const sampleRecords = 100;

/** Of what a candidate's columns are worth less: prose and numbers have commas too. */
const discount = 0.5;

export interface Delimiter {
	readonly character: string;
	/** How many characters at the beginning only name the delimiter: the line `sep=;` that Excel reads. */
	readonly skip: number;
}

/**
 * Finds the delimiter of a table from its beginning: the one that gives the most columns in the most lines alike, where
 * quoted cells count as one. A comma within numbers, or one that a space follows, is weak evidence.
 *
 * @param sample from the beginning of the text: `sampleLength` characters, or all of it.
 * @param preferred wins where it is as likely as another: the tab for a file that is called .tsv.
 */
export function detectDelimiter(sample: string, preferred?: string): Delimiter {
	const named = /^"?sep=([^\r\n"])"?(\r\n|\n|\r|$)/i.exec(sample);
	if (named?.[1] !== undefined) return { character: named[1], skip: named[0].length };
	const scored = candidates.map((character) => ({
		character,
		score: scoreOf(sample, character) * (character === preferred ? 1.5 : 1),
	}));
	const best = scored.reduce((one, other) => (other.score > one.score ? other : one));
	if (best.score > 0) return { character: best.character, skip: 0 };
	// One column: a delimiter that occurs nowhere leaves the texts whole.
	const absent = [preferred, ...candidates].find((character) => character !== undefined && !sample.includes(character));
	return { character: absent ?? preferred ?? ';', skip: 0 };
}

function scoreOf(sample: string, delimiter: string): number {
	const widths = widthsOf(sample, delimiter);
	const [usual, share] = mostFrequent(widths);
	if (usual < 2) return 0;
	const firstLineFits = widths[0] === usual ? 1 : discount;
	return share * share * Math.log(usual) * firstLineFits * plausibility(sample, delimiter);
}

/** How many columns each of the first records has. The last one is left out when it is not whole. */
function widthsOf(sample: string, delimiter: string): number[] {
	const widths: number[] = [];
	let columns = 1;
	let quoted = false;
	let cellStart = true;
	let empty = true;
	for (let at = 0; at < sample.length && widths.length < sampleRecords; at++) {
		const character = sample[at];
		if (quoted) {
			if (character !== '"') continue;
			if (sample[at + 1] === '"') at++;
			else quoted = false;
		} else if (character === '"' && cellStart) {
			quoted = true;
			cellStart = false;
			empty = false;
		} else if (character === '\n' || character === '\r') {
			if (!empty) widths.push(columns);
			columns = 1;
			cellStart = true;
			empty = true;
		} else {
			cellStart = character === delimiter;
			if (cellStart) columns++;
			empty = false;
		}
	}
	if (!empty && !quoted && sample.length < sampleLength) widths.push(columns);
	return widths;
}

/** The number that occurs most, the greater one of two that occur alike, and its share of all. */
function mostFrequent(numbers: readonly number[]): readonly [number, share: number] {
	const times = new Map<number, number>();
	for (const number of numbers) times.set(number, (times.get(number) ?? 0) + 1);
	let best = 0;
	let most = 0;
	for (const [number, count] of times) {
		if (count > most || (count === most && number > best)) {
			best = number;
			most = count;
		}
	}
	return [best, numbers.length === 0 ? 0 : most / numbers.length];
}

/** What a delimiter is worth by where it stands. Prose has commas before spaces, and numbers have them between digits. */
function plausibility(sample: string, delimiter: string): number {
	if (delimiter !== ',') return 1;
	const all = sample.split(',').length - 1;
	const inProse = [...sample.matchAll(/, /g)].length > all * 0.8 ? discount : 1;
	const inNumbers = [...sample.matchAll(/\d,(?=\d)/g)].length > all * 0.8 ? discount : 1;
	return inProse * inNumbers;
}
