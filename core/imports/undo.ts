import { z } from 'zod';
import { removeImportedCustomers, updateImportedCustomers } from '../customers';
import type { Store, Transaction } from '../db';
import { linesOfInvoice, removeImportedInvoices, restoreInvoices, stateOfInvoice } from '../invoices';
import { InputError } from '../kernel/errors';
import { languages } from '../kernel/languages';
import { removeImportedPayments, restorePayments, stateOfPayment } from '../payments';
import { lockImported, markUndone, rememberToSettle } from './batches';
import { settleImported } from './settleImported';

/** What an undo took back. */
export interface UndoneImport {
	readonly batchId: string;
	readonly invoicesRemoved: number;
	readonly invoicesRestored: number;
	readonly paymentsRemoved: number;
	readonly paymentsRestored: number;
	readonly customersRemoved: number;
	readonly customersRestored: number;
}

/** Why an import cannot be taken back: something that came later depends on it. */
export interface Dependence {
	readonly subject: string;
	readonly reason:
		| 'payment_heard'
		| 'adjusted'
		| 'has_service'
		| 'changed_later'
		| 'paid_by_later_import'
		| 'sent_to_invoice_ninja'
		| 'gone';
}

const words: Readonly<Record<Dependence['reason'], string>> = {
	payment_heard: 'has a payment of a provider',
	adjusted: 'was adjusted',
	has_service: 'is of a service',
	changed_later: 'was changed later',
	paid_by_later_import: 'has payments of a later import',
	sent_to_invoice_ninja: 'is in Invoice Ninja',
	gone: 'is gone',
};

/** Names of a list in one sentence. */
const mostNamed = 20;

/**
 * Takes an import back: removes what it made, and puts back what it changed, all in one transaction. Customers whom it made
 * stay when something refers to them. So is what a failed import wrote by a thousand invoices at a time.
 *
 * @throws InputError `conflict`, with the list, when something that came later depends on the import.
 */
export async function undoImport(store: Store, batchId: string): Promise<UndoneImport> {
	const undone = await store.asStaff(async (transaction) => {
		const batch = await lockImported(transaction, batchId, ['imported', 'failed']);
		const found = await dependences(transaction, batchId);
		if (found.length > 0) throw dependsOn(found);
		const settle = await paidOrAdjusted(transaction, batchId);
		const result = {
			batchId,
			paymentsRemoved: await removeImportedPayments(transaction, batchId),
			paymentsRestored: await restorePayments(transaction, batchId),
			invoicesRemoved: await removeImportedInvoices(transaction, batchId),
			invoicesRestored: await restoreInvoices(transaction, batchId),
			customersRestored: await restoreCustomers(transaction, batchId),
			customersRemoved: await removeImportedCustomers(transaction, batchId),
		};
		await markUndone(transaction, batchId);
		await rememberToSettle(transaction, batchId, settle);
		transaction.audit({
			...{ customerId: null, action: 'import.undo', subject: `batch ${batchId}`, outcome: 'done' },
			detail: { companyCode: batch.companyCode, ...result },
			correlationId: batchId,
		});
		return result;
	});
	await settleImported(store, batchId);
	return undone;
}

function dependsOn(found: readonly Dependence[]): InputError {
	const named = found.slice(0, mostNamed).map(({ subject, reason }) => `${subject} ${words[reason]}`);
	const more = found.length > mostNamed ? [`${found.length - mostNamed} more`] : [];
	return new InputError(
		'batchId',
		`cannot be taken back: ${[...named, ...more].join(', ')}`,
		'Import a corrected file instead: it changes what is other.',
		'conflict',
	);
}

const dependenceRow = z.object({
	subject: z.string(),
	reason: z.enum([
		...(['payment_heard', 'adjusted', 'has_service', 'changed_later'] as const),
		...(['paid_by_later_import', 'sent_to_invoice_ninja', 'gone'] as const),
	]),
});

