export { maxBodyBytes, objectOf } from './body';
export {
	ignored,
	paymentEvent,
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
export { compact, packReferences, readEvent, reader, unreadable, type Read } from './reading';
export { isRejection, rejection, type Rejection } from './rejection';
export { countRejection } from './rejectionCount';
