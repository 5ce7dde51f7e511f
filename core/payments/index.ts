export { maxBodyBytes, objectOf } from './body';
export {
	ignored,
	paymentEvent,
	type AskedPart,
	type EventDetail,
	type EventReferences,
	type Payer,
	type PaymentEvent,
	type PaymentEventKind,
	type PaymentPart,
	type PaymentSnapshot,
	type Provider,
	type Reading,
	type StoredPaymentEvent,
} from './paymentEvent';
export {
	addToEvent,
	claimUnprocessedEvents,
	eventsOfMoney,
	findPaymentEvent,
	insertPaymentEvent,
	invoiceOfSubscription,
	invoicesWithPayment,
	isRecent,
	listPaymentEvents,
	listRejections,
	recordInvoiceOfMoney,
	referencesOfSubscription,
	reopenUnplacedOfSubscription,
} from './paymentEvents';
export { stillOwed } from './stillOwed';
export { holdsOfInvoices, pendingDays, type InvoiceHold } from './holds';
export {
	insertStagedPayments,
	paymentDiffers,
	plannedWithProviders,
	removeImportedPayments,
	restorePayments,
	saidOfPayment,
	stateOfPayment,
	storedPayment,
	updateStagedPayments,
	type StagedPayments,
} from './imported';
export { recordPlacement } from './leftEvents';
export { moneyName } from './partNames';
export { clearAttention, markEventProcessed, unknownEvent } from './paymentReview';
export {
	listPayments,
	lockPayments,
	paymentOutcomes,
	paymentsOfInvoice,
	removeRows,
	rowsOfMoney,
	savePayment,
	type Payment,
	type PaymentOutcome,
} from './payments';
export { compact, names, packReferences, readEvent, reader, unreadable, type Read } from './reading';
export { isRejection, rejection, type Rejection } from './rejection';
export { countRejection } from './rejectionCount';
export { isTold, reopenEventsOfInvoice, saveSnapshot } from './snapshots';
export { storeDelivery, type StoredDelivery, type VerifiedDelivery } from './storeDelivery';
export { movePayments } from './moveToCustomer';
