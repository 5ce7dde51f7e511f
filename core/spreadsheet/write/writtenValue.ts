import { serialOf } from './serialDate';
import type { CellToWrite, ColumnKind, ColumnToWrite, PlainValue } from './sheetToWrite';

/** What is written for a cell. What does not fit its kind is written as the text that it is. */
export type WrittenValue =
	| { readonly kind: 'text'; readonly value: string }
	| { readonly kind: 'boolean'; readonly value: boolean }
	| { readonly kind: 'date'; readonly value: string; readonly serial: number }
	| {
			readonly kind: 'integer' | 'number' | 'amount' | 'percent' | 'duration';
			readonly value: number;
			readonly decimals: number | undefined;
			readonly currency: string | undefined;
	  };

export function asCell(cell: PlainValue | CellToWrite): CellToWrite {
	return typeof cell === 'object' && cell !== null ? cell : { value: cell };
}

/** The value of a cell in its column; undefined for a cell with nothing in it. */
export function writtenValue(cell: CellToWrite, column: ColumnToWrite | undefined): WrittenValue | undefined {
	const { value } = cell;
	const kind: ColumnKind = cell.kind ?? column?.kind ?? 'text';
	switch (typeof value) {
		case 'boolean':
			return { kind: 'boolean', value };
		case 'number':
			return Number.isFinite(value) ? numeric(value, kind, cell, column) : undefined;
		case 'string':
			return value === '' ? undefined : textOrDate(value, kind);
		default:
			return undefined;
	}
}

function numeric(value: number, kind: ColumnKind, cell: CellToWrite, column: ColumnToWrite | undefined): WrittenValue {
	const isText = kind === 'text' || kind === 'date' || kind === 'boolean';
	return {
		kind: isText ? 'number' : kind,
		value,
		decimals: cell.decimals ?? column?.decimals,
		currency: cell.currency ?? column?.currency,
	};
}

function textOrDate(value: string, kind: ColumnKind): WrittenValue {
	const serial = kind === 'date' ? serialOf(value) : undefined;
	return serial === undefined ? { kind: 'text', value } : { kind: 'date', value, serial };
}
