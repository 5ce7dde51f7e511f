import type { CellStyle } from './workbookWriter.js';
import type { WrittenValue } from './writtenValue';

/**
 * The format of a text that looks like a formula. It says "text", so that a cell stays one when somebody edits it, and
 * marks the styles that get `quotePrefix`, which exceljs does not know.
 */
const textFormat = '@';
const textFormatId = 49;

const headerStyle: CellStyle = {
	font: { name: 'Calibri', size: 11, bold: true },
	fill: solid('FFE7ECF3'),
	alignment: { vertical: 'top', wrapText: true },
};

interface StyleWishes {
	readonly fault: boolean;
	readonly wrap: boolean;
	/** True for a text that looks like a formula. */
	readonly guarded: boolean;
}

/** The styles of one workbook. Cells that look alike share an object: exceljs then knows them again. */
export function cellStyles() {
	const known = new Map<string, CellStyle>();
	const remembered = (key: string, make: () => CellStyle) => {
		const style = known.get(key) ?? make();
		known.set(key, style);
		return style;
	};
	return {
		header: (guarded: boolean) =>
			remembered(`header ${String(guarded)}`, () => (guarded ? { ...headerStyle, numFmt: textFormat } : headerStyle)),
		cell: (value: WrittenValue | undefined, { fault, wrap, guarded }: StyleWishes) => {
			const numFmt = guarded ? textFormat : value && formatOf(value);
			const key = `${numFmt ?? ''} ${String(fault)} ${String(wrap)}`;
			return remembered(key, () => ({
				...(numFmt === undefined ? {} : { numFmt }),
				...(fault ? { fill: solid('FFFFC7CE'), font: { name: 'Calibri', size: 11, color: { argb: 'FF9C0006' } } } : {}),
				...(wrap ? { alignment: { vertical: 'top', wrapText: true } } : {}),
			}));
		},
	};
}

/** Adds to a styles part that texts which look like formulas are shown with a quote before them. */
export function withQuotePrefix(stylesXml: string): string {
	return stylesXml.replaceAll(`<xf numFmtId="${textFormatId}"`, `<xf quotePrefix="1" numFmtId="${textFormatId}"`);
}

function solid(argb: string): CellStyle['fill'] {
	return { type: 'pattern', pattern: 'solid', fgColor: { argb } };
}

function formatOf(value: WrittenValue): string | undefined {
	switch (value.kind) {
		case 'text':
		case 'boolean':
			return undefined;
		case 'date':
			return value.value.includes('T') ? 'yyyy-mm-dd hh:mm:ss' : 'yyyy-mm-dd';
		case 'duration':
			return '[h]:mm:ss';
		case 'integer':
			return '0';
		case 'percent':
			return `0${decimalPlaces(value.decimals ?? 2)}%`;
		case 'amount': {
			const number = `#,##0${decimalPlaces(value.decimals ?? 2)}`;
			return /^[A-Z]{3}$/.test(value.currency ?? '') ? `[$${value.currency ?? ''}] ${number}` : number;
		}
		case 'number':
			return value.decimals === undefined ? undefined : `0${decimalPlaces(value.decimals)}`;
	}
}

function decimalPlaces(count: number): string {
	return count > 0 ? `.${'0'.repeat(Math.min(count, 15))}` : '';
}
