export { adjustInvoice, settleByHand, type AdjustedInvoice } from './adjustInvoice';
export { applyPayment } from './applyPayment';
export type { AskProviders } from './askProvider';
export { createService } from './createService';
export { openOrder } from './openOrder';
export { paymentFacts, type PaymentFacts } from './paymentFacts';
export { resolveOrder } from './resolveOrder';
export { settleInvoice } from './settleInvoice';
