import type { ImportBatch } from '../../../core/imports';

/** A batch as an item shows it: without all that was understood, which may be long. */
export function shownBatch(batch: ImportBatch): object {
	const { understanding: _understanding, options: _options, toSettle, claimedUntil, ...shown } = batch;
	return { ...shown, atWorkUntil: claimedUntil, invoicesToSettle: toSettle.length };
}
