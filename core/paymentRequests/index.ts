/**
 * What a customer is asked to pay by one payment: all that is open in one currency. The link in a mail works for weeks, and
 * its page always shows what is open now. A page of Stripe is for amounts that were written down before; whatever becomes of
 * the invoices, its money is split by that (core/billing/requestParts.ts).
 */
export { closeForCharge } from './closeForCharge';
export { closeOutdated, type ClosedPage } from './closeOutdated';
export { openCheckout, type CheckoutWish, type StartedCheckout } from './checkout';
export { linkDays, paymentLinkFor, type PaymentLink } from './link';
export { makeRequests, type MadeRequest, type RequestWish } from './makeRequests';
export { showPayPage, type ShownLink } from './page/show';
export { startPayment, type PostedPayment, type StartedPayment } from './page/start';
export { listRequests, requestStatuses, type PaymentRequest, type RequestStatus } from './requests';
export { lockRequestsOfBoth, moveRequests } from './moveToCustomer';
