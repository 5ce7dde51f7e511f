import { insertImportedCustomers, updateImportedCustomers } from '../customers';
import type { Transaction } from '../db';
import {
	insertPlannedInvoices,
	insertPlannedLines,
	isOvertaken,
	lockPlannedInvoices,
	updatePlannedInvoices,
} from '../invoices';
import { insertStagedPayments, plannedWithProviders, updateStagedPayments } from '../payments';
import { rememberToSettle } from './batches';
import { byKeys } from './checkFile';
import type { PlannedCounts } from './counts';
import type { BookEntry } from './customerBook';
import { codeFrom } from './names';
import type { Part } from './plan';
import { neededCustomers, type ResolvedCustomers } from './resolveCustomers';
import { keepChangedCustomers, keepChanges } from './rows';
import type { Staged } from './stage';

/**
 * Makes the customers that the rows need, and writes what a tab of customers says of others.
 *
 * @throws ExternalError `busy` when a code that the sheet gives was taken meanwhile.
 */
export async function writeCustomers(
	transaction: Transaction,
	part: Pick<Part, 'batchId' | 'stagingId' | 'companyCode'>,
	{ made, changed }: ResolvedCustomers,
): Promise<void> {
	const needed = await neededCustomers(transaction, part.stagingId);
	await makeCustomers(
		transaction,
		part,
		made.filter(({ customerId }) => needed.has(customerId)),
	);
	if (changed.length === 0) return;
	await keepChangedCustomers(transaction, part, changed);
	await updateImportedCustomers(
		transaction,
		changed.map(({ after: { customerCode: _, ...customer } }) => customer),
	);
}

const mostTries = 50;

/** Codes are unique for all companies, and somebody else may take one since they were read: then the next free one will do. */
async function makeCustomers(
	transaction: Transaction,
	part: Pick<Part, 'batchId' | 'companyCode'>,
	customers: readonly BookEntry[],
): Promise<void> {
	let left = customers;
	for (let tries = 2; left.length > 0; tries++) {
		const taken = await insertImportedCustomers(transaction, part, left);
		const over = left.filter(({ customerId }) => taken.has(customerId));
		if (tries > mostTries || over.some(({ isCodeFree }) => !isCodeFree)) throw isOvertaken();
		left = over.map((customer) => ({ ...customer, customerCode: `${codeFrom(customer.name)}-${tries}` }));
	}
}

/** Locks all invoices that will change, before the first of them does. @throws ExternalError `busy` as `writePart` does. */
export async function lockAll(transaction: Transaction, part: Part, planned: PlannedCounts | undefined): Promise<void> {
	if (!planned || planned.invoicesUpdated === 0) return;
	same(await lockPlannedInvoices(transaction, part), planned.invoicesUpdated);
}

/**
 * Writes what is planned for some buckets.
 *
 * @throws ExternalError `busy` when something else changed the same invoices meanwhile: everything is taken back.
 */
export async function writePart(
	transaction: Transaction,
	part: Part,
	{ hasLines, hasPayments }: Pick<Staged, 'hasLines' | 'hasPayments'>,
	planned: PlannedCounts,
): Promise<void> {
	if (planned.invoicesUpdated > 0 || planned.paymentsUpdated > 0) await keepChanges(transaction, part, hasPayments);
	if (planned.invoicesUpdated > 0) {
		const updated = await byKeys(transaction, async () => await updatePlannedInvoices(transaction, part));
		same(updated, planned.invoicesUpdated);
	}
	if (planned.invoicesCreated > 0) same(await insertPlannedInvoices(transaction, part), planned.invoicesCreated);
	if (hasLines) await insertPlannedLines(transaction, part);
	if (planned.paymentsUpdated > 0) same(await updateStagedPayments(transaction, part), planned.paymentsUpdated);
	if (planned.paymentsCreated > 0) same(await insertStagedPayments(transaction, part), planned.paymentsCreated);
	if (planned.invoicesUpdated > 0) {
		await rememberToSettle(transaction, part.batchId, await plannedWithProviders(transaction, part));
	}
}

function same(written: number, planned: number): void {
	if (written === planned) return;
	throw isOvertaken();
}
