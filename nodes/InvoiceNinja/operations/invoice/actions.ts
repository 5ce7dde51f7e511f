import { actionOperation } from '../../build/states';
import { invoiceKind } from '../../kinds/documents';

export const markInvoicePaid = actionOperation(invoiceKind, {
	name: 'markPaid',
	label: 'Mark Paid',
	action: 'mark_paid',
	verb: 'Mark invoice as paid',
	description: 'Record a payment of what is open. An invoice that is paid already stays as it is.',
});

export const cancelInvoice = actionOperation(invoiceKind, {
	name: 'cancel',
	label: 'Cancel',
	action: 'cancel',
	verb: 'Cancel invoice',
	description: 'Cancel an invoice that is sent; what is open is no longer owed',
});
