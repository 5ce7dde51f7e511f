export { payPalLife } from './paypal';
export { stripeLife } from './stripe';
export type { LifeKind, Lookups, MoneyTruth, PaymentLife, ProviderEvent, SoldOrder } from './types';
