export { applyPayment, type AppliedPayment } from './applyPayment';
export { markProcessed, markSeen, getInvoice } from './paymentReview';
export { resolveOrder, type ResolvedOrder } from './resolveOrder';
export { paymentFacts, type PaymentFacts } from './paymentFacts';
export { settleInvoice, type PaymentOn, type Settlement, type Verdict } from './settleInvoice';
export { createService } from './createOrder';
export { openOrder } from './openOrder';
