import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { InputError } from '../../kernel/errors';
import type { Cell, Row } from '../cell';
import { tooLarge, type ReadingLimits } from '../text/readingLimits';
import type { CellRange } from '../workbook';
import { brokenOds } from './odsArchive';
import type { OdsAttributes, OdsStyles } from './odsStyles';
import { odsText } from './odsText';
import { odsValue } from './odsValue';

/** A row and how often it stands there, one below the other. */
export interface RepeatedRow {
	readonly row: Row;
	readonly times: number;
}

export interface OdsTable {
	readonly name: string;
	readonly hidden: boolean;
	readonly merges: CellRange[];
	readonly hiddenColumns: number[];
}

export interface OdsTablesReader {
	/** What was found so far, in the order of the tabs. */
	readonly tables: readonly OdsTable[];
	/** Takes in the next part of content.xml. */
	readonly write: (xml: string) => void;
	readonly end: () => void;
	/** Hands over the rows that were found since the last call. */
	readonly takeRows: () => RepeatedRow[];
}

const mostDepth = 128;
const mostMerges = 100_000;

/** Rows that are hidden and empty, more of them than anybody hides by hand, are the rest of the sheet. */
const mostHiddenRows = 1_000;

/** What stands within a table and is none of its cells: changes that are kept, links, drawings, notes. */
const besides =
	/^(table:(tracked-changes|dde-links|shapes|scenario|table-source|content-validations)|office:(annotation|forms|event-listeners)|draw:.*|text:note)$/;

/**
 * Reads the tables and the styles of an .ods file from its XML, and the rows of one table; of none for `undefined`.
 *
 * @param styles takes in what the XML says of styles.
 */
export function readOdsTables(wanted: number | undefined, styles: OdsStyles, limits: ReadingLimits): OdsTablesReader {
	const tables: OdsTable[] = [];
	const parser = new SaxesParser({ xmlns: false, position: false });
	const text = odsText(limits.cellText);
	let rows: RepeatedRow[] = [];
	let depth = 0;
	let skipped = 0;
	let table: OdsTable | undefined;
	let tableDepth = 0;
	let column = 0;
	let rowNumber = 1;
	let rowAttributes: OdsAttributes = {};
	let cellAttributes: OdsAttributes | undefined;
	let cellDepth = 0;
	let cells: Cell[] = [];
	let quiet = 0;

	const beginTable = (attributes: OdsAttributes) => {
		const hidden = styles.hidesTable(attributes['table:style-name']);
		table = { name: attributes['table:name'] ?? `Sheet${tables.length + 1}`, hidden, merges: [], hiddenColumns: [] };
		tables.push(table);
		tableDepth = depth;
		column = 0;
		rowNumber = 1;
	};
	const takeColumns = (attributes: OdsAttributes) => {
		const count = repeated(attributes, 'table:number-columns-repeated');
		if (isHidden(attributes)) {
			const end = Math.min(column + count, limits.columns);
			for (let at = column; at < end; at++) table?.hiddenColumns.push(at);
		}
		column += count;
	};
	const endCell = (attributes: OdsAttributes) => {
		const count = repeated(attributes, 'table:number-columns-repeated');
		const value = odsValue(attributes, text.taken(), styles);
		if (value !== undefined && tables.length - 1 === wanted) {
			if (column + count > limits.columns) {
				throw tooLarge(`has more than ${limits.columns} columns in row ${rowNumber}`, 'columns');
			}
			for (let at = column; at < column + count; at++) cells.push({ ...value, column: at });
		}
		takeMerge(attributes);
		column += count;
	};
	const takeMerge = (attributes: OdsAttributes) => {
		const across = repeated(attributes, 'table:number-columns-spanned');
		const down = repeated(attributes, 'table:number-rows-spanned');
		if (across * down <= 1 || table === undefined) return;
		if (table.merges.length >= mostMerges) throw tooLarge(`has more than ${mostMerges} merged cells`, 'cells');
		const last = { lastRow: rowNumber + down - 1, lastColumn: column + across - 1 };
		table.merges.push({ firstRow: rowNumber, firstColumn: column, ...last });
	};
	const endRow = () => {
		const times = repeated(rowAttributes, 'table:number-rows-repeated');
		const hidden = isHidden(rowAttributes);
		const worth = cells.length > 0 || (hidden && times <= mostHiddenRows);
		if (worth && tables.length - 1 === wanted) rows.push({ row: { number: rowNumber, hidden, cells }, times });
		rowNumber += times;
		cells = [];
	};

	parser.on('opentag', ({ name, attributes }: SaxesTagPlain) => {
		quiet = 0;
		depth++;
		if (depth > mostDepth) throw brokenOds(new Error('its elements are nested too deep'));
		if (skipped > 0 || besides.test(name)) {
			skipped++;
		} else if (table === undefined) {
			if (name === 'table:table') beginTable(attributes);
			else styles.take(name, attributes);
		} else if (cellAttributes !== undefined) {
			text.open(name, attributes, depth - cellDepth);
		} else if (name === 'table:table-column') {
			takeColumns(attributes);
		} else if (name === 'table:table-row') {
			rowAttributes = attributes;
			column = 0;
		} else if (name === 'table:table-cell' || name === 'table:covered-table-cell') {
			cellAttributes = attributes;
			cellDepth = depth;
		}
	});
	parser.on('closetag', ({ name }: SaxesTagPlain) => {
		quiet = 0;
		if (skipped > 0) {
			skipped--;
		} else if (cellAttributes !== undefined) {
			if (depth === cellDepth) {
				endCell(cellAttributes);
				cellAttributes = undefined;
			} else {
				text.close(name, depth - cellDepth);
			}
		} else if (name === 'table:table-row' && table !== undefined) {
			endRow();
		} else if (name === 'table:table' && depth === tableDepth) {
			table = undefined;
		}
		depth--;
	});
	parser.on('text', (part) => {
		quiet = 0;
		if (skipped === 0 && cellAttributes !== undefined) text.add(part);
	});
	parser.on('doctype', () => {
		throw new InputError('file', 'has a DOCTYPE', 'Open it in a spreadsheet program and save it as .xlsx.');
	});
	parser.on('error', (error) => {
		throw brokenOds(error);
	});
	return {
		tables,
		write: (xml) => {
			// saxes keeps a text or an attribute until its end.
			quiet += xml.length;
			parser.write(xml);
			if (quiet > Math.max(1_000_000, limits.cellText * 8)) {
				throw tooLarge(`has a text of more than ${limits.cellText} characters`, 'cellText');
			}
		},
		end: () => void parser.close(),
		takeRows: () => {
			const taken = rows;
			rows = [];
			return taken;
		},
	};
}

function repeated(attributes: OdsAttributes, name: string): number {
	const count = Number(attributes[name] ?? 1);
	return Number.isInteger(count) && count >= 1 && count <= 1e9 ? count : 1;
}

function isHidden(attributes: OdsAttributes): boolean {
	const visibility = attributes['table:visibility'];
	return visibility === 'collapse' || visibility === 'filter';
}
