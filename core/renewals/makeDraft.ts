import type { Transaction } from '../db';
import { issueInvoice } from '../invoices';
import type { Language } from '../kernel/languages';
import type { PolicyBook } from '../policies';
import { startTask } from '../tasks';
import { placeCharges } from './chargeRows';
import { renewal, renewalKey } from './kind';
import { preparedRenewal, type PreparedRenewal } from './prepared';
import { afterInvoice } from './dueRenewals';
import type { PlannedInvoice, Terms } from './terms';
import { changeTerms } from './termsRows';
import { describeLine } from './words';

/** A prepared invoice with its task. */
export type PreparedTask = PreparedRenewal & { readonly taskId: string; readonly wouldInvoice: false };

interface Draft {
	readonly invoiceId: string;
	/** Of all services of the customer, locked. */
	readonly terms: ReadonlyArray<Terms & { readonly language: Language }>;
	readonly at: Date;
	readonly book: PolicyBook;
}

/**
 * Makes the draft of a planned invoice with its task, and moves the terms on. The caller has locked the terms, and holds the
 * key of the task.
 */
export async function makeDraft(
	transaction: Transaction,
	planned: PlannedInvoice,
	{ invoiceId, terms, at, book }: Draft,
): Promise<PreparedTask> {
	const { customerId, currency, dueOn, lines } = planned;
	const language = terms[0]?.language ?? 'en';
	await issueInvoice(transaction, {
		...{ customerId, currency, dueOn, invoiceId, reference: null, status: 'draft', issuedAt: at },
		lines: lines.map((line) => ({ ...line, description: describeLine(line, language) })),
	});
	const charges = lines.flatMap(({ chargeId }) => chargeId ?? []);
	await placeCharges(transaction, invoiceId, charges);
	for (const one of terms) {
		const { nextPeriod } = afterInvoice(one, planned);
		if (nextPeriod !== one.nextPeriod) await changeTerms(transaction, one.serviceId, { nextPeriod });
	}
	return await startIssuing(transaction, { invoiceId, customerId, book });
}

/** Starts the task that issues a draft, once. */
export async function startIssuing(
	transaction: Transaction,
	{
		invoiceId,
		customerId,
		book,
	}: Pick<Draft, 'invoiceId'> & Partial<Pick<Draft, 'book'>> & { readonly customerId: string },
): Promise<PreparedTask> {
	const request = { customerId, subjectId: invoiceId, input: {}, taskKey: renewalKey(invoiceId) };
	const { taskId } = await startTask(transaction, renewal, request);
	const prepared = await preparedRenewal(transaction, invoiceId, book);
	if (!prepared) throw new RangeError(`the draft ${invoiceId} is not in this scope`);
	return { taskId, wouldInvoice: false, ...prepared };
}
