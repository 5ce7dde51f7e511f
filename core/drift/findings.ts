import { z } from 'zod';
import { assignments, type ColumnKind, inSeconds, json, ofCustomerCode, search, type Transaction } from '../db';
import { domainSearch } from '../kernel/domainName';
import { toldLimits } from '../kernel/hostingLimits';
import { serviceStatuses, suspensionReasons } from '../services';

/** How billing and a panel disagree. */
export const driftKinds = [
	'paid_but_suspended',
	'active_but_suspended',
	'suspended_but_alive',
	'terminated_but_alive',
	'active_but_missing',
	'many_missing',
	'wrong_server',
	'wrong_package',
	'wrong_limits',
	'package_differs',
	'orphan_account',
	'server_unread',
] as const;
export type DriftKind = (typeof driftKinds)[number];

/** What the pack can do about it. No fix deletes anything. */
export const driftFixes = ['unsuspend', 'suspend', 'change_package', 'reapply_package'] as const;
export type DriftFix = (typeof driftFixes)[number];

export const driftSeverities = ['error', 'warning', 'info'] as const;
export type DriftSeverity = (typeof driftSeverities)[number];

export const driftStatuses = ['open', 'approved', 'fixed', 'failed', 'gone', 'ignored'] as const;
export type DriftStatus = (typeof driftStatuses)[number];

/** How a service's invoices stand: none overdue; one overdue or written off; or no invoice at all. */
export const standings = ['paid', 'owing', 'unbilled'] as const;
export type Standing = (typeof standings)[number];

/** What billing says; only what the finding is about. */
export const billingSide = z
	.object({
		status: z.enum(serviceStatuses),
		suspendedBy: z.string(),
		suspensionReason: z.enum(suspensionReasons),
		standing: z.enum(standings),
		planCode: z.string(),
		packageName: z.string(),
		limits: toldLimits,
		/** Another server, on which billing has the service. */
		serverCode: z.string(),
		/** How many services billing has on the server. */
		services: z.number(),
	})
	.partial();
export type BillingSide = Readonly<z.infer<typeof billingSide>>;

/** What the panel says; only what the finding is about. */
export const panelSide = z
	.object({
		/** False when there is no such account. */
		present: z.boolean(),
		suspended: z.boolean(),
		suspensionReason: z.string(),
		packageName: z.string(),
		limits: toldLimits,
		/** Another account that serves the domain, or another domain that the account serves. */
		instead: z.string(),
		/** How many services have no account. */
		missing: z.number(),
		vendorMessage: z.string(),
		remedy: z.string(),
	})
	.partial();
export type PanelSide = Readonly<z.infer<typeof panelSide>>;

const driftFindingRow = z.object({
	findingId: z.uuid(),
	findingKey: z.string(),
	kind: z.enum(driftKinds),
	severity: z.enum(driftSeverities),
	runId: z.uuid(),
	serverId: z.uuid(),
	serverCode: z.string(),
	customerId: z.uuid().nullable(),
	customerCode: z.string().nullable(),
	serviceId: z.uuid().nullable(),
	/** Of the account; null when the finding is about a server or a package. */
	username: z.string().nullable(),
	domain: z.string().nullable(),
	billing: billingSide,
	panel: panelSide,
	/** Null: a person has to look. */
	fix: z.enum(driftFixes).nullable(),
	status: z.enum(driftStatuses),
	firstSeenAt: z.date(),
	lastSeenAt: z.date(),
	decidedBy: z.string().nullable(),
	decidedAt: z.date().nullable(),
	endedAt: z.date().nullable(),
	failure: z.string().nullable(),
});
export type DriftFinding = Readonly<z.infer<typeof driftFindingRow>>;

const selected = `select f.*, f.id as finding_id, v.server_code, c.customer_code
from msp.drift_finding f join msp.server v on v.id = f.server_id left join msp.customer c on c.id = f.customer_id`;

/** The most serious first, then kind by kind and server by server. */
const order = `order by array_position(array['error', 'warning', 'info'], f.severity), f.kind, v.server_code, f.domain, f.id`;

/** A finding of one audit. */
export interface NewFinding extends Pick<
	DriftFinding,
	'kind' | 'severity' | 'serverId' | 'serviceId' | 'customerId' | 'username' | 'domain' | 'billing' | 'panel' | 'fix'
> {
	/** The same disagreement has the same key, night after night. */
	readonly key: string;
}

/**
 * Records the findings of a run. A known finding is seen again: an ignored one stays ignored, and an approval that led to
 * nothing within the hour is open again. A finding that was fixed, or gone, begins anew.
 */
