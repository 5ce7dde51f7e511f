export { payPalLife } from './paypal';
export { reportedLives } from './reports';
export { stripeLife } from './stripe';
export type { LifeKind, Lookups, MoneyTruth, PaymentLife, ProviderEvent, SoldOrder } from './types';
