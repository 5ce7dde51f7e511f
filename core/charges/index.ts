/*
 * Charges of saved methods: when one is due, what is tried again, what is recorded, and what Invoice Ninja is told of money
 * that came elsewhere. The charge itself is a step of core/stripe.
 */
import type { TaskKind } from '../tasks';
import { charge } from './chargeKind';
import { recordMoney } from './recordings';

export { attemptOutcomes, type AttemptOutcome, type ChargeAttempt, type PastAttempt } from './attempt';
export { listAttempts, type AttemptFilter, type ListedAttempt } from './attempts';
export { nextCharge, nextTryAfter, refusedMethods, type ChargeableInvoice, type NextCharge } from './nextCharge';
export { whileOwed, type NotCharged } from './owed';
export { chargeKey, listCharges, prepareCharges, type DueCharge, type ListedCharge } from './prepareCharges';
export { chargeMails, recordCharge, type ChargeMail, type MoneyToRecord, type RecordedCharge } from './recordCharge';
export { creditReference, spendCredit, type SpentCredit } from './spendCredit';
export { moveAttempts } from './moveToCustomer';
export { prepareRecordings, type Recording } from './recordings';

export const chargeKinds: readonly TaskKind[] = [charge, recordMoney];
