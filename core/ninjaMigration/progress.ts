import type { Transaction } from '../db';
import { InputError } from '../kernel/errors';
import { findBatch, type BatchStatus, type MigrationBatch } from './batches';
import { rowKinds, type MigrationSource, type RowKind } from './planned';
import { countRows, rowStates, type MigrationRowState } from './rows';

/** How far a batch is. */
export interface Progress {
	readonly batchId: string;
	readonly source: MigrationSource;
	readonly companyCode: string;
	readonly status: BatchStatus;
	readonly total: number;
	/** Rows with which the batch has nothing more to do, on its way there or back. */
	readonly ended: number;
	readonly rest: number;
	/** Whole, and 100 only when nothing is left. */
	readonly percent: number;
	readonly counts: Readonly<Record<RowKind, Readonly<Record<MigrationRowState, number>>>>;
	readonly states: Readonly<Record<MigrationRowState, number>>;
	readonly differences: number;
}

/** @throws InputError when there is no such batch. */
export async function mustFindBatch(transaction: Transaction, batchId: string): Promise<MigrationBatch> {
	const batch = await findBatch(transaction, batchId);
	if (batch) return batch;
	throw new InputError(
		'batchId',
		`is of no batch: '${batchId}'`,
		'Take it from Migration: Preview, or from Invoice Import → Batch: Send to Invoice Ninja.',
		'not_found',
	);
}

export async function progressOf(transaction: Transaction, batchId: string): Promise<Progress> {
	const batch = await mustFindBatch(transaction, batchId);
	const found = await countRows(transaction, batchId);
	const sum = (matches: (row: { kind: RowKind; state: MigrationRowState }) => boolean) =>
		found.filter(matches).reduce((total, { count }) => total + count, 0);
	const total = sum(() => true);
	const isBack = batch.status === 'undoing' || batch.status === 'undone';
	const over: readonly MigrationRowState[] = isBack
		? ['undone', 'kept']
		: ['done', 'differs', 'failed', 'undone', 'kept'];
	const ended = sum(({ state }) => over.includes(state));
	const statesOf = (kind?: RowKind) =>
		Object.fromEntries(
			rowStates.map((state) => [state, sum((row) => row.state === state && (kind === undefined || row.kind === kind))]),
		) as Record<MigrationRowState, number>;
	return {
		batchId,
		source: batch.source,
		companyCode: batch.companyCode,
		status: batch.status,
		total,
		ended,
		rest: total - ended,
		percent: total === 0 ? 100 : Math.floor((ended * 100) / total),
		counts: Object.fromEntries(rowKinds.map((kind) => [kind, statesOf(kind)])) as Progress['counts'],
		states: statesOf(),
		differences: batch.differences.length,
	};
}
