export { maxBodyBytes } from './body';
export { paymentEvent, paymentEventKinds, type PaymentEvent, type PaymentEventKind } from './paymentEvent';
export { countRejection } from './rejectionCount';
export { isRejection, rejected, rejectionReasons, type Rejection, type RejectionReason } from './rejection';

export { objectOf } from './body';
export { ignored, type Reading } from './paymentEvent';
export {
	claimUnprocessedEvents,
	type EventReferences,
	eventsOfPayment,
	findPaymentEvent,
	insertPaymentEvent,
	listPaymentEvents,
	listRejections,
	markEventProcessed,
	type Provider,
	referenceOf,
	setEventCustomer,
	type StoredPaymentEvent,
} from './paymentEvents';
export {
	clearAttention,
	findPayment,
	listPayments,
	lockPayment,
	type Payment,
	type PaymentOutcome,
	paymentOutcomes,
	paymentsOfInvoice,
	savePayment,
} from './payments';
export { known, unreadable } from './reading';
