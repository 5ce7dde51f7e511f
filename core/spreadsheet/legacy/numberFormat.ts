import type { CellFormat, FormatKind } from '../cell';

/** A stand-in for `cellFormatOf` of `xlsx/numberFormats.ts`, with the same promise: what a number format says. */
export function cellFormatOf(code: string): CellFormat {
	const bare = code
		.replace(/"[^"]*"|\\./g, '')
		.split(';', 1)
		.join('');
	return { kind: kindOf(bare), code, decimals: decimalsOf(bare), currency: currencyOf(code) };
}

function kindOf(bare: string): FormatKind {
	if (/^general$/i.test(bare) || bare === '') return 'general';
	if (bare === '@') return 'text';
	if (/\[(h+|m+|s+)\]/i.test(bare)) return 'duration';
	const plain = bare.replace(/\[[^\]]*\]/g, '');
	if (/[ymdhs]/i.test(plain.replace(/E[+-]/gi, ''))) return 'date';
	return plain.includes('%') ? 'percent' : 'number';
}

function decimalsOf(bare: string): number | null {
	if (!/[0#?]/.test(bare)) return null;
	return /\.([0#?]+)/.exec(bare)?.[1]?.length ?? 0;
}

function currencyOf(code: string): string | null {
	const tagged = /\[\$([^\]-]+)/.exec(code)?.[1];
	return tagged?.trim() ?? /"([A-Z]{3}|[€$£¥])\s*"/.exec(code)?.[1] ?? /[€£¥]/.exec(code)?.[0] ?? null;
}
