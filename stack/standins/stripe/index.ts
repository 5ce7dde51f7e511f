export { signedDelivery, type Delivered, type Delivery } from './deliveries';
export { checkoutSession, payCheckout, refundPayment, stripeEvent, type Checkout } from './events';
export { decodeForm } from './form';
export { tellStripe, type StripeKnowledge } from './known';
export { startStripe, type StripeOptions } from './start';
export type { StripeEvent, StripeState } from './state';
