import type { CellFormat, FormatKind } from '../cell';

export type OdsAttributes = Readonly<Record<string, string>>;

/** What is kept of the styles of an .ods file: hidden tabs, and how many decimals a number is shown with. */
export interface OdsStyles {
	/** Takes in an element of the styles. */
	readonly take: (name: string, attributes: OdsAttributes) => void;
	readonly hidesTable: (style: string | undefined) => boolean;
	/** The format of a cell; cells that look alike share it. */
	readonly formatOf: (kind: FormatKind, style: string | undefined, currency: string | undefined) => CellFormat;
}

export function odsStyles(): OdsStyles {
	const hidden = new Set<string>();
	const numberStyles = new Map<string, string>();
	const decimals = new Map<string, number>();
	const formats = new Map<string, CellFormat>();
	let style = '';
	let numberStyle = '';
	return {
		take: (name, attributes) => {
			if (name === 'style:style') {
				style = attributes['style:name'] ?? '';
				const number = attributes['style:data-style-name'];
				if (number !== undefined) numberStyles.set(style, number);
			} else if (name === 'style:table-properties') {
				if (attributes['table:display'] === 'false') hidden.add(style);
			} else if (/^number:.*-style$/.test(name)) {
				numberStyle = attributes['style:name'] ?? '';
			} else if (name === 'number:number') {
				const count = Number(attributes['number:decimal-places']);
				if (Number.isInteger(count) && count >= 0 && count <= 30) decimals.set(numberStyle, count);
			}
		},
		hidesTable: (name) => name !== undefined && hidden.has(name),
		formatOf: (kind, name, currency) => {
			const places = decimals.get(numberStyles.get(name ?? '') ?? '') ?? null;
			const key = `${kind} ${places ?? ''} ${currency ?? ''}`;
			const format = formats.get(key) ?? madeFormat(kind, places, currency ?? null);
			formats.set(key, format);
			return format;
		},
	};
}

/** The code is what the same format is in Excel; ODF writes a format as elements. */
function madeFormat(kind: FormatKind, decimals: number | null, currency: string | null): CellFormat {
	const number = `0${decimals === null || decimals === 0 ? '' : `.${'0'.repeat(decimals)}`}`;
	switch (kind) {
		case 'percent':
			return { kind, code: `${number}%`, decimals, currency };
		case 'date':
			return { kind, code: 'yyyy-mm-dd', decimals: null, currency: null };
		case 'duration':
			return { kind, code: '[h]:mm:ss', decimals: null, currency: null };
		default:
			if (currency !== null) return { kind: 'number', code: `[$${currency}] ${number}`, decimals, currency };
			return decimals === null
				? { kind: 'general', code: 'General', decimals: null, currency: null }
				: { kind: 'number', code: number, decimals, currency: null };
	}
}
