export { applyPayment, type AppliedPayment } from './applyPayment';
export { markProcessed, markSeen, theInvoice } from './desk';
export { resolveOrder, type ResolvedOrder } from './resolveOrder';
export { paymentFacts, type PaymentFacts } from './paymentFacts';
export { settleInvoice, type PaymentOn, type Settlement, type Verdict } from './settleInvoice';
