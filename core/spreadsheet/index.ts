/** Workbooks of any program, read and written. It knows nothing of what is in them. */
export * from './cell';
export { standardLimits, type LimitName, type SpreadsheetLimits } from './limits';
export { openWorkbook, type OpenWorkbookOptions } from './openWorkbook';
export { tableRows, type TableOptions, type TableRecord, type TableValue } from './tableRows';
export * from './workbook';
export {
	writeCsv,
	writeWorkbook,
	type CellToWrite,
	type ColumnKind,
	type ColumnToWrite,
	type CsvStyle,
	type PlainValue,
	type RowToWrite,
	type SheetToWrite,
	type WorkbookToWriteOptions,
} from './write';
export { notCalculated } from './xlsx/cellValue';
