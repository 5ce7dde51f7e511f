export * from './cell';
export { standardLimits, type LimitName, type SpreadsheetLimits } from './limits';
export { openWorkbook, type OpenWorkbookOptions } from './openWorkbook';
export * from './workbook';
export { notCalculated } from './xlsx/cellValue';
