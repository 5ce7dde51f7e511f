export { applyPayment, type AppliedPayment } from './applyPayment';
export { createService, getService as theService } from './createService';
export { openOrder } from './openOrder';
export { paymentFacts, type PaymentFacts } from './paymentFacts';
export { resolveOrder, type ResolvedOrder } from './resolveOrder';
export { settleInvoice, type Settlement, type Verdict } from './settleInvoice';
