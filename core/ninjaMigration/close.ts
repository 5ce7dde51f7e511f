import { setTimeout } from 'node:timers/promises';
import type { Ninja, NinjaRow } from '../invoiceNinja';
import { ExternalError } from '../kernel/errors';
import { grouped } from '../kernel/groups';
import { textOf } from './conflicts';
import type { MigrationRow, RowChange } from './rows';

type Write = (row: MigrationRow, change: RowChange) => Promise<void>;

/**
 * Cancels or archives invoices, all of one action in one request: Invoice Ninja takes the same action only once in a second,
 * and swallows what fails with single rows. So each is read again.
 */
export async function closeInvoices(
	ninja: Ninja,
	rows: readonly MigrationRow[],
	othersOf: (row: MigrationRow) => ReadonlyArray<MigrationRow | undefined>,
	write: Write,
	pauseMs: number,
): Promise<void> {
	for (const [action, ofAction] of grouped(rows, ({ plan }) => plan.action ?? 'cancel')) {
		const open: Array<{ readonly row: MigrationRow; readonly invoiceId: string }> = [];
		for (const row of ofAction) {
			const [invoice] = othersOf(row);
			if (!invoice?.ninjaId) continue;
			if (!invoice.made)
				await write(row, { state: 'done', words: 'Its invoice was there already, and is left as it is.' });
			else if (isClosed(action, await ninja.get('invoice', invoice.ninjaId, [])))
				await write(row, { state: 'done', words: null });
			else open.push({ row, invoiceId: invoice.ninjaId });
		}
		if (open.length === 0) continue;
		const ids = open.map(({ invoiceId }) => invoiceId);
		await patiently(async () => await ninja.bulk('invoice', action, ids), pauseMs);
		for (const { row, invoiceId } of open) {
			const invoice = await ninja.get('invoice', invoiceId, []);
			await write(
				row,
				isClosed(action, invoice) ? { state: 'done', words: null } : { state: 'differs', words: whyOpen(invoice) },
			);
		}
	}
}

const [paid, cancelled] = ['4', '5'];

function isClosed(action: 'cancel' | 'archive', invoice: NinjaRow | undefined): boolean {
	if (!invoice) return false;
	return action === 'cancel' ? textOf(invoice, 'status_id') === cancelled : Number(invoice.archived_at ?? 0) > 0;
}

function whyOpen(invoice: NinjaRow | undefined): string {
	if (!invoice) return 'Its invoice is not at Invoice Ninja any more.';
	if (textOf(invoice, 'status_id') === paid)
		return 'It is paid at Invoice Ninja, and a paid invoice cannot be cancelled.';
	return 'Invoice Ninja did not do it, and does not say why.';
}

/** Asks again after the lock of a second. */
async function patiently(ask: () => Promise<unknown>, pauseMs: number): Promise<void> {
	for (let tries = 1; ; tries++) {
		try {
			await ask();
			return;
		} catch (error) {
			if (tries >= 4 || !(error instanceof ExternalError) || error.errorClass !== 'busy') throw error;
			await setTimeout(pauseMs);
		}
	}
}