/** What came later and depends on a batch, by invoice; at most a thousand. */
export async function dependences(transaction: Transaction, batchId: string): Promise<Dependence[]> {
	return await transaction.rows(
		dependenceRow,
		`with made as materialized (select id, number, service_id, external_id from msp.invoice where import_batch_id = $1),
		changed as materialized (select r.subject, r.after, a.company_code from msp.import_row r
			join msp.import_batch a on a.id = r.batch_id
			where r.batch_id = $1 and r.outcome = 'updated' and r.kind = 'invoices')
		select subject, reason from (
			select m.number as subject, 'payment_heard' as reason from made m where exists (
				select from msp.payment y where y.invoice_id = m.id and y.provider <> 'import')
				or exists (select from msp.payment_event e where e.invoice_id = m.id)
			union all select m.number, 'adjusted' from made m where exists (
				select from msp.invoice_adjustment j where j.invoice_id = m.id)
			union all select number, 'has_service' from made where service_id is not null
			union all select number, 'sent_to_invoice_ninja' from made where external_id is not null
			union select r.label, 'sent_to_invoice_ninja' from msp.migration_batch b
				join msp.migration_row r on r.batch_id = b.id and r.kind = 'invoice'
				where b.source = 'import' and b.options ->> 'importBatchId' = $1::text and (
					r.state in ('making', 'done', 'differs', 'kept') or (b.status = 'running' and r.state = 'planned'))
			union all select m.number, 'paid_by_later_import' from made m where exists (
				select from msp.payment y where y.invoice_id = m.id and y.provider = 'import' and y.import_batch_id <> $1)
			union all select m.number, 'changed_later' from made m where exists (
				select from msp.import_row r join msp.import_batch a on a.id = r.batch_id
				where r.kind = 'invoices' and r.outcome = 'updated' and r.subject = m.number and r.batch_id <> $1
					and a.status in ('imported', 'importing', 'failed')
					and a.company_code = (select company_code from msp.import_batch where id = $1))
			union all select c.subject, case when i.id is null then 'gone' else 'changed_later' end from changed c
				left join msp.invoice i on i.company_code = c.company_code and i.number = c.subject and i.source = 'import'
				where i.id is null or c.after is distinct from (${stateOfInvoice}
					|| case when c.after ? 'lines' then jsonb_build_object('lines', ${linesOfInvoice}) else '{}' end)
			union all select r.subject, case when y.id is null then 'gone' else 'changed_later' end from msp.import_row r
				left join msp.payment y on y.provider = 'import' and y.payment_reference = r.subject
				where r.batch_id = $1 and r.outcome = 'updated' and r.kind = 'payments'
					and (y.id is null or r.after is distinct from ${stateOfPayment})) d
		order by 1, 2 limit 1000`,
		[batchId],
	);
}

/** Invoices that the batch changed and that have payments of providers or adjustments: they are settled again. */
async function paidOrAdjusted(transaction: Transaction, batchId: string): Promise<string[]> {
	const found = await transaction.rows(
		z.object({ invoiceId: z.uuid() }),
		`select distinct i.id as invoice_id from msp.import_row r join msp.import_batch a on a.id = r.batch_id
			join msp.invoice i on i.company_code = a.company_code and i.number = r.subject
		where r.batch_id = $1 and r.outcome = 'updated' and r.kind = 'invoices' and (
			exists (select from msp.payment where invoice_id = i.id and provider <> 'import')
			or exists (select from msp.invoice_adjustment where invoice_id = i.id))`,
		[batchId],
	);
	return found.map(({ invoiceId }) => invoiceId);
}

const restorable = z.object({
	before: z.object({
		customerId: z.uuid(),
		name: z.string(),
		email: z.string().nullable(),
		vatNumber: z.string().nullable(),
		language: z.enum(languages),
		currency: z.string(),
	}),
});

/** Puts customers back who are as the batch left them. Whom a person changed since stays. */
async function restoreCustomers(transaction: Transaction, batchId: string): Promise<number> {
	const found = await transaction.rows(
		restorable,
		`select r.before from msp.import_row r join msp.customer c on c.id = (r.after ->> 'customerId')::uuid and c.merged_into is null
		where r.batch_id = $1 and r.outcome = 'updated' and r.kind = 'customers'
			and (c.name, c.email, c.vat_number, c.language, c.currency::text) is not distinct from (r.after ->> 'name',
				r.after ->> 'email', r.after ->> 'vatNumber', r.after ->> 'language', r.after ->> 'currency')`,
		[batchId],
	);
	await updateImportedCustomers(
		transaction,
		found.map(({ before }) => before),
	);
	return found.length;
}
