export { maxBodyBytes } from './body';
export { paymentEvent, paymentEventKinds, type PaymentEvent, type PaymentEventKind } from './paymentEvent';
export { countRejection } from './rejectionCount';
export { isRejection, rejected, rejectionReasons, type Rejection, type RejectionReason } from './rejection';

export type { StripeAccount } from './stripe/client';
export {
	createEndpoint,
	deleteEndpoint,
	keepEndpoint,
	type NewEndpoint,
	type WantedEndpoint,
} from './stripe/endpoints';
export { readStripeEvent } from './stripe/events';
export { stripeReadings } from './stripe/readings';
export { checkStripeSignature, secretsIn } from './stripe/signature';

export type { PayPalAccount } from './paypal/environment';
export { accessToken } from './paypal/accessToken';
export { readPayPalEvent } from './paypal/events';
export { payPalReadings } from './paypal/readings';
export { checkPayPalDelivery, type PayPalCheck } from './paypal/verify';
export {
	deleteWebhook,
	findWebhook,
	registerWebhook,
	updateWebhook,
	type PayPalWebhook,
	type WantedWebhook,
} from './paypal/webhooks';
