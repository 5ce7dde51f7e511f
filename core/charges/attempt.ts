import { z } from 'zod';
import type { Day } from '../kernel/calendar';
import { chargeOutcomes } from '../stripe';

/** What became of a try, in the words of core/stripe; `no_method` when there was nothing to charge. */
export const attemptOutcomes = [...chargeOutcomes, 'no_method'] as const;
export type AttemptOutcome = (typeof attemptOutcomes)[number];

/**
 * `open`     its task goes on.
 * `settled`  its outcome is known.
 * `dropped`  nothing was charged, for nothing was to be charged any more, or Stripe refused for certain.
 * `unknown`  nobody knows whether it was charged. Nothing else is charged until a person has retried its task.
 */
export const attemptStatuses = ['open', 'settled', 'dropped', 'unknown'] as const;
export type AttemptStatus = (typeof attemptStatuses)[number];

export const attemptRow = z.object({
	attemptId: z.uuid(),
	customerId: z.uuid(),
	invoiceId: z.uuid(),
	/** 1 for the first try on an invoice. */
	number: z.number(),
	taskId: z.uuid().nullable(),
	/** What was to be charged. */
	amountMinor: z.number(),
	currency: z.string(),
	status: z.enum(attemptStatuses),
	outcome: z.enum(attemptOutcomes).nullable(),
	/** In Stripe's words, such as `insufficient_funds`. */
	declineCode: z.string().nullable(),
	/** What the bank, Stripe or the pack says about it. */
	reason: z.string(),
	paymentIntentId: z.string().nullable(),
	paymentMethodId: z.string().nullable(),
	/** YYYY-MM-DD, in the customer's time zone. */
	triedOn: z.string().nullable(),
	/** YYYY-MM-DD. Null when it is not tried again by itself. */
	nextTryOn: z.string().nullable(),
});
/** One try to charge a customer's saved method for an invoice. */
export type ChargeAttempt = Readonly<z.infer<typeof attemptRow>>;

/** What the rules look at. */
export type PastAttempt = Pick<
	ChargeAttempt,
	'number' | 'status' | 'outcome' | 'triedOn' | 'nextTryOn' | 'paymentMethodId'
>;

/** The tries whose outcome counts, in their order. */
export const triesOf = (attempts: readonly PastAttempt[]): PastAttempt[] =>
	attempts.filter(({ status }) => status !== 'dropped').toSorted((one, other) => one.number - other.number);

/** The day of the first try, from which the days of the others are counted. */
export const firstTryOf = (attempts: readonly PastAttempt[]): Day | undefined =>
	triesOf(attempts).find(({ triedOn }) => triedOn !== null)?.triedOn ?? undefined;
