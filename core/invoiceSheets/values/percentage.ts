import type { Cell } from '../../spreadsheet';
import { plainNumber } from './amount';
import { unspaced } from './text';

/** A percentage as a cell shows it, before it is known whether 0.21 means 21 %. */
export interface ShownPercentage {
	readonly value: number;
	/** True when the cell itself says that it is per cent. */
	readonly certain: boolean;
}

const form = /^(\d{1,5})(?:[.,](\d{1,6}))?(%|pct|percent|procent|p\.c\.)?$/i;

/** Returns undefined for what is no percentage. A text such as `6 %` is one, and so is 21 in a column of rates. */
export function percentageIn({ kind, value, format }: Cell): ShownPercentage | undefined {
	if (kind === 'number' && typeof value === 'number') {
		return format.kind === 'percent' ? { value: value * 100, certain: true } : { value, certain: false };
	}
	if (kind !== 'text' || typeof value !== 'string' || value.length > 40) return undefined;
	const [found, whole = '', fraction = '0', sign] =
		form.exec(value.includes(' ') || value.includes('\u00a0') ? unspaced(value) : value) ?? [];
	return found === undefined ? undefined : { value: Number(`${whole}.${fraction}`), certain: sign !== undefined };
}

/** Per cent as a decimal text such as `21` or `5.5`; undefined outside 0 to 100, or with more than four decimals. */
export function rateText({ value, certain }: ShownPercentage, wholePercents: boolean): string | undefined {
	const percent = certain || wholePercents ? value : value * 100;
	const rounded = Math.round(percent * 1e4) / 1e4;
	if (!(rounded >= 0 && rounded <= 100) || Math.abs(rounded - percent) > 1e-9) return undefined;
	return plainNumber(rounded);
}
