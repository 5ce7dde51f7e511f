export { adjustInvoice, settleByHand, type AdjustedInvoice } from './adjustInvoice';
export { applyMoney, applyPayment, type AppliedPayment } from './applyPayment';
export type { AskProviders } from './askProvider';
export { createService } from './createService';
export { openOrder } from './openOrder';
export { partsOf } from './moneyParts';
export { paymentFacts, type PaymentFacts } from './paymentFacts';
export { resolveOrder } from './resolveOrder';
export { settleInvoice } from './settleInvoice';
