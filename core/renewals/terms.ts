import type { InvoiceLine } from '../invoices';
import type { Anchor, Day } from '../kernel/calendar';

export const cycles = [1, 3, 6, 12, 24] as const;
/** How many months a period has. */
export type CycleMonths = (typeof cycles)[number];

/** What is taken off the price of each period that begins within its days. */
export interface Discount {
	readonly discountId: string;
	/** What the customer reads, such as the code of a coupon. */
	readonly code: string;
	readonly kind: 'percent' | 'fixed' | 'free';
	/** In hundredths of a percent; of `percent`. */
	readonly percentHundredths: number | null;
	/** For each period; of `fixed`. */
	readonly amountMinor: number | null;
	readonly startsOn: Day;
	/** The first day that it does not hold any more; null for one without an end. */
	readonly endsOn: Day | null;
}

/** What is asked for once. */
export interface OneOff {
	readonly chargeId: string;
	readonly kind: 'set_up' | 'proration' | 'late_fee' | 'other';
	readonly description: string;
	readonly amountMinor: number;
	/** From which day on; null for the next renewal. */
	readonly dueOn: Day | null;
	readonly periodFrom: Day | null;
	readonly periodTo: Day | null;
}

/** When a service is renewed, and for what. */
export interface Terms {
	readonly serviceId: string;
	readonly customerId: string;
	/** The plan whose price it is. */
	readonly planId: string;
	readonly planCode: string;
	readonly planName: string;
	readonly domain: string;
	readonly currency: string;
	readonly priceMinor: number;
	readonly cycleMonths: CycleMonths;
	/** Renewal days are counted from it each time. It never moves. */
	readonly anchor: Anchor;
	/** The period that begins `anchorMonths` months after the anchor. */
	readonly anchorPeriod: number;
	readonly anchorMonths: number;
	/** The first day of the period right before that one, when it is a short one that leads to the renewal day. */
	readonly startsOn: Day | null;
	/** The first period that is not invoiced yet. */
	readonly nextPeriod: number;
	/** The first day after the trial. No period begins before it. */
	readonly trialUntil: Day | null;
	/** The first day that is not covered any more: of a fixed term, or of a cancellation. */
	readonly endsOn: Day | null;
	/** False while the service is suspended: it is not renewed then. */
	readonly active: boolean;
	readonly discounts: readonly Discount[];
	readonly charges: readonly OneOff[];
	/** The first days of periods whose invoice was voided or refunded, and that no other one asks for. */
	readonly notAsked?: readonly Day[];
}

export interface Period {
	readonly number: number;
	readonly from: Day;
	/** The first day that it does not cover. */
	readonly to: Day;
}

export interface PlannedLine {
	readonly kind: InvoiceLine['kind'];
	readonly serviceId: string | null;
	readonly periodNumber: number | null;
	readonly periodFrom: Day | null;
	readonly periodTo: Day | null;
	/** Below zero for a discount. */
	readonly amountMinor: number;
	/** What words are made of; `text` is the code of a discount, or what a charge is for. */
	readonly what: {
		readonly planCode: string;
		readonly planName: string;
		readonly domain: string;
		readonly text: string;
	};
	/** Of a charge. */
	readonly chargeId: string | null;
}

/** An invoice that is due to be made. */
export interface PlannedInvoice {
	readonly customerId: string;
	readonly currency: string;
	/** The first day of what it is for, and never before the day on which it is made. */
	readonly dueOn: Day;
	readonly lines: readonly PlannedLine[];
	readonly totalMinor: number;
}

/** What the billing policy says of renewals. */
export interface RenewalPolicy {
	/** How many days before a period begins its invoice is made. */
	readonly invoiceLeadDays: number;
	/** One invoice for a customer, currency and day, or one for each service. */
	readonly grouping: 'customer' | 'service';
	/** Whether periods that are over are invoiced, or wait for a person; they wait unless somebody says otherwise. */
	readonly missedPeriods?: 'ask' | 'invoice';
}
