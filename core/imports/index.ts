export {
	claimImport,
	createBatch,
	getBatch,
	importStatuses,
	listBatches,
	listInterrupted,
	lockImported,
	type BatchFilter,
	type ImportBatch,
	type ImportClaim,
	type ImportProgress,
	type ImportStatus,
	type ImportStep,
	type NewImportBatch,
} from './batches';
export type { ImportCounts } from './counts';
export { BatchTaken, ImportStopped, type Taken } from './errors';
export type { BookEntry, LookAlike } from './customerBook';
export {
	exportCustomers,
	exportInvoices,
	exportPayments,
	type ExportedCustomer,
	type ExportedInvoice,
	type ExportedPayment,
	type ExportFilter,
} from './exports';
export { referenceInKey } from './paymentKey';
export {
	forgetOldFiles,
	mostUploadBytes,
	openUpload,
	saveUpload,
	waitingDays,
	type OpenUpload,
	type Upload,
} from './files';
export {
	differencesBetween,
	inspectImport,
	type InspectedRow,
	type Inspection,
	type InspectOptions,
	type InvoiceDifference,
} from './inspect';
export { rememberedLayouts, rememberLayout } from './layouts';
export { wasStopped } from './release';
export type { OnProgress } from './reporter';
export { importRows, listImportRows, type ImportRow, type ImportRowFilter } from './rows';
export { runImport, type RunOptions } from './run';
export { settleImported } from './settleImported';
export {
	lookAlikeRules,
	problemRules,
	standardRules,
	transactionRules,
	unknownCustomerRules,
	type ImportRules,
	type ImportSource,
} from './source';
export {
	readImportToSend,
	type CustomerToSend,
	type ImportToSend,
	type InvoiceToSend,
	type PaymentToSend,
} from './toSend';
export { confirmImport, dropImport, failImport, saveLook } from './waiting';
export { dependences, undoImport, type Dependence, type UndoneImport } from './undo';
