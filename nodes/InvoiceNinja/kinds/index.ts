import type { RecordKind } from '../build/recordKind';
import { clientKind } from './client';
import { creditKind, invoiceKind, purchaseOrderKind, quoteKind, recurringInvoiceKind } from './documents';
import {
	bankTransactionKind,
	expenseKind,
	paymentLinkKind,
	productKind,
	projectKind,
	recurringExpenseKind,
	taskKind,
	taxRateKind,
	vendorKind,
} from './others';
import { paymentKind } from './payment';

/** Every kind of row that the node creates, lists and changes. */
export const kinds: readonly RecordKind[] = [
	...[clientKind, invoiceKind, recurringInvoiceKind, quoteKind, creditKind, paymentKind, productKind, expenseKind],
	...[recurringExpenseKind, taskKind, projectKind, vendorKind, paymentLinkKind, purchaseOrderKind],
	...[bankTransactionKind, taxRateKind],
];
