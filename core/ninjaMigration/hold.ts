import { randomUUID } from 'node:crypto';
import type { AuditEntry } from '../db';
import { lockImported } from '../imports';
import { InputError } from '../kernel/errors';
import { batchAtWork, claimBatch, releaseBatch, type BatchStatus, type MigrationBatch } from './batches';
import type { MigrationOffice } from './preview';
import { mustFindBatch, progressOf, type Progress } from './progress';

/** What came of working on a batch. */
export interface WorkResult extends Progress {
	readonly worked: number;
	/** Why the work stopped before its end; null when nothing stopped it. */
	readonly stopped: string | null;
}

export interface Hold {
	readonly batchId: string;
	/** How long nobody else may work on the batch, counted anew with each part. */
	readonly claimSeconds?: number;
}

const standardClaimSeconds = 120;

/** A claim is kept for longer after a quarter of its time, and no more often than this. */
const leastRenewMs = 50;

/** Holds the batch while work is done on it, and tells how far it is then. */
export async function withBatch(
	{ store, companyCode }: MigrationOffice,
	{ batchId, claimSeconds = standardClaimSeconds }: Hold,
	from: readonly BatchStatus[],
	to: 'running' | 'undoing',
	work: (
		batch: MigrationBatch,
		/** To be called before each change: nothing is made any more by a run that somebody else took over from. */
		renew: () => Promise<void>,
	) => Promise<{ readonly worked: number; readonly stopped: string | null }>,
): Promise<WorkResult> {
	const run = randomUUID();
	const claim = { batchId, run, seconds: claimSeconds };
	const batch = await store.asStaff(async (transaction) => {
		const found = await mustFindBatch(transaction, batchId);
		checkCompany(found, companyCode);
		const other = await batchAtWork(transaction, companyCode, batchId);
		if (other) {
			throw conflict(
				`cannot be worked on while batch ${other.batchId} of the company is ${other.status}`,
				'Finish or undo that one first.',
			);
		}
		if (!from.includes(found.status)) throw conflict(`is ${found.status}`, 'Plan it again for a new batch.');
		// An import that is taken back meanwhile is not sent on: its undo has the same lock.
		if (to === 'running' && found.options.importBatchId !== undefined) {
			await lockImported(transaction, found.options.importBatchId);
		}
		if (!(await claimBatch(transaction, claim, from, to))) throw isWorkedOn();
		if (found.status !== to) {
			transaction.audit(auditOf(`migration.${to}`, batchId));
		}
		return found;
	});
	let renewedAt = -Infinity;
	const renew = async () => {
		const now = performance.now();
		if (now - renewedAt < Math.max(claimSeconds * 250, leastRenewMs)) return;
		const held = await store.asStaff(async (transaction) => await claimBatch(transaction, claim, [to], to));
		if (!held) throw isWorkedOn();
		renewedAt = now;
	};
	try {
		const result = await work(batch, renew);
		return await store.asStaff(async (transaction) => {
			const { rest } = await progressOf(transaction, batchId);
			const end = to === 'running' ? 'finished' : 'undone';
			await releaseBatch(transaction, batchId, run, rest === 0 ? end : undefined);
			return { ...(await progressOf(transaction, batchId)), ...result };
		});
	} catch (error) {
		// A run that died lets go by its time.
		await store
			.asStaff(async (transaction) => await releaseBatch(transaction, batchId, run, undefined))
			.catch(() => undefined);
		throw error;
	}
}

const conflict = (complaint: string, remedy: string) => new InputError('batchId', complaint, remedy, 'conflict');
const isWorkedOn = () =>
	conflict('is worked on by another run', 'Wait for it: a run that died lets go after two minutes.');

export function checkCompany(batch: MigrationBatch, companyCode: string): void {
	if (batch.companyCode === companyCode) return;
	throw new InputError(
		'batchId',
		`is of the company ${batch.companyCode}, and the credential is of ${companyCode}`,
		'Choose the credential of the company for which it was planned.',
	);
}

/** The audit log's entry of something that was done with a batch. */
export const auditOf = (action: string, batchId: string): AuditEntry => ({
	...{ customerId: null, action, subject: `batch ${batchId}`, detail: {}, correlationId: batchId },
	outcome: 'done',
});
