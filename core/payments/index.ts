export { maxBodyBytes, objectOf } from './body';
export {
	ignored,
	paymentEvent,
	paymentEventKinds,
	type EventReferences,
	type PaymentEvent,
	type PaymentEventKind,
	type Provider,
	type Reading,
	type StoredPaymentEvent,
} from './paymentEvent';
export {
	claimUnprocessedEvents,
	eventsOfPayment,
	findPaymentEvent,
	insertPaymentEvent,
	listPaymentEvents,
	listRejections,
	recordInvoiceOfPayment,
	referenceOf,
} from './paymentEvents';
export { clearAttention, markEventProcessed, unknownEvent } from './paymentReview';
export {
	listPayments,
	lockPayment,
	paymentOutcomes,
	paymentsOfInvoice,
	savePayment,
	type Payment,
	type PaymentOutcome,
} from './payments';
export { known, packReferences, readEvent, reader, unreadable, type Read } from './reading';
export { isRejection, rejected, rejectionReasons, type Rejection, type RejectionReason } from './rejection';
export { countRejection } from './rejectionCount';
