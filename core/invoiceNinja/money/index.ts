/*
 * What rows of Invoice Ninja mean for the back office's money. Pure: a row in the pack's words in, events and readings out.
 */
export { externalIdOf, ninjaChange, type NinjaChange } from './change';
export { cluesOf, invoiceOf, type LineClues, type ReadInvoice, type ServiceClues } from './invoice';
export { gatewayReference, nothingOwedEventOf, partName, paymentEventOf, paymentName, type ReadFrom } from './payment';
export { isGatewayId, recordedNote, recordedReference } from './recorded';
export { clientRow, invoiceRow, paymentRow, type ClientRow, type InvoiceRow, type PaymentRow } from './rows';
