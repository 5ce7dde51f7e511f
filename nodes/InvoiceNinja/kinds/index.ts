import type { RecordKind } from '../build/recordKind';
import { clientKind } from './client';
import { creditKind, invoiceKind, purchaseOrderKind, quoteKind, recurringInvoiceKind } from './documents';
import {
	bankTransactionKind,
	expenseKind,
	paymentLinkKind,
	productKind,
	projectKind,
	taskKind,
	taxRateKind,
	vendorKind,
} from './others';
import { documentKind } from './document';
import { paymentKind } from './payment';
import { webhookKind } from './webhook';

/** Every kind of row that the node creates, lists and changes. */
export const kinds: readonly RecordKind[] = [
	...[clientKind, invoiceKind, recurringInvoiceKind, quoteKind, creditKind, paymentKind, productKind, expenseKind],
	...[taskKind, projectKind, vendorKind, paymentLinkKind, purchaseOrderKind],
	...[bankTransactionKind, taxRateKind, documentKind, webhookKind],
];
