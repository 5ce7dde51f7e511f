import { grouped } from '../kernel/groups';
import type { NinjaRow } from '../invoiceNinja';
import type { MigrationBatch } from './batches';
import { closeInvoices } from './close';
import { inLanes } from './inLanes';
import { openLinks } from './fromImport/links';
import { noteRow } from './fromImport/noteRow';
import { isForeseen, type MakingContext } from './makers';
import { makersOf } from './makersOf';
import { lookFor, makeRow, paymentsOfClient, type Look } from './makeRow';
import type { MigrationOffice } from './preview';
import { changeRow, markMaking, rowsOfKeys, timesUndone, type MigrationRow, type RowChange } from './rows';

/** When a run stops at a difference between Sprout's total and Invoice Ninja's. */
export const differenceRules = ['stop_unless_foreseen', 'stop', 'go_on'] as const;
export type DifferenceRule = (typeof differenceRules)[number];

/** Invoice Ninja's lock on repeated requests lasts a second. */
export const standardPauseMs = 1_100;

export interface PartOptions {
	readonly atOnce: number;
	readonly onDifference: DifferenceRule;
	/** How long Invoice Ninja takes two requests for the same. */
	readonly pauseMs?: number;
}

/** Makes some rows of one kind. Returns why the run has to stop; null when it goes on. */
export async function makePart(
	office: MigrationOffice,
	batch: MigrationBatch,
	rows: readonly MigrationRow[],
	{ atOnce, onDifference, renew, pauseMs = standardPauseMs }: PartOptions & { readonly renew: () => Promise<void> },
): Promise<string | null> {
	const { store } = office;
	const write = async (row: MigrationRow, change: RowChange) =>
		await store.asStaff(async (transaction) => {
			await changeRow(transaction, row, change);
			if (batch.source === 'import') await noteRow(transaction, batch, row, change);
		});
	const context = await contextOf(office, batch, rows);
	const ready = rows.filter((row) => hasItsOthers(context, row));
	const orphans = rows.filter((row) => !ready.includes(row));
	for (const row of orphans)
		await write(row, {
			state: 'failed',
			words: 'What it belongs to was not made. Run the failed rows again once it is.',
		});
	if (rows[0]?.kind === 'closing') {
		await closeInvoices(office.ninja, ready, context.othersOf, write, pauseMs);
		return null;
	}

	const looks = new Map<MigrationRow, Look>();
	await inLanes(
		ready.map((row) => [row]),
		atOnce,
		async (row) => {
			await renew();
			looks.set(row, await lookFor(context, row));
		},
	);
	const toMake = ready.filter((row) => ['absent', 'deleted'].includes(looks.get(row)?.kind ?? ''));
	await store.asStaff(
		async (transaction) =>
			await markMaking(
				transaction,
				batch.batchId,
				toMake.map(({ position }) => position),
			),
	);
	const reasons: string[] = [];
	// Two payments of one client at the same moment would race for the balance of its invoice.
	const lanes = [...grouped(ready, (row) => row.plan.clientKey ?? row.sourceKey).values()];
	await inLanes(lanes, atOnce, async (row) => {
		const look = looks.get(row);
		if (!look || reasons.length > 0) return;
		await renew();
		const change = await changeOf(context, row, look, pauseMs);
		await write(row, change);
		if (change.state === 'differs' && stopsAt(onDifference, row, change))
			reasons.push(`${row.label}: ${change.words ?? ''}`);
	});
	return reasons[0] ?? null;
}

async function changeOf(context: MakingContext, row: MigrationRow, look: Look, pauseMs: number): Promise<RowChange> {
	switch (look.kind) {
		case 'refused':
			return { state: 'failed', words: look.words };
		case 'needless':
			return { state: 'done', words: look.words };
		case 'there':
			return await adopted(context, row, look.row);
		case 'absent':
			return await makeRow(context, row, undefined, pauseMs);
		case 'deleted':
			return await makeRow(context, row, look.row, pauseMs);
	}
}

/** What was there before the batch is used, and is never undone by it. What a run marked and did not live to note is its own. */
async function adopted(context: MakingContext, row: MigrationRow, found: NinjaRow): Promise<RowChange> {
	if (row.kind === 'closing') throw new RangeError('a closing is not looked for');
	const maker = makersOf(context.source)[row.kind];
	const made = row.state === 'making';
	const refreshed = made ? undefined : await maker.refresh?.(context, row, found);
	const judged = maker.judge(context, row, refreshed?.row ?? found);
	if (refreshed) {
		const state = refreshed.differs ? 'differs' : judged.state;
		return { ...judged, state, ninjaId: found.id, made, words: judged.words ?? refreshed.words };
	}
	return { ...judged, ninjaId: found.id, made, words: judged.words ?? (made ? null : 'It was there already.') };
}

function stopsAt(rule: DifferenceRule, row: MigrationRow, change: RowChange): boolean {
	if (rule === 'stop_unless_foreseen') return !isForeseen({ plan: row.plan, ninjaAmount: change.ninjaAmount ?? null });
	return rule === 'stop';
}

interface PartContext extends MakingContext {
	/** The rows of clients and invoices that are at Invoice Ninja. */
	readonly othersOf: (row: MigrationRow) => ReadonlyArray<MigrationRow | undefined>;
}

const isDone = (row: MigrationRow | undefined) => row?.state === 'done' || row?.state === 'differs';
const hasItsOthers = (context: PartContext, row: MigrationRow) => context.othersOf(row).every(isDone);

export async function contextOf(
	{ store, ninja }: MigrationOffice,
	batch: MigrationBatch,
	rows: readonly MigrationRow[],
): Promise<PartContext> {
	const keysOf = (name: 'clientKey' | 'invoiceKey') => [...new Set(rows.flatMap(({ plan }) => plan[name] ?? []))];
	const { batchId, companyCode } = batch;
	const [clients, invoices, undone] = await store.asStaff(async (transaction) => [
		await rowsOfKeys(transaction, batchId, 'client', keysOf('clientKey')),
		await rowsOfKeys(transaction, batchId, 'invoice', keysOf('invoiceKey')),
		await timesUndone(
			transaction,
			companyCode,
			'payment',
			rows.map(({ sourceKey }) => sourceKey),
		),
	]);
	const payments = new Map<string, Promise<readonly NinjaRow[]>>();
	const rowOf = (kind: 'client' | 'invoice', key: string) => (kind === 'client' ? clients : invoices).get(key);
	return {
		ninja,
		source: batch.source,
		links: openLinks(store, companyCode),
		madeInvoice: (key) => key !== undefined && invoices.get(key)?.made === true,
		keyField: batch.options.keyField,
		idOf: (kind, key) => {
			const id = key === undefined ? undefined : rowOf(kind, key)?.ninjaId;
			if (id) return id;
			throw new RangeError(`the ${kind} ${key ?? ''} has no ID`);
		},
		paymentsOf: async (clientId) => {
			const asked = payments.get(clientId) ?? paymentsOfClient({ ninja }, clientId);
			payments.set(clientId, asked);
			return await asked;
		},
		timesUndone: (key) => undone.get(key) ?? 0,
		othersOf: ({ plan }) => [
			...(plan.clientKey === undefined ? [] : [rowOf('client', plan.clientKey)]),
			...(plan.invoiceKey === undefined ? [] : [rowOf('invoice', plan.invoiceKey)]),
		],
	};
}
