import type { Resource } from '../../shared/operation';
import { resourceOf } from '../build/operations';
import type { NinjaContext } from '../context';
import { clientKind } from '../kinds/client';
import { creditKind, invoiceKind, purchaseOrderKind, quoteKind, recurringInvoiceKind } from '../kinds/documents';
import {
	bankTransactionKind,
	expenseKind,
	paymentLinkKind,
	productKind,
	projectKind,
	taskKind,
	taxRateKind,
	vendorKind,
} from '../kinds/others';
import { documentKind } from '../kinds/document';
import { paymentKind } from '../kinds/payment';
import { webhookKind } from '../kinds/webhook';
import { checkAutomation } from './automation/check';
import { catchUp } from './change/catchUp';
import { keepWebhooks } from './change/keepWebhooks';
import { markHandled } from './change/markHandled';
import { deleteDocument, downloadDocument, uploadDocument } from './document';
import { cancelInvoice, markInvoicePaid } from './invoice/actions';
import { cloneInvoice } from './invoice/clone';
import { createInvoice } from './invoice/create';
import { issueRenewal } from './invoice/issueRenewal';
import { applyPayment } from './payment/apply';
import { createPayment } from './payment/create';
import { recordMoney } from './payment/recordMoney';
import { refundPayment } from './payment/refund';
import { approveQuote, convertQuote } from './quote/actions';
import { startRecurring, stopRecurring } from './recurringInvoice/start';
import { listReference } from './reference/list';
import { getReport } from './report/get';
import { markSentOperation, setPaymentLinkOperation } from './shared/actions';
import { downloadPdfOperation } from './shared/downloadPdf';
import { emailOperation, invoiceTemplates, paymentTemplates, quoteTemplates } from './shared/email';
import { getSprout } from './sproutMigration/get';
import { listSproutRows } from './sproutMigration/listRows';
import { previewSprout } from './sproutMigration/preview';
import { runSprout } from './sproutMigration/run';
import { undoSprout } from './sproutMigration/undo';
import { getStatement } from './statement/get';
import { startTask, stopTask } from './task/actions';
import { createWebhook, retryWebhook } from './webhook';

/** All resources of the node. What a kind has of its own comes before what all kinds have. */
export const resources: ReadonlyArray<Resource<NinjaContext>> = [
	{ name: 'automation', label: 'Automation', operations: [checkAutomation] },
	resourceOf(bankTransactionKind),
	{ name: 'change', label: 'Change', operations: [catchUp, markHandled] },
	resourceOf(clientKind),
	resourceOf(creditKind, [
		markSentOperation(creditKind),
		emailOperation(creditKind, ['email_template_credit']),
		downloadPdfOperation(creditKind),
	]),
	resourceOf(documentKind, [uploadDocument, downloadDocument, deleteDocument]),
	resourceOf(expenseKind),
	resourceOf(invoiceKind, [
		createInvoice,
		issueRenewal,
		markSentOperation(invoiceKind),
		markInvoicePaid,
		emailOperation(invoiceKind, invoiceTemplates),
		downloadPdfOperation(invoiceKind),
		cloneInvoice,
		cancelInvoice,
		setPaymentLinkOperation(invoiceKind),
	]),
	{
		name: 'sproutMigration',
		label: 'Migration',
		operations: [previewSprout, runSprout, getSprout, listSproutRows, undoSprout],
	},
	resourceOf(paymentKind, [
		createPayment,
		recordMoney,
		applyPayment,
		refundPayment,
		emailOperation(paymentKind, paymentTemplates),
	]),
	resourceOf(paymentLinkKind),
	resourceOf(productKind),
	resourceOf(projectKind),
	resourceOf(purchaseOrderKind, [
		markSentOperation(purchaseOrderKind),
		emailOperation(purchaseOrderKind, ['email_template_purchase_order']),
		downloadPdfOperation(purchaseOrderKind),
	]),
	resourceOf(quoteKind, [
		markSentOperation(quoteKind),
		approveQuote,
		convertQuote,
		emailOperation(quoteKind, quoteTemplates),
		downloadPdfOperation(quoteKind),
	]),
	resourceOf(recurringInvoiceKind, [startRecurring, stopRecurring, setPaymentLinkOperation(recurringInvoiceKind)]),
	{ name: 'reference', label: 'Reference Data', operations: [listReference] },
	{ name: 'report', label: 'Report', operations: [getReport] },
	{ name: 'statement', label: 'Statement', operations: [getStatement] },
	resourceOf(taskKind, [startTask, stopTask]),
	resourceOf(taxRateKind),
	resourceOf(vendorKind),
	resourceOf(webhookKind, [createWebhook, keepWebhooks, retryWebhook]),
];
