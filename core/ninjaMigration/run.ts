import { checkCompany, withBatch, type Hold, type WorkResult } from './hold';
import { makePart, type PartOptions } from './makePart';
import type { MigrationOffice } from './preview';
import { mustFindBatch, progressOf } from './progress';
import { nextRows, planFailedAgain } from './rows';

export interface RunOptions extends Hold, PartOptions {
	/** At most so many rows; then the run returns, and the next one goes on. */
	readonly rows: number;
	/** Whether rows that failed are tried once more. */
	readonly retryFailed: boolean;
}

/** Rows that are looked for together, and marked before the first of them is made. */
const rowsOfPart = 40;

/**
 * Makes the next rows of a batch. Each is looked for by its unique key first, then marked, then made, then compared: a run
 * that dies at any point is gone on with by the next, and nothing is made twice.
 *
 * @throws InputError when there is no such batch, when another run works on it, or another batch of the company is at work.
 *   ExternalError when Invoice Ninja cannot be asked; what was made is kept.
 */
export async function runBatch(office: MigrationOffice, options: RunOptions): Promise<WorkResult> {
	const startable = options.retryFailed
		? (['planned', 'running', 'finished'] as const)
		: (['planned', 'running'] as const);
	const already = await finishedAlready(office, options);
	if (already) return already;
	return await withBatch(office, options, startable, 'running', async (batch, renew) => {
		if (options.retryFailed) {
			await office.store.asStaff(async (transaction) => await planFailedAgain(transaction, batch.batchId));
		}
		let worked = 0;
		let stopped: string | null = null;
		while (worked < options.rows && stopped === null) {
			await renew();
			const limit = Math.min(rowsOfPart, options.rows - worked);
			const rows = await office.store.asStaff(async (transaction) => await nextRows(transaction, batch.batchId, limit));
			if (rows.length === 0) break;
			stopped = await makePart(office, batch, rows, { ...options, renew });
			worked += rows.length;
		}
		return { worked, stopped };
	});
}

/** A finished batch has nothing to run, which is no mistake: a loop may ask once more. */
async function finishedAlready(
	{ store, companyCode }: MigrationOffice,
	options: RunOptions,
): Promise<WorkResult | undefined> {
	if (options.retryFailed) return undefined;
	return await store.asStaff(async (transaction) => {
		const batch = await mustFindBatch(transaction, options.batchId);
		checkCompany(batch, companyCode);
		if (batch.status !== 'finished') return undefined;
		return { ...(await progressOf(transaction, batch.batchId)), worked: 0, stopped: null };
	});
}