export async function recordFindings(
	transaction: Transaction,
	runId: string,
	findings: readonly NewFinding[],
): Promise<void> {
	if (findings.length === 0) return;
	// A list that shifts between two pages shows an account twice.
	const once = [...new Map(findings.map((finding) => [finding.key, finding])).values()];
	await transaction.run(
		`insert into msp.drift_finding as f (finding_key, kind, severity, run_id, server_id, customer_id, service_id, username,
			domain, billing, panel, fix, first_seen_at, last_seen_at)
		select n.key, n.kind, n.severity, $1, n."serverId", n."customerId", n."serviceId", n.username, n.domain, n.billing,
			n.panel, n.fix, clock_timestamp(), clock_timestamp()
		from jsonb_to_recordset($2::jsonb) as n(key text, kind text, severity text, "serverId" uuid, "customerId" uuid,
			"serviceId" uuid, username text, domain text, billing jsonb, panel jsonb, fix text)
		order by n.key
		on conflict (finding_key) do update set severity = excluded.severity, run_id = excluded.run_id,
			customer_id = excluded.customer_id, service_id = excluded.service_id, username = excluded.username,
			domain = excluded.domain, billing = excluded.billing, panel = excluded.panel, fix = excluded.fix,
			last_seen_at = clock_timestamp(), ended_at = null,
			first_seen_at = case when f.status in ('fixed', 'gone') then clock_timestamp() else f.first_seen_at end,
			failure = case when f.status in ('fixed', 'gone') then null else f.failure end,
			status = case when ${stillDecided} then f.status else 'open' end,
			decided_by = case when ${stillDecided} then f.decided_by end,
			decided_at = case when ${stillDecided} then f.decided_at end`,
		[runId, json(once)],
	);
}

const stillDecided = `(f.status = 'ignored' or (f.status = 'approved' and f.decided_at > now() - interval '1 hour'))`;

/**
 * Marks the findings of a server that were not seen since a time as gone. It leaves those of a service that is at work, or
 * has changed since: nobody has looked whether they are still true.
 *
 * @param kinds only these; null is all.
 */
export async function markUnseenGone(
	transaction: Transaction,
	serverId: string,
	since: Date,
	kinds: readonly DriftKind[] | null,
): Promise<number> {
	return await transaction.run(
		`update msp.drift_finding f set status = 'gone', ended_at = now()
		where f.server_id = $1 and f.last_seen_at < $2 and f.status not in ('gone', 'fixed')
			and ($3::text[] is null or f.kind = any($3))
			and not exists (select from msp.service s where s.id = f.service_id and s.updated_at >= $2)
			and not exists (select from msp.task t where t.subject_id = f.service_id
				and (t.updated_at >= $2 or t.status not in ('completed', 'failed', 'cancelled')))`,
		[serverId, since, kinds],
	);
}

/** A service that sits on another server is one finding: there, and not as missing here. */
export async function dropMissingElsewhere(transaction: Transaction, runId: string): Promise<number> {
	return await transaction.run(
		`update msp.drift_finding f set status = 'gone', ended_at = now()
		where f.run_id = $1 and f.kind = 'active_but_missing' and f.status <> 'gone' and exists (
			select from msp.drift_finding e where e.run_id = $1 and e.kind = 'wrong_server' and e.service_id = f.service_id)`,
		[runId],
	);
}

export async function findFinding(transaction: Transaction, findingId: string): Promise<DriftFinding | undefined> {
	return await transaction.row(driftFindingRow, `${selected} where f.id = $1`, [findingId]);
}

/** The finding, locked until the transaction ends. */
export async function lockFinding(transaction: Transaction, findingId: string): Promise<DriftFinding | undefined> {
	transaction.locking('finding', findingId);
	return await transaction.row(driftFindingRow, `${selected} where f.id = $1 for update of f`, [findingId]);
}

export interface FindingChange {
	readonly status: DriftStatus;
	/** Null forgets who decided; without it that stays. */
	readonly decidedBy?: string | null;
	readonly failure?: string | null;
}

const changeable = {
	status: 'value',
	decidedBy: 'value',
	failure: 'value',
	decided: inSeconds('decided_at'),
	ended: inSeconds('ended_at'),
} satisfies Record<string, ColumnKind>;

/** Changes a finding that the caller has locked. */
export async function changeFinding(transaction: Transaction, findingId: string, change: FindingChange): Promise<void> {
	const { status, decidedBy } = change;
	const decided = typeof decidedBy === 'string' ? 0 : decidedBy;
	const ended = status === 'fixed' || status === 'gone' ? 0 : null;
	const { sql, values } = assignments({ ...change, decided, ended }, changeable, [findingId]);
	await transaction.run(`update msp.drift_finding set ${sql} where id = $1`, values);
}

export interface FindingFilter {
	/** In the domain or the user name. */
	readonly search?: string;
	readonly runId?: string;
	readonly serverCode?: string;
	readonly customerCode?: string;
	readonly kinds?: readonly DriftKind[];
	readonly statuses?: readonly DriftStatus[];
	/** True for those that the pack can fix, false for those that need a person. */
	readonly fixable?: boolean;
	readonly limit: number | null;
}

/** The most serious first. */
export async function listFindings(transaction: Transaction, filter: FindingFilter): Promise<DriftFinding[]> {
	return await transaction.rows(
		driftFindingRow,
		`${selected} where ${search('$1', "coalesce(f.domain, '')", "coalesce(f.username, '')")}
			and ($2::uuid is null or f.run_id = $2) and ($3::text is null or v.server_code = $3)
			and ($4::text is null or ${ofCustomerCode('$4')}) and ($5::text[] is null or f.kind = any($5))
			and ($6::text[] is null or f.status = any($6)) and ($7::boolean is null or (f.fix is not null) = $7)
		${order} limit $8`,
		[
			...[
				filter.search === undefined ? null : domainSearch(filter.search),
				filter.runId ?? null,
				filter.serverCode ?? null,
				filter.customerCode ?? null,
			],
			...[filter.kinds ?? null, filter.statuses ?? null, filter.fixable ?? null, filter.limit],
		],
	);
}
