import { z } from 'zod';
import { hostResult, type HostResult } from '../ansible';
import { json, type Transaction } from '../db';

const hostRow = hostResult.extend({ runId: z.string() });

export async function insertHostResults(
	transaction: Transaction,
	runId: string,
	hosts: readonly HostResult[],
): Promise<void> {
	if (hosts.length === 0) return;
	await transaction.run(
		`insert into msp.ansible_host_result (run_id, host, status, counts, failed_tasks, rescued_tasks, ignored_tasks, changes,
			stats, detached)
		select $1, n.host, n.status, n.counts, n."failedTasks", n."rescuedTasks", n."ignoredTasks", n.changes, n.stats,
			n.detached
		from jsonb_to_recordset($2::jsonb) as n(host text, status text, counts jsonb, "failedTasks" jsonb, "rescuedTasks" jsonb,
			"ignoredTasks" jsonb, changes jsonb, stats jsonb, detached jsonb)
		on conflict do nothing`,
		[runId, json(hosts)],
	);
}

/** Those of a run, by name. */
export async function selectHostResults(transaction: Transaction, runId: string): Promise<HostResult[]> {
	const rows = await transaction.rows(
		hostRow,
		`select * from msp.ansible_host_result where run_id = $1 order by host`,
		[runId],
	);
	return rows.map(({ runId: _, ...host }) => host);
}
