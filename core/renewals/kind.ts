import { z } from 'zod';
import type { Transaction } from '../db';
import { findInvoice, voidDraft } from '../invoices';
import { InputError } from '../kernel/errors';
import type { Task, TaskKind } from '../tasks';
import { preparedRenewal } from './prepared';

export const renewalKey = (invoiceId: string) => `renewal:${invoiceId}`;

const wordsRow = z.object({
	invoiceId: z.uuid(),
	customerCode: z.string(),
	invoiceNumber: z.string(),
	invoiceStatus: z.string(),
	currency: z.string(),
	totalMinor: z.number(),
	dueOn: z.string(),
});

async function describe(
	transaction: Transaction,
	invoiceIds: readonly string[],
): Promise<ReadonlyMap<string, z.infer<typeof wordsRow>>> {
	const invoices = await transaction.rows(
		wordsRow,
		`select i.id as invoice_id, c.customer_code, i.number as invoice_number, i.status as invoice_status, i.currency,
			i.total_minor, i.due_on
		from msp.invoice i join msp.customer c on c.id = i.customer_id where i.id = any($1)`,
		[invoiceIds],
	);
	return new Map(invoices.map((invoice) => [invoice.invoiceId, invoice]));
}

/** To issue a prepared invoice where it belongs, and to tell its customer. */
export const renewal: TaskKind = {
	name: 'renewal',
	subjectType: 'invoice',
	input: z.object({}),
	describe,
	async context(transaction: Transaction, { subjectId }: Task) {
		const prepared = await preparedRenewal(transaction, subjectId);
		if (prepared) return prepared;
		throw new InputError('taskId', 'is of an invoice that is gone', 'Cancel the task.');
	},
	async checkComplete(transaction, { subjectId }) {
		const invoice = await findInvoice(transaction, subjectId);
		if (!invoice || invoice.status !== 'draft' || invoice.source !== 'msp') return;
		throw new InputError(
			'taskId',
			'has not issued its invoice, which is a draft still',
			'Put MSP Billing → Renewal: Issue before it, or Renewal: Record after Invoice Ninja has made it.',
		);
	},
	async reopen(transaction, { subjectId }) {
		const invoice = await findInvoice(transaction, subjectId);
		if (invoice && invoice.status !== 'void') return;
		throw new InputError(
			'taskId',
			'is of an invoice that was voided',
			'Use MSP Billing → Renewal: Prepare Again for its periods.',
			'conflict',
		);
	},
	// Nobody has seen a draft: it goes with its task, and its periods are invoiced again when a person says so.
	onCancelled: async (transaction, { subjectId }) => await voidDraft(transaction, subjectId),
};

export const renewalKinds: readonly TaskKind[] = [renewal];
