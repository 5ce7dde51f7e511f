import { z } from 'zod';
import { json, type Transaction } from '../db';
import { providerNames } from './facts';
import { moneyStates, severityOf, type Judgement, type MoneyState } from './judge';
import type { StateCounts } from './runs';
import { ninjaSide, providerSide, storeSide, type Money } from './sides';
import type { OtherSide } from './sources';

const reconciledRow = z.object({
	rowId: z.uuid(),
	runId: z.uuid(),
	state: z.enum(moneyStates),
	/** What else is so of it. */
	also: z.array(z.enum(moneyStates)),
	/** The charge, or whatever names the money. */
	reference: z.string(),
	provider: z.enum(providerNames).nullable(),
	occurredAt: z.date(),
	customerCode: z.string().nullable(),
	invoiceNumbers: z.array(z.string()),
	/** What each side says; null for a side that has nothing. */
	atProvider: providerSide.nullable(),
	inNinja: ninjaSide.nullable(),
	inStore: storeSide.nullable(),
});
/** One money of a run, as the sides have it. */
export type ReconciledRow = Readonly<z.infer<typeof reconciledRow>>;

export interface JudgedMoney {
	readonly money: Money;
	readonly judgement: Judgement;
}

const longestReference = 300;

export async function insertRows(
	transaction: Transaction,
	runId: string,
	judged: readonly JudgedMoney[],
): Promise<void> {
	if (judged.length === 0) return;
	const rows = judged.map(({ money, judgement: { state, also } }) => ({
		...{ state, also, severity: severityOf(state) },
		reference: money.reference.slice(0, longestReference),
		provider: money.claimed,
		occurredAt: money.at,
		customerCode: money.customerCode,
		invoiceNumbers: money.invoiceNumbers,
		...{ atProvider: money.provider, inNinja: money.ninja, inStore: money.store },
	}));
	await transaction.run(
		`insert into msp.reconciliation_row (run_id, state, severity, also, reference, provider, occurred_at, customer_code,
			invoice_numbers, at_provider, in_ninja, in_store)
		select $1, x.state, x.severity, array(select jsonb_array_elements_text(x.also)), x.reference, x.provider,
			x."occurredAt", x."customerCode", array(select jsonb_array_elements_text(x."invoiceNumbers")),
			nullif(x."atProvider", 'null'), nullif(x."inNinja", 'null'), nullif(x."inStore", 'null')
		from jsonb_to_recordset($2::jsonb) as x(state text, severity integer, also jsonb, reference text, provider text,
			"occurredAt" timestamptz, "customerCode" text, "invoiceNumbers" jsonb, "atProvider" jsonb, "inNinja" jsonb,
			"inStore" jsonb)`,
		[runId, json(rows)],
	);
}

export interface RowFilter {
	readonly runId: string;
	readonly states?: readonly MoneyState[];
	readonly limit: number | null;
}

/** The most serious first, then the oldest. */
export async function listReconciled(transaction: Transaction, filter: RowFilter): Promise<ReconciledRow[]> {
	return await transaction.rows(
		reconciledRow,
		`select r.*, r.id as row_id from msp.reconciliation_row r
		where r.run_id = $1 and ($2::text[] is null or r.state = any($2)) order by severity, occurred_at, id limit $3`,
		[filter.runId, filter.states ?? null, filter.limit],
	);
}

/** The states of a money that no side contradicts. */
const withoutOtherSide: readonly MoneyState[] = ['not_placed', 'dispute_open', 'period_edge', 'matched'];
const countOfState = z.object({ state: z.enum(moneyStates), count: z.number() });

/**
 * Counts, for each state, the moneys that only one side has, while the other side that could have them was not read to its
 * end: nobody knows whether the sides agree about them.
 */
export async function countUncompared(
	transaction: Transaction,
	runId: string,
	read: readonly OtherSide[],
): Promise<StateCounts> {
	const counts = await transaction.rows(
		countOfState,
		`select state, count(*)::integer as count from msp.reconciliation_row
		where run_id = $1 and state = any($2) and num_nonnulls(at_provider, in_ninja, in_store) = 1
			and coalesce(provider, 'invoice_ninja') <> all($3)
		group by state`,
		[runId, withoutOtherSide, read],
	);
	return Object.fromEntries(counts.map(({ state, count }) => [state, count]));
}
