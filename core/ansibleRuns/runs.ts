import { z } from 'zod';
import { runnerKinds, runVerdicts, type RunOrigin, type RunOutcome, type Runner } from '../ansible';
import { json, type Transaction } from '../db';
import { fingerprint, type Fingerprint } from './fingerprint';
import type { RecordedRequest } from './recorded';

export const runStatuses = ['planned', 'running', 'ended', 'lost'] as const;
export type RunStatus = (typeof runStatuses)[number];

const object = z.record(z.string(), z.json());
const texts = z.array(z.string());

const runRow = z.object({
	runId: z.string(),
	/** That of the first attempt. */
	baseRunId: z.string(),
	attempt: z.number(),
	runnerKind: z.enum(runnerKinds),
	runnerName: z.string(),
	/** What names the run at the backend; empty until it was started. */
	reference: z.string(),
	work: object,
	project: z.string(),
	inventory: object,
	askedLimit: object,
	tags: texts,
	skipTags: texts,
	/** Without secrets: those are in `secretNames`. */
	variables: object,
	secretNames: texts,
	options: object,
	check: z.boolean(),
	fingerprint,
	sealedKey: z.string(),
	/** Until it has ended. */
	sealedSecrets: z.string().nullable(),
	commit: z.string().nullable(),
	changesHash: z.string().nullable(),
	inventoryHash: z.string().nullable(),
	/** The hosts that the limit means; null until it was started, or when the backend does not tell. */
	hosts: texts.nullable(),
	/** Who started it, as the audit log names them. */
	startedBy: z.string(),
	taskId: z.uuid().nullable(),
	stepName: z.string().nullable(),
	approvalId: z.uuid().nullable(),
	status: z.enum(runStatuses),
	verdict: z.enum(runVerdicts).nullable(),
	explanation: z.string(),
	exitCode: z.number().nullable(),
	stats: object,
	warnings: texts,
	notReported: texts,
	leftovers: texts,
	logTail: z.string(),
	reported: z.boolean(),
	startedAt: z.date().nullable(),
	endedAt: z.date().nullable(),
	/** Null until it ended. */
	seconds: z.number().nullable(),
	createdAt: z.date(),
});
export type AnsibleRun = Readonly<z.infer<typeof runRow>>;

const columns = `r.*, r.is_check as check, extract(epoch from r.ended_at - r.started_at)::float8 as seconds`;
const selected = `select ${columns} from msp.ansible_run r`;

export interface NewRun extends Pick<
	AnsibleRun,
	'runId' | 'baseRunId' | 'attempt' | 'taskId' | 'stepName' | 'approvalId'
> {
	readonly runner: Pick<Runner, 'kind' | 'name'>;
	readonly request: RecordedRequest;
	readonly fingerprint: Fingerprint;
	readonly sealedKey: string;
	readonly sealedSecrets: string | null;
}

/** Adds a run. @returns undefined when its ID is there already. */
export async function insertRun(transaction: Transaction, run: NewRun): Promise<AnsibleRun | undefined> {
	const { runner, request } = run;
	const added = await transaction.run(
		`insert into msp.ansible_run (run_id, base_run_id, attempt, runner_kind, runner_name, work, project, inventory,
			asked_limit, tags, skip_tags, variables, secret_names, options, is_check, fingerprint, sealed_key, started_by,
			task_id, step_name, approval_id, sealed_secrets)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
		on conflict do nothing`,
		[
			...[run.runId, run.baseRunId, run.attempt, runner.kind, runner.name.slice(0, 300)],
			...[json(request.work), request.project, json(request.inventory), json(request.askedLimit)],
			...[request.tags, request.skipTags, json(request.variables), request.secretNames, json(request.options)],
			...[request.check, json(run.fingerprint), run.sealedKey, transaction.actor],
			...[run.taskId, run.stepName, run.approvalId, run.sealedSecrets],
		],
	);
	return added > 0 ? await findRun(transaction, run.runId) : undefined;
}

export async function findRun(transaction: Transaction, runId: string): Promise<AnsibleRun | undefined> {
	return await transaction.row(runRow, `${selected} where r.run_id = $1`, [runId]);
}

/** A run as it is now, and stays until the transaction ends. */
export async function lockRun(transaction: Transaction, runId: string): Promise<AnsibleRun | undefined> {
	return await transaction.row(runRow, `${selected} where r.run_id = $1 for no key update`, [runId]);
}

/** The newest attempt of a run. */
export async function findLatestAttempt(transaction: Transaction, baseRunId: string): Promise<AnsibleRun | undefined> {
	return await transaction.row(runRow, `${selected} where r.base_run_id = $1 order by r.attempt desc limit 1`, [
		baseRunId,
	]);
}

/** All attempts of a run, the first one first. */
export async function listAttempts(transaction: Transaction, baseRunId: string): Promise<AnsibleRun[]> {
	return await transaction.rows(runRow, `${selected} where r.base_run_id = $1 order by r.attempt`, [baseRunId]);
}

/**
 * Notes what was started.
 *
 * @param fault what is wrong with it: then it is no success when it ends.
 * @returns false when the run has ended.
 */
export async function updateStarted(
	transaction: Transaction,
	runId: string,
	reference: string,
	{ commit, changesHash, inventoryHash, hosts }: RunOrigin,
	fault = '',
): Promise<boolean> {
	const changed = await transaction.run(
		`update msp.ansible_run set status = 'running', reference = $2, commit = $3, changes_hash = $4, inventory_hash = $5,
			hosts = $6, started_at = coalesce(started_at, now()), explanation = $7
		where run_id = $1 and status in ('planned', 'running')`,
		[runId, reference.slice(0, 300), commit, changesHash, inventoryHash, hosts, fault.slice(0, 1_000)],
	);
	return changed > 0;
}

