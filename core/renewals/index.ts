/*
 * Which services the pack renews, when, and for what; and the invoices that follow.
 *
 * terms     when a service is renewed, and for what: its cycle, its anchor, its price, its end.
 * anchor    the day from which renewal days are counted each time, so that they never drift.
 * period    what one renewal covers; it has a number, and its first day is the renewal day.
 * charge    what is asked for once, such as a set-up fee.
 * planned   an invoice that is due to be made; prepared: one that is made as a draft, with its task.
 * held      a service that is not invoiced until a person decides.
 */
export { changeTermsPlan, followPlan, followsPlan, type PlanOrder, type PlanOutcome } from './changePlan';
export { insertCharge, type NewCharge } from './chargeRows';
export { discountsOf, type TakenOff } from './discounts';
export { afterInvoice, dueRenewals, heldBecause } from './dueRenewals';
export { type HeldRenewal, type LiveTerms } from './dueTerms';
export { cancelTerms, extendTerm, takeBackCancellation, type EndedTerms } from './endTerms';
export { addCharge, addDiscount, stopDiscount, type ChargeOrder, type DiscountOrder } from './extras';
export { firstTerms, type FirstTerms, type TermsChoice } from './firstTerms';
export { issueRenewal, payFromCredit, type IssuedRenewal } from './issueRenewal';
export { renewal, renewalKey, renewalKinds } from './kind';
export { listDueRenewals, showTerms, type ShownTerms } from './listDue';
export { listEnded, type EndedService } from './listEnded';
export { type PreparedTask } from './makeDraft';
export { coveredPeriod, invoicedOn, missedPeriods, periodAt, periodOf, priceOf } from './periods';
export { planChange, type ChangedPlan, type NewPrice } from './planChange';
export { prepareAgain } from './prepareAgain';
export { dueOf, lookUpDue, prepareRenewals, type PreparedRun, type PrepareOrder, type WouldInvoice } from './prepare';
export { invoiceOfMark, markOf, preparedRenewal, type PreparedLine, type PreparedRenewal } from './prepared';
export { getTerms, startTerms, type StartOrder } from './startTerms';
export {
	cycles,
	type CycleMonths,
	type Discount,
	type OneOff,
	type Period,
	type PlannedInvoice,
	type PlannedLine,
	type RenewalPolicy,
	type Terms,
} from './terms';
export { termsAhead } from './termsAhead';
export { findTerms, listTerms, termsOfRow, type TermsRow } from './termsRows';
export { describeLine } from './words';
export { moveTerms } from './moveToCustomer';
