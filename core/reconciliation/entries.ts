import { z } from 'zod';
import { json, type Transaction } from '../db';
import { fact, sideNames, type Entry, type Fact } from './facts';

const entryRow = z.object({
	id: z.coerce.number(),
	money: z.coerce.number(),
	side: z.enum(sideNames),
	names: z.array(z.string()),
	fact,
});
export type StagedEntry = Readonly<z.infer<typeof entryRow>>;

/** Stages what a side says; what was staged before stays. */
export async function stage(transaction: Transaction, runId: string, entries: readonly Entry[]): Promise<void> {
	if (entries.length === 0) return;
	await transaction.run(
		`insert into msp.reconciliation_entry (run_id, entry_key, side, names, fact)
		select $1, x.key, x.side, array(select jsonb_array_elements_text(x.names)), x.fact
		from jsonb_to_recordset($2::jsonb) as x(key text, side text, names jsonb, fact jsonb)
		on conflict (run_id, entry_key) do nothing`,
		[runId, json(entries)],
	);
}

/** Puts another fact in the place of one that is staged. */
export async function replaceFact(transaction: Transaction, id: number, changed: Fact): Promise<void> {
	await transaction.run(`update msp.reconciliation_entry set fact = $2 where id = $1`, [id, json(changed)]);
}

/**
 * Says of each entry which money it is of: those that share a name are of one, directly or through others. The label of a
 * money is the smallest ID of its entries; it sinks from neighbour to neighbour until nothing changes.
 */
export async function joinMoneys(transaction: Transaction, runId: string): Promise<void> {
	await transaction.run(
		`update msp.reconciliation_entry set money = id where run_id = $1 and money is distinct from id`,
		[runId],
	);
	for (;;) {
		const moved = await transaction.run(
			`with named as (select e.id, e.money, unnest(e.names) as name from msp.reconciliation_entry e where e.run_id = $1),
			least_of_name as (select name, min(money) as money from named group by name),
			least_of_entry as (select n.id, min(l.money) as money from named n join least_of_name l on l.name = n.name group by n.id)
			update msp.reconciliation_entry e set money = l.money from least_of_entry l
			where e.run_id = $1 and e.id = l.id and l.money < e.money`,
			[runId],
		);
		if (moved === 0) return;
	}
}

/** The entries of some moneys after a label, whole moneys only, in their order. */
export async function moneysAfter(
	transaction: Transaction,
	runId: string,
	after: number,
	limit: number,
): Promise<StagedEntry[][]> {
	const entries = await transaction.rows(
		entryRow,
		`select id, money, side, names, fact from msp.reconciliation_entry
		where run_id = $1 and money in (select distinct money from msp.reconciliation_entry
			where run_id = $1 and money > $2 order by money limit $3)
		order by money, id`,
		[runId, after, limit],
	);
	const moneys: StagedEntry[][] = [];
	for (const entry of entries) {
		const last = moneys.at(-1);
		if (last?.[0]?.money === entry.money) last.push(entry);
		else moneys.push([entry]);
	}
	return moneys;
}

/** Removes what a run has staged, and what is left of runs that died a day ago or earlier. */
export async function unstage(transaction: Transaction, runId: string): Promise<void> {
	await transaction.run(
		`delete from msp.reconciliation_entry where run_id = $1 or run_id not in
			(select id from msp.reconciliation_run where finished_at is null and started_at > now() - interval '1 day')`,
		[runId],
	);
}
