import { z } from 'zod';
import { json, type Transaction } from '../db';

const runRow = z.object({
	runId: z.uuid(),
	actor: z.string(),
	mode: z.enum(['dry_run', 'live']),
	/** `stopped`: it would have suspended more than the policy allows. `approved`: a person let it. */
	status: z.enum(['running', 'finished', 'stopped', 'approved']),
	counts: z.record(z.string(), z.number()),
	/** Why it was stopped. */
	detail: z.string(),
	startedAt: z.date(),
	/** Null while it works, and for ever when it died. */
	finishedAt: z.date().nullable(),
	decidedBy: z.string().nullable(),
	decidedAt: z.date().nullable(),
});
export type DunningRun = Readonly<z.infer<typeof runRow>>;

const columns = '*, id as run_id';

export async function insertRun(transaction: Transaction, mode: DunningRun['mode']): Promise<DunningRun> {
	const run = await transaction.row(
		runRow,
		`insert into msp.dunning_run (actor, mode) values ($1, $2) returning ${columns}`,
		[transaction.actor, mode],
	);
	if (!run) throw new RangeError('the run was not recorded');
	return run;
}

export async function finishRun(
	transaction: Transaction,
	runId: string,
	{ status, counts, detail }: Pick<DunningRun, 'status' | 'counts' | 'detail'>,
): Promise<void> {
	await transaction.run(
		`update msp.dunning_run set status = $2, counts = $3, detail = $4, finished_at = now() where id = $1`,
		[runId, status, json(counts), detail],
	);
}

export async function findRun(transaction: Transaction, runId: string): Promise<DunningRun | undefined> {
	return await transaction.row(runRow, `select ${columns} from msp.dunning_run where id = $1`, [runId]);
}

/** Notes who let a stopped run go on, once. */
export async function approveRun(transaction: Transaction, runId: string, by: string): Promise<boolean> {
	const changed = await transaction.run(
		`update msp.dunning_run set status = 'approved', decided_by = $2, decided_at = now()
		where id = $1 and status in ('stopped')`,
		[runId, by],
	);
	return changed > 0;
}
