import type { Day } from '../kernel/calendar';
import type { BillingPolicy } from '../policies';
import type { ServiceStatus, SuspensionReason } from '../services';
import type { Campaign, NoticeTemplate, StageAction } from './campaign';

/** A customer with all that dunning decides by. */
export interface DunnedAccount {
	readonly customerId: string;
	readonly customerCode: string;
	readonly timeZone: string;
	/** ISO 3166-1; null when nobody knows it. */
	readonly country: string | null;
	/** False for a customer whom no letter reaches: nobody warns them, and so nothing is suspended. */
	readonly hasAddress: boolean;
	/** Of the customer as a whole; a service has one of its own, by its plan. */
	readonly policy: BillingPolicy;
	readonly campaign: Campaign;
	readonly invoices: readonly OpenInvoice[];
	readonly attempts: readonly Attempt[];
	readonly services: readonly DunnedService[];
}

/** An invoice on which something is open. */
export interface OpenInvoice {
	readonly invoiceId: string;
	readonly number: string;
	readonly currency: string;
	readonly totalMinor: number;
	readonly balanceMinor: number;
	readonly dueOn: Day;
	/** Why nobody is asked for it just now. */
	readonly hold: 'disputed' | 'payment_pending' | null;
	/** The services that it is for; none for an invoice of something else. */
	readonly serviceIds: readonly string[];
}

/** `covered`: told by the letter of a more severe stage. `skipped`: its time passed, and a later stage was told instead. */
export const attemptStatuses = ['planned', 'sent', 'covered', 'skipped', 'failed'] as const;
export type AttemptStatus = (typeof attemptStatuses)[number];

export interface AttemptKey {
	readonly invoiceId: string;
	readonly stageCode: string;
	/** An invoice that is moved to another due day is dunned anew. */
	readonly dueOn: Day;
}

/** What is to be done for an invoice at a stage. */
export interface PlannedAttempt extends AttemptKey {
	/** As what: a warning that threatens nothing is told as a reminder, and does not count as a warning. */
	readonly action: StageAction;
}

/** What was done for an invoice at a stage. */
export interface Attempt extends PlannedAttempt {
	readonly status: AttemptStatus;
	/** The day of the run that planned it. */
	readonly plannedOn: Day;
	/** The day on which the customer was told. */
	readonly sentOn: Day | null;
}

/** A change of a service that is under way. */
export interface PendingChange {
	readonly kind: string;
	/** Whether dunning asked for it. */
	readonly ofDunning: boolean;
	/** Whether a run is at it or a step of it is done: then it is not called off any more, but undone by another change. */
	readonly begun: boolean;
	/** The moment at which it may begin; null at once. */
	readonly notBefore: Date | null;
}

export interface DunnedService {
	readonly serviceId: string;
	readonly domain: string;
	readonly status: ServiceStatus;
	readonly suspendedBy: string | null;
	readonly suspensionReason: SuspensionReason | null;
	readonly policy: BillingPolicy;
	readonly campaign: Campaign;
	/** The last of those that are under way. */
	readonly pending: PendingChange | null;
}

/**
 * `suspension_planned`: no service is suspended for money yet, and the first one is to be at `nextSuspensionAt`. `suspended`:
 * at least one is.
 */
export type AccountState =
	'current' | 'reminder' | 'warning' | 'suspension_planned' | 'suspended' | 'termination_pending' | 'exempt';

/** What a letter says of one invoice. */
export interface NoticedInvoice extends Pick<
	OpenInvoice,
	'invoiceId' | 'number' | 'currency' | 'balanceMinor' | 'dueOn'
> {
	/** Null for one that is only listed. */
	readonly stageCode: string | null;
}

/** What a letter warns of. */
export interface Threat {
	readonly serviceId: string;
	readonly domain: string;
	readonly what: 'suspend' | 'terminate';
	/** The first day on which it happens. */
	readonly on: Day;
}

/** The one letter to a customer on a day. */
export interface Notice {
	readonly action: 'remind' | 'warn_suspension' | 'warn_termination';
	readonly template: NoticeTemplate;
	/** All that is unpaid and was or is to be reminded of. */
	readonly invoices: readonly NoticedInvoice[];
	/** For each currency, in its order. */
	readonly totals: ReadonlyArray<{ readonly currency: string; readonly amountMinor: number }>;
	readonly threats: readonly Threat[];
	/** The stages that it is sent for; the others that it covers are in `Evaluation.covered`. */
	readonly sends: readonly PlannedAttempt[];
}

export interface PlannedFee extends PlannedAttempt {
	readonly currency: string;
	readonly amountMinor: number;
}

export interface Enforced {
	readonly serviceId: string;
	readonly domain: string;
	/** The invoices that ask for it. */
	readonly invoiceIds: readonly string[];
}

export interface PlannedSuspension extends Enforced {
	readonly notBefore: Date;
}

/** What an account asks for on a day. */
export interface Evaluation {
	readonly state: AccountState;
	/** The moment of the next suspension that waits or that the run plans; null when there is none. */
	readonly nextSuspensionAt: Date | null;
	readonly notice: Notice | null;
	/** Told by the letter of a more severe stage of the same day. */
	readonly covered: readonly PlannedAttempt[];
	/** Their time passed in nights that were missed; the letter of a later stage tells all that they would have told. */
	readonly skipped: readonly PlannedAttempt[];
	readonly lateFees: readonly PlannedFee[];
	readonly retryCharges: readonly PlannedAttempt[];
	readonly escalations: readonly PlannedAttempt[];
	readonly suspensions: readonly PlannedSuspension[];
	/** For a person to approve. */
	readonly terminations: readonly Enforced[];
	/** Services that dunning keeps from their customer without a reason, by their IDs. */
	readonly reactivations: readonly string[];
	/** In sentences, for people. */
	readonly why: readonly string[];
}
