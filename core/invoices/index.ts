export { adjustedOf, adjustmentsOfInvoice, insertAdjustment, type Adjustment } from './adjustments';
export { getInvoice } from './getInvoice';
export {
	findInvoice,
	findInvoiceByNumber,
	insertInvoice,
	invoicesOfService,
	invoiceStatuses,
	listInvoices,
	lockInvoice,
	setInvoiceState,
	type Invoice,
	type InvoiceStatus,
	type LockedInvoice,
	type SetupDecision,
} from './invoices';
