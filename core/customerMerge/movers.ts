import { moveCertificates } from '../certificates';
import { moveAttempts } from '../charges';
import { moveCredits } from '../credits';
import type { Mergeable } from '../customers';
import type { BackOffice, Merge, Moved, Transaction } from '../db';
import { moveFindings } from '../drift';
import { moveDunning } from '../dunning';
import { moveFound } from '../foundSettings';
import { moveInvoices } from '../invoices';
import { moveMessages } from '../messages';
import { moveRequests } from '../paymentRequests';
import { movePayments } from '../payments';
import { movePolicy } from '../policies';
import { moveBookings } from '../rentals';
import { moveTerms } from '../renewals';
import { moveServices } from '../services';
import { moveTasks } from '../tasks';

/** What the movers know beside the two customers. */
export interface MoveContext {
	readonly from: Mergeable;
	/** Every one in which either customer has, owes or is asked for something. */
	readonly currencies: readonly string[];
}

type Mover = (transaction: Transaction, merge: Merge) => Promise<Moved>;

/**
 * Who gives what to the other customer: one for each domain that has rows of customers, in their order. A table that is
 * forgotten is found by tests/store/customerMerge.test.ts. The audit log stays as it was written.
 */
export const moversOf = (office: Pick<BackOffice, 'vault'>, { from, currencies }: MoveContext): readonly Mover[] => [
	moveServices,
	async (transaction, merge) => await moveInvoices(transaction, merge, from.invoiceNinjaClientId),
	movePayments,
	moveBookings,
	moveTerms,
	moveCredits,
	async (transaction, merge) => await moveRequests(transaction, merge, currencies),
	moveAttempts,
	moveDunning,
	// After their subjects: a task is of the same customer as what it is on.
	async (transaction, merge) => await moveTasks(office, transaction, merge),
	moveMessages,
	movePolicy,
	moveFound,
	moveFindings,
	moveCertificates,
];
