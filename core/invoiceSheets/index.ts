export { fieldsOfRole, type RecordKind, type SheetField } from './fields';
export { problemCodes, type Problem, type ProblemCode } from './problem';
export type { CustomerClues, CustomerRecord, InvoiceRecord, PaymentRecord, SheetRecord } from './records';
export type { SheetCorrection, SheetUnderstanding, WorkbookUnderstanding } from './understanding';
