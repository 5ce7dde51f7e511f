export { checkStripeSignature, secretsIn } from './signature';
export { createEndpoint, deleteEndpoint, keepEndpoint } from './endpoints';
export { readStripeEvent } from './events';
export { type StripeAccount } from './client';
export { stripeReadings } from './readings';
export { checkAccess, lookUpPayment } from './lookUp';
export { stripeAmountOf } from './amount';
export * from './billing';
