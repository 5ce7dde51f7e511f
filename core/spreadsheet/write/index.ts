export {
	columnKinds,
	type CellToWrite,
	type ColumnKind,
	type ColumnToWrite,
	type PlainValue,
	type RowToWrite,
	type SheetToWrite,
} from './sheetToWrite';
export { dateOrders, writeCsv, type CsvStyle } from './writeCsv';
export { writeWorkbook, type WorkbookToWriteOptions } from './writeWorkbook';
