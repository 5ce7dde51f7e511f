export {
	findInvoice,
	findInvoiceByNumber,
	insertInvoice,
	type Invoice,
	invoicesOfService,
	type InvoiceStatus,
	invoiceStatuses,
	listInvoices,
	type LockedInvoice,
	lockInvoice,
	type ServiceOrder,
	setInvoiceState,
} from './invoices';
