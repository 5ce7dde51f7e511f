import { z } from 'zod';
import { errorClasses } from '../kernel/errors';
import { driftKinds, driftStatuses } from './findings';
import type { Transaction } from '../db';

const driftRunRow = z.object({
	runId: z.uuid(),
	actor: z.string(),
	startedAt: z.date(),
	/** Null while the run works, and for ever when it died. */
	finishedAt: z.date().nullable(),
});
export type DriftRun = Readonly<z.infer<typeof driftRunRow>>;

const runColumns = '*, id as run_id';

export async function insertRun(transaction: Transaction): Promise<DriftRun> {
	const run = await transaction.row(
		driftRunRow,
		`insert into msp.drift_run (actor) values ($1) returning ${runColumns}`,
		[transaction.actor],
	);
	if (!run) throw new RangeError('the run was not recorded');
	return run;
}

export async function finishRun(transaction: Transaction, runId: string): Promise<void> {
	await transaction.run(`update msp.drift_run set finished_at = now() where id = $1`, [runId]);
}

/** The run of this ID; without an ID, the newest that was finished. */
export async function findRun(transaction: Transaction, runId: string | undefined): Promise<DriftRun | undefined> {
	return await transaction.row(
		driftRunRow,
		`select ${runColumns} from msp.drift_run where ($1::uuid is null and finished_at is not null) or id = $1
		order by started_at desc limit 1`,
		[runId ?? null],
	);
}

/** The database's own clock, by which findings are seen. */
export async function databaseTime(transaction: Transaction): Promise<Date> {
	const row = await transaction.row(z.object({ at: z.date() }), 'select clock_timestamp() as at');
	if (!row) throw new RangeError('the database tells no time');
	return row.at;
}

const serverRow = z.object({
	serverId: z.uuid(),
	/** Whether the list of its accounts was read to its end. */
	complete: z.boolean(),
	accounts: z.number(),
	services: z.number(),
	errorClass: z.enum(errorClasses).nullable(),
	vendorMessage: z.string().nullable(),
	remedy: z.string().nullable(),
	serverCode: z.string(),
	seconds: z.number(),
	findings: z.number(),
});
/** What a run read of one server, and how many of its findings are still open. */
export type AuditedServer = Readonly<z.infer<typeof serverRow>>;

export type NewServerResult = Omit<AuditedServer, 'serverCode' | 'seconds' | 'findings'> & { readonly startedAt: Date };

export async function recordServer(transaction: Transaction, runId: string, result: NewServerResult): Promise<void> {
	await transaction.run(
		`insert into msp.drift_server (run_id, server_id, complete, accounts, services, error_class, vendor_message, remedy,
			started_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		[
			...[runId, result.serverId, result.complete, result.accounts, result.services],
			...[result.errorClass, result.vendorMessage, result.remedy, result.startedAt],
		],
	);
}

const open = `f.status in ('open', 'approved', 'failed')`;

/** The servers of a run, by code. */
export async function serversOfRun(transaction: Transaction, runId: string): Promise<AuditedServer[]> {
	return await transaction.rows(
		serverRow,
		`select r.*, v.server_code,
			extract(epoch from r.finished_at - r.started_at)::float8 as seconds,
			(select count(*) from msp.drift_finding f where f.run_id = r.run_id and f.server_id = r.server_id and ${open}) as findings
		from msp.drift_server r join msp.server v on v.id = r.server_id where r.run_id = $1 order by v.server_code`,
		[runId],
	);
}

const countRow = z.object({
	kind: z.enum(driftKinds),
	status: z.enum(driftStatuses),
	fixable: z.boolean(),
	/** Whether this run was the first to see it. */
	isNew: z.boolean(),
	count: z.number(),
});
export type FindingCount = Readonly<z.infer<typeof countRow>>;

/** Counts the findings of a run by kind, status and fix. */
export async function countFindings(transaction: Transaction, runId: string): Promise<FindingCount[]> {
	return await transaction.rows(
		countRow,
		`select f.kind, f.status, f.fix is not null as fixable, f.first_seen_at >= r.started_at as is_new, count(*)
		from msp.drift_finding f join msp.drift_run r on r.id = f.run_id where f.run_id = $1 group by 1, 2, 3, 4`,
		[runId],
	);
}
