import type { Ninja, NinjaEntity } from '../invoiceNinja';
import { unlessMissing } from '../invoiceNinja';
import { ExternalError } from '../kernel/errors';
import type { MigrationBatch } from './batches';
import { withBatch, type Hold, type WorkResult } from './hold';
import { inLanes } from './inLanes';
import { forgetUndone } from './fromImport/noteRow';
import { isThere, type MakingContext } from './makers';
import { makersOf } from './makersOf';
import { contextOf } from './makePart';
import { lookFor, wordsOf } from './makeRow';
import type { MigrationOffice } from './preview';
import { changeRow, nextToUndo, undoUnmade, type MigrationRow, type RowChange } from './rows';

export interface UndoOptions extends Hold {
	/** At most so many rows; then it returns, and the next one goes on. */
	readonly rows: number;
	readonly atOnce: number;
}

const rowsOfPart = 40;

/**
 * Takes back what a batch made, and nothing else: payments, then invoices without other payments, then clients that have
 * nothing else. What has something else is kept, and says why. It may die at any point, and goes on with the next call.
 *
 * @throws InputError when there is no such batch, or another run works on it. ExternalError when Invoice Ninja cannot be
 *   asked.
 */
export async function undoBatch(office: MigrationOffice, options: UndoOptions): Promise<WorkResult> {
	const startable = ['planned', 'running', 'finished', 'undoing', 'undone'] as const;
	return await withBatch(office, options, startable, 'undoing', async (batch, renew) => {
		await office.store.asStaff(async (transaction) => await undoUnmade(transaction, batch.batchId));
		let worked = 0;
		while (worked < options.rows) {
			await renew();
			const limit = Math.min(rowsOfPart, options.rows - worked);
			const rows = await office.store.asStaff(
				async (transaction) => await nextToUndo(transaction, batch.batchId, limit),
			);
			if (rows.length === 0) break;
			await undoPart(office, batch, rows, { atOnce: options.atOnce, renew });
			worked += rows.length;
		}
		if (batch.source === 'import') {
			await office.store.asStaff(async (transaction) => await forgetUndone(transaction, batch));
		}
		return { worked, stopped: null };
	});
}

async function undoPart(
	office: MigrationOffice,
	batch: MigrationBatch,
	rows: readonly MigrationRow[],
	{ atOnce, renew }: Pick<UndoOptions, 'atOnce'> & { readonly renew: () => Promise<void> },
): Promise<void> {
	const { store, ninja } = office;
	const write = async (row: MigrationRow, change: RowChange) =>
		await store.asStaff(async (transaction) => await changeRow(transaction, row, change));
	const context = await contextOf(office, batch, rows);
	const idOf = async (row: MigrationRow): Promise<string | undefined> => {
		if (row.ninjaId !== null) return row.ninjaId;
		// A run died between the request and its note.
		const look = context.othersOf(row).every((other) => other?.ninjaId) ? await lookFor(context, row) : undefined;
		return look?.kind === 'there' ? look.row.id : undefined;
	};
	const ids = new Map<MigrationRow, string>();
	await inLanes(
		rows.map((row) => [row]),
		atOnce,
		async (row) => {
			await renew();
			const id = await idOf(row);
			if (id === undefined) await write(row, { state: 'undone', words: null });
			else ids.set(row, id);
		},
	);
	const clientIds = [...ids].flatMap(([{ kind }, id]) => (kind === 'client' ? [id] : []));
	const busy = await clientsWithMore(ninja, new Set(clientIds));
	await inLanes(
		[...ids].map((pair) => [pair]),
		atOnce,
		async ([row, id]) => {
			await renew();
			await write(row, {
				...(await takeBack({ ninja, source: batch.source }, row, id, busy)),
				ninjaId: id,
				made: true,
			});
		},
	);
}

async function takeBack(
	{ ninja, source }: Pick<MakingContext, 'ninja' | 'source'>,
	row: MigrationRow,
	id: string,
	busy: ReadonlyMap<string, string>,
): Promise<RowChange> {
	if (row.kind === 'closing') return { state: 'undone', words: null };
	const { entity } = makersOf(source)[row.kind];
	try {
		if (row.kind === 'client' && busy.has(id))
			return kept(`The client has ${busy.get(id) ?? 'something'} that this batch did not make.`);
		if (row.kind === 'invoice' && (await hasPayments(ninja, id)))
			return kept('The invoice has a payment that this batch did not make.');
		const answer = await ninja.remove(entity, id).catch(unlessMissing);
		const left = answer?.is_deleted === true ? undefined : await ninja.get(entity, id, []);
		return left && isThere(left)
			? kept('Invoice Ninja did not delete it, and does not say why.')
			: { state: 'undone', words: null };
	} catch (error) {
		// A refusal is about this row; anything else stops the work.
		if (error instanceof ExternalError && error.errorClass === 'invalid') return kept(wordsOf(error));
		throw error;
	}
}

const kept = (words: string): RowChange => ({ state: 'kept', words });

/** Deleting an invoice would take its other payments with it. */
async function hasPayments(ninja: Ninja, id: string): Promise<boolean> {
	const invoice = await ninja.get('invoice', id, ['payments']);
	const payments = invoice && isThere(invoice) ? invoice.payments : [];
	return Array.isArray(payments) && payments.some((payment: { is_deleted?: unknown }) => payment.is_deleted !== true);
}

const held = {
	invoice: 'an invoice',
	payment: 'a payment',
	quote: 'a quote',
	credit: 'a credit',
	recurring_invoice: 'a recurring invoice',
	expense: 'an expense',
	project: 'a project',
	task: 'a task',
} as const satisfies Partial<Record<NinjaEntity, string>>;

/** Which of the clients have anything, and what. Each list is read once for all of them. */
async function clientsWithMore(ninja: Ninja, ids: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
	const found = new Map<string, string>();
	if (ids.size === 0) return found;
	for (const [entity, words] of Object.entries(held) as Array<[keyof typeof held, string]>) {
		for await (const page of ninja.pages(entity, { states: ['active', 'archived'], include: [] })) {
			for (const { client_id: id } of page) if (typeof id === 'string' && ids.has(id)) found.set(id, words);
		}
	}
	return found;
}
