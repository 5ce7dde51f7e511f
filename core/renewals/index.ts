export { discountsOf, type TakenOff } from './discounts';
export { afterInvoice, dueRenewals, heldBecause } from './dueRenewals';
export { coveredPeriod, invoicedOn, missedPeriods, periodAt, periodOf, priceOf } from './periods';
export { planChange, type ChangedPlan, type NewPrice } from './planChange';
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
