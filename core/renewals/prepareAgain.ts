import { randomUUID } from 'node:crypto';
import type { BackOffice } from '../db';
import { getInvoice, issueInvoice, listInvoiceLines } from '../invoices';
import { dayIn, laterOf } from '../kernel/calendar';
import { systemClock, type Clock } from '../kernel/clock';
import { ExternalError, InputError } from '../kernel/errors';
import { lockTaskByKey } from '../tasks';
import { renewalKey } from './kind';
import { startIssuing, type PreparedTask } from './makeDraft';
import { preparedRenewal } from './prepared';

/**
 * Prepares the same invoice once more, after it was voided: a person says so, nothing does it by itself. Lines and prices
 * are those of the voided one.
 *
 * @throws InputError when there is no such invoice, it is not void, it has no lines, or its periods are invoiced again
 *   already.
 */
export async function prepareAgain(
	{ store }: Pick<BackOffice, 'store'>,
	invoice: string,
	clock: Clock = systemClock,
): Promise<PreparedTask> {
	const invoiceId = randomUUID();
	try {
		return await store.asStaff(async (transaction) => {
			await lockTaskByKey(transaction, renewalKey(invoiceId));
			const former = await getInvoice(transaction, invoice);
			if (former.status !== 'void') {
				throw new InputError(
					'invoice',
					`${former.invoiceNumber} is ${former.status}`,
					'Only a voided one is prepared again: void it first, in Invoice Ninja when it is from there.',
					'conflict',
				);
			}
			const lines = await listInvoiceLines(transaction, former.invoiceId);
			if (lines.length === 0) {
				throw new InputError('invoice', `${former.invoiceNumber} has no lines`, 'Make another one by hand.');
			}
			const { customerId, currency } = former;
			const { timeZone = 'UTC' } = (await preparedRenewal(transaction, former.invoiceId)) ?? {};
			const dueOn = laterOf(former.dueOn, dayIn(timeZone, clock.now()));
			await issueInvoice(transaction, {
				...{ customerId, currency, dueOn, invoiceId, status: 'draft', issuedAt: clock.now() },
				// Whoever asks twice gets one: the second finds the periods invoiced, or the reference taken.
				reference: `again:${former.invoiceId}`,
				lines: lines.map((line) => ({ ...line, amountMinor: line.totalMinor })),
			}).then(({ created }) => {
				if (!created) throw again(former.invoiceNumber);
			});
			return await startIssuing(transaction, { invoiceId, customerId });
		});
	} catch (error) {
		if (error instanceof ExternalError && error.errorClass === 'exists') throw again(invoice);
		throw error;
	}
}

const again = (invoice: string) =>
	new InputError(
		'invoice',
		`${invoice} was prepared again already, or its periods are on another invoice`,
		'Look at the invoices of its services with MSP Billing → Invoice: List.',
		'conflict',
	);
