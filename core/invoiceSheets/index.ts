export { correctionOf } from './correctionOf';
export {
	customerFields,
	fieldsOfRole,
	invoiceFields,
	paymentFields,
	recordKinds,
	sheetRoles,
	type CustomerField,
	type InvoiceField,
	type PaymentField,
	type RecordKind,
	type SheetField,
	type SheetRole,
} from './fields';
export { headerNames } from './headers';
export { sheetLayoutHash } from './layout/layoutHash';
export { problemCodes, problemDetails, problemOf, type Problem, type ProblemCode } from './problem';
export { readRecords, type ReadRecordsOptions } from './readRecords';
export {
	sheetStatuses,
	type CustomerClues,
	type CustomerRecord,
	type InvoiceRecord,
	type LineRecord,
	type PaymentRecord,
	type RecordPlace,
	type SheetRecord,
	type SheetStatus,
} from './records';
export {
	dateOrders,
	decimalSigns,
	questionKinds,
	type CheckSum,
	type ColumnReading,
	type ColumnUnderstanding,
	type DateOrder,
	type DecimalSign,
	type Question,
	type QuestionKind,
	type SheetCorrection,
	type SheetUnderstanding,
	type SkippedRows,
	type UnderstandingOptions,
	type WorkbookUnderstanding,
} from './understanding';
export { understandWorkbook, type UnderstandWorkbookOptions } from './understandWorkbook';
export { plainValue, type PlainCell } from './values/plainValue';
