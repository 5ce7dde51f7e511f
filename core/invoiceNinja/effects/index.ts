/* What is changed at Invoice Ninja so that it happens once: one effect a file. */
export { minorOf, sentAmount } from './amounts';
export { bulkAction, type BulkInput, type TouchedRow } from './bulkAction';
export { bulkVerdict } from './bulkVerdicts';
export { documentDeletion } from './documentDeletion';
export { documentUpload } from './documentUpload';
export { emailed, emailSending, type EmailedEntity, type IfInterrupted } from './emailSending';
export { invoiceIssuing, type InvoiceToIssue } from './invoiceIssuing';
export { moneyRecording, type MoneyInput } from './moneyRecording';
export { oncePerSecond } from './oncePerSecond';
export { paymentApplication, type Share } from './paymentApplication';
export { paymentCreation, type PaymentInput } from './paymentCreation';
export { paymentRefund, type RefundInput } from './paymentRefund';
export { recordCreation, type CreationInput } from './recordCreation';
export { keyFields, rowsWithKey, type KeyField, type RecordKey } from './recordKeys';
export type { RecordResult } from './recordResult';
export { recordUpdate, recordUpsert, type UpdateInput, type UpsertInput } from './recordUpdate';
