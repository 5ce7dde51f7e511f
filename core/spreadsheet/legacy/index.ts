export { openLegacyWorkbook, type LegacyWorkbookOptions } from './openLegacyWorkbook';
