import { generalFormat, type CellFormat } from '../cell';
import { currencyIn } from './currencySign';

/** How the number in a cell is understood. `time` is a time of day, `elapsed` may be longer than a day. */
export type Reading = 'number' | 'date' | 'time' | 'elapsed';

export interface CellStyle {
	readonly format: CellFormat;
	readonly reading: Reading;
}

export const generalStyle: CellStyle = { format: generalFormat, reading: 'number' };

/** Excel takes 255 characters. */
const longestCode = 1_000;

/**
 * Understands a number format: its first section, which is for positive numbers.
 *
 * @param code as the workbook writes it, such as `[$€-413] #,##0.00;[Red]-[$€-413] #,##0.00`.
 */
export function readNumberFormat(code: string): CellStyle {
	const shown = code.slice(0, longestCode);
	const { pattern, literals, sign, elapsed } = firstSection(shown);
	const style = (kind: CellFormat['kind'], reading: Reading, more: Partial<CellFormat> = {}): CellStyle => ({
		format: { kind, code: shown, decimals: null, currency: null, ...more },
		reading,
	});
	if (elapsed) return style('duration', 'elapsed');
	const bare = pattern.trim();
	// LibreOffice in some languages writes its own word.
	if (/^(general|standa)/i.test(bare)) return style('general', 'number', { currency: currencyIn(literals, sign) });
	if (/[0#?]/.test(bare.replace(/s[.,]0+/gi, 's'))) {
		const currency = currencyIn(literals, sign);
		return style(bare.includes('%') ? 'percent' : 'number', 'number', { decimals: decimalsOf(bare), currency });
	}
	if (bare.includes('@')) return style('text', 'number');
	const dated = dateParts(bare);
	if (dated === 'none') return style('general', 'number');
	return dated === 'day' ? style('date', 'date') : style('duration', 'time');
}

interface Section {
	/** Without literals, colours, conditions and fillers. */
	readonly pattern: string;
	/** Everything that stands there as it is. Letters that are not quoted are in both. */
	readonly literals: string;
	/** What stands in `[$…]`; null when there is none. */
	readonly sign: string | null;
	readonly elapsed: boolean;
}

function firstSection(code: string): Section {
	let pattern = '';
	let literals = '';
	let sign: string | null = null;
	let elapsed = false;
	for (let place = 0; place < code.length && code[place] !== ';'; place++) {
		const letter = code[place] ?? '';
		if (letter === '"') {
			const end = code.indexOf('"', place + 1);
			literals += ` ${code.slice(place + 1, end === -1 ? code.length : end)} `;
			place = end === -1 ? code.length : end;
		} else if (letter === '\\') {
			literals += code[++place] ?? '';
		} else if (letter === '_' || letter === '*') {
			literals += ' ';
			place += 1;
		} else if (letter === '[') {
			const end = code.indexOf(']', place + 1);
			const content = code.slice(place + 1, end === -1 ? code.length : end);
			if (/^(h+|m+|s+)$/i.test(content)) elapsed = true;
			const dollar = /^\$([^-]+)/.exec(content)?.[1]?.trim();
			if (dollar !== undefined && dollar !== '') sign ??= dollar;
			place = end === -1 ? code.length : end;
		} else {
			pattern += letter;
			literals += /[0#?.,%@]/.test(letter) ? ' ' : letter;
		}
	}
	return { pattern, literals, sign, elapsed };
}

/** Fractions and powers of ten have no number of decimals. */
function decimalsOf(pattern: string): number | null {
	if (/\/|E[+-]/i.test(pattern)) return null;
	return /\.([0#?]*)/.exec(pattern)?.[1]?.length ?? 0;
}

/** Whether a date format has a day, a month or a year, or only a time. An m beside hours or seconds is minutes. */
function dateParts(pattern: string): 'day' | 'time' | 'none' {
	const runs =
		pattern
			.toLowerCase()
			.replace(/am\/pm|a\/p/g, 'h')
			.match(/y+|m+|d+|h+|s+|e+|g+|b+/g) ?? [];
	let time = false;
	for (const [index, run] of runs.entries()) {
		const letter = run[0];
		const minutes = run.length < 3 && (runs[index - 1]?.[0] === 'h' || runs[index + 1]?.[0] === 's');
		if (letter === 'h' || letter === 's' || (letter === 'm' && minutes)) time = true;
		else return 'day';
	}
	return time ? 'time' : 'none';
}
