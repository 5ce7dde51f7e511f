import { z } from 'zod';
import { json, type Transaction } from '../db';
import { moneyStates } from './judge';
import type { Period } from './period';
import { readSources, type ReadSources } from './sources';
import { sideTotal, type SideTotal } from './totals';

const count = z.number().int().min(0);
/** How many moneys are in each state; a state that none is in is left out. */
export const stateCounts = z.partialRecord(z.enum(moneyStates), count);
export type StateCounts = z.infer<typeof stateCounts>;

const runRow = z.object({
	runId: z.uuid(),
	companyCode: z.string(),
	periodFrom: z.string(),
	periodTo: z.string(),
	timeZone: z.string(),
	sources: z.union([readSources, z.strictObject({})]),
	counts: stateCounts,
	totals: z.array(sideTotal),
	actor: z.string(),
	startedAt: z.date(),
	/** Null while the run works, and for ever when it died. */
	finishedAt: z.date().nullable(),
});
export type ReconciliationRun = Readonly<z.infer<typeof runRow>>;

const columns = `id as run_id, company_code, period_from::text, period_to::text, time_zone, sources, counts, totals, actor,
	started_at, finished_at`;

/** So long the rows of a run are kept. */
const keptFor = '400 days';

export async function insertRun(transaction: Transaction, companyCode: string, period: Period): Promise<string> {
	await transaction.run(`delete from msp.reconciliation_run where started_at < now() - interval '${keptFor}'`);
	const made = await transaction.row(
		z.object({ id: z.uuid() }),
		`insert into msp.reconciliation_run (company_code, period_from, period_to, time_zone, actor)
		values ($1, $2, $3, $4, $5) returning id`,
		[companyCode, period.from, period.to, period.timeZone, transaction.actor],
	);
	if (!made) throw new RangeError('the run was not recorded');
	return made.id;
}

export async function finishRun(
	transaction: Transaction,
	runId: string,
	{
		sources,
		counts,
		totals,
	}: { readonly sources: ReadSources; readonly counts: StateCounts; readonly totals: readonly SideTotal[] },
): Promise<void> {
	await transaction.run(
		`update msp.reconciliation_run set sources = $2, counts = $3, totals = $4, finished_at = now() where id = $1`,
		[runId, json(sources), json(counts), json(totals)],
	);
}

/** The run of this ID; without an ID, the newest of the company that was finished. */
export async function findRun(
	transaction: Transaction,
	{ runId, companyCode }: { readonly runId?: string; readonly companyCode?: string },
): Promise<ReconciliationRun | undefined> {
	return await transaction.row(
		runRow,
		`select ${columns} from msp.reconciliation_run
		where id = $1 or ($1::uuid is null and finished_at is not null and ($2::text is null or company_code = $2))
		order by started_at desc limit 1`,
		[runId ?? null, companyCode ?? null],
	);
}