/** Notes the approval under which a run that has none begins. */
export async function updateApproval(transaction: Transaction, runId: string, approvalId: string): Promise<void> {
	await transaction.run(
		`update msp.ansible_run set approval_id = $2 where run_id = $1 and status = 'planned' and approval_id is null`,
		[runId, approvalId],
	);
}

/**
 * Takes back the end of a run that was ended before it began, and began all the same.
 *
 * @param sealedSecrets as they were: they are needed until it ends.
 * @returns false when it has not ended so.
 */
export async function updateReopened(
	transaction: Transaction,
	runId: string,
	sealedSecrets: string | null,
): Promise<boolean> {
	const changed = await transaction.run(
		`update msp.ansible_run set status = 'running', verdict = null, ended_at = null, explanation = '', reported = false,
			sealed_secrets = $2
		where run_id = $1 and reference = '' and verdict in ('cancelled', 'refused')`,
		[runId, sealedSecrets],
	);
	return changed > 0;
}

/** Notes why a run could not be started yet. */
export async function updateDelay(transaction: Transaction, runId: string, explanation: string): Promise<void> {
	await transaction.run(`update msp.ansible_run set explanation = $2 where run_id = $1 and status = 'planned'`, [
		runId,
		explanation.slice(0, 2_000),
	]);
}

/** Records how a run came out, once. @returns false when that was recorded before. */
export async function updateEnded(transaction: Transaction, outcome: RunOutcome): Promise<boolean> {
	const { runId, verdict, origin } = outcome;
	const changed = await transaction.run(
		`update msp.ansible_run set status = $2,
			verdict = case when status = 'running' and explanation <> '' and $3::text = 'ok' then 'failed' else $3::text end,
			explanation = left(concat_ws(' ', case when status = 'running' then nullif(explanation, '') end, $4::text), 2000),
			exit_code = $5, stats = $6, warnings = $7,
			not_reported = $8, leftovers = $9, log_tail = $10, started_at = coalesce($11::timestamptz, started_at),
			ended_at = coalesce($12::timestamptz, now()), commit = coalesce(commit, $13),
			changes_hash = coalesce(changes_hash, $14), inventory_hash = coalesce(inventory_hash, $15),
			hosts = coalesce(hosts, $16), sealed_secrets = null
		where run_id = $1 and status in ('planned', 'running')`,
		[
			...[runId, verdict === 'lost' ? 'lost' : 'ended', verdict, outcome.explanation, outcome.exitCode],
			...[json(outcome.stats), json(outcome.warnings), json(outcome.notReported), json(outcome.leftovers)],
			...[outcome.logTail, outcome.startedAt, outcome.endedAt],
			...[origin.commit, origin.changesHash, origin.inventoryHash, origin.hosts],
		],
	);
	return changed > 0;
}

/** Notes that whoever asked knows how the run came out. */
export async function updateReported(transaction: Transaction, runId: string): Promise<void> {
	await transaction.run(
		`update msp.ansible_run set reported = true where run_id = $1 and status in ('ended', 'lost') and not reported`,
		[runId],
	);
}

export interface RunFilter {
	readonly statuses?: readonly RunStatus[];
	readonly verdicts?: readonly RunOutcome['verdict'][];
	readonly project?: string;
	/** Runs that have a result of this host, or mean it. */
	readonly host?: string;
	readonly check?: boolean;
	/** Started or planned since then. */
	readonly since?: Date;
	readonly taskId?: string;
	readonly limit: number | null;
}

/** Newest first. */
export async function selectRuns(transaction: Transaction, filter: RunFilter): Promise<AnsibleRun[]> {
	return await transaction.rows(
		runRow,
		`${selected} where ($1::text[] is null or r.status = any($1)) and ($2::text[] is null or r.verdict = any($2))
			and ($3::text is null or r.project = $3)
			and ($4::text is null or $4 = any(r.hosts)
				or exists (select from msp.ansible_host_result h where h.run_id = r.run_id and h.host = $4))
			and ($5::boolean is null or r.is_check = $5) and ($6::timestamptz is null or r.created_at >= $6)
			and ($7::uuid is null or r.task_id = $7)
		order by r.created_at desc, r.run_id limit $8`,
		[
			...[filter.statuses ?? null, filter.verdicts ?? null, filter.project ?? null, filter.host ?? null],
			...[filter.check ?? null, filter.since ?? null, filter.taskId ?? null, filter.limit],
		],
	);
}

/** Forgets what runs of long ago wrote to their logs. Who ran what, where and how it came out stays. */
export async function clearOldLogs(transaction: Transaction, days: number): Promise<number> {
	return await transaction.run(
		`with old as (
			update msp.ansible_run set log_tail = '' where status in ('ended', 'lost') and log_tail <> ''
				and ended_at < now() - make_interval(days => $1) returning run_id),
		hosts as (
			update msp.ansible_host_result h set stats = '{}', changes = (
					select coalesce(jsonb_agg(c || '{"before": null, "after": null}'), '[]') from jsonb_array_elements(h.changes) c)
				from old where h.run_id = old.run_id returning 1)
		select from old`,
		[days],
	);
}
