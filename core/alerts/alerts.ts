import { z } from 'zod';
import { json, type Transaction } from '../db';
import { language } from '../kernel/languages';

export const alertKinds = [
	/** Deliveries of a payment provider are refused. */
	'deliveries_refused',
	/** A task failed for good. */
	'task_failed',
	/** A customer who got no log-in, since the welcome mail was refused for good. */
	'no_log_in',
	/** A task completed without one of its steps. */
	'step_left_out',
	/** No server has room. */
	'no_room',
	/** A payment needs a person. */
	'payment',
	/** An invoice was voided, and its service runs. */
	'invoice',
	/** Invoices of Invoice Ninja whose client or product nobody knows. */
	'unknown_item',
	/** n8n stopped in the middle of runs. */
	'runs_cut_off',
	/** A run of a workflow failed. */
	'run_failed',
	/** Items that left a workflow by an error output, for a reason that staff can mend. */
	'item_failed',
	/** What an operator's own workflow tells. */
	'other',
] as const;
export type AlertKind = (typeof alertKinds)[number];

export const alertSeverities = ['error', 'info', 'warning'] as const;
export type AlertSeverity = (typeof alertSeverities)[number];

/**
 * How an alert ends by itself: its tasks and events are over; its tasks are completed after all; payments are accepted
 * again; nobody needs to look at the payment any more; nothing of it was seen for a day; or not by itself.
 */
export const settlings = [
	'work_over',
	'work_completed',
	'payments_accepted',
	'attention_cleared',
	'quiet',
	'by_hand',
] as const;
export type Settling = (typeof settlings)[number];

const text = z.string().optional();

/** The page on which a payment can be placed. The link to it is made when the mail is. */
const placement = z.object({
	page: z.string(),
	paymentEventId: z.uuid(),
	mayCreate: z.boolean(),
	hours: z.number(),
	language,
});
export type AlertPlacement = Readonly<z.infer<typeof placement>>;

/** What a mail says beside the words. Never a secret. */
const alertFacts = z.object({
	customerCode: text,
	domain: text,
	orderReference: text,
	/** What the customer has paid, in words: `9.90 EUR`. */
	paid: text,
	taskId: text,
	stepName: text,
	errorClass: text,
	/** In the vendor's own words. */
	vendorMessage: text,
	detailsUrl: text,
	/** Of refused deliveries: whose they are. */
	provider: text,
	placement: placement.optional(),
});
export type AlertFacts = Readonly<z.infer<typeof alertFacts>>;

/** `problem`: that it is so. `done`: that all of it is done. */
export const phases = ['problem', 'done'] as const;
export type Phase = (typeof phases)[number];

const alertRow = z.object({
	alertId: z.uuid(),
	cause: z.string(),
	kind: z.enum(alertKinds),
	severity: z.enum(alertSeverities),
	title: z.string(),
	message: z.string(),
	remedy: z.string(),
	facts: alertFacts,
	settles: z.enum(settlings),
	/** How often it was reported. */
	count: z.number(),
	firstSeenAt: z.date(),
	lastSeenAt: z.date(),
	toTell: z.enum(phases).nullable(),
	tellAttempts: z.number(),
	tellFailure: z.string().nullable(),
	toldAt: z.date().nullable(),
	settledAt: z.date().nullable(),
	settledBy: z.string().nullable(),
});
export type Alert = Readonly<z.infer<typeof alertRow>>;

const columns = `a.id as alert_id, a.cause, a.kind, a.severity, a.title, a.message, a.remedy, a.facts, a.settles, a.count,
	a.first_seen_at, a.last_seen_at, a.to_tell, a.tell_attempts, a.tell_failure, a.told_at, a.settled_at, a.settled_by`;

/** Told only when it is frequent: so many reports within so many seconds. Any one of several is enough. */
export interface Limit {
	readonly reports: number;
	readonly withinSeconds: number;
}

export interface NewAlert extends Pick<
	Alert,
	'cause' | 'kind' | 'severity' | 'title' | 'message' | 'remedy' | 'facts' | 'settles'
> {
	/** How many reports this is. */
	readonly count: number;
	/** How long the mail waits for more reports of the same cause. */
	readonly waitSeconds: number;
	/** None: the first report is told. */
	readonly limits: readonly Limit[];
}

/** How long an alert that goes on is left alone after its mail. */
const repeatAfter = `interval '24 hours'`;

const savedRow = alertRow.extend({ isNew: z.boolean() });
export type SavedAlert = Readonly<z.infer<typeof savedRow>>;

/**
 * Records a report. The first of a cause makes an alert; the next ones are counted with it while it is open. The newest
 * words count. One that goes on a day after its mail is told again.
 */
export async function saveAlert(transaction: Transaction, alert: NewAlert): Promise<SavedAlert> {
	const keep = Math.max(1, ...alert.limits.map(({ reports }) => reports));
	const saved = await transaction.row(
		savedRow,
		`insert into msp.alert as a (cause, kind, severity, title, message, remedy, facts, settles, count, recent, to_tell, tell_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9::bigint, array_fill(now(), array[least($9::bigint, $10::bigint)::integer]), null,
			now() + make_interval(secs => $11::float8))
		on conflict (cause) where settled_at is null do update set
			severity = excluded.severity, title = excluded.title, message = excluded.message, remedy = excluded.remedy,
			facts = excluded.facts, count = a.count + excluded.count, last_seen_at = now(),
			-- A run with work in hand makes of an alert without any one that ends with the work.
			settles = case when a.settles = 'quiet' then excluded.settles else a.settles end,
			recent = (select array_agg(at) from (select at from unnest(a.recent || excluded.recent) as seen(at)
				order by at desc limit $10::bigint) newest)
		returning ${columns}, (a.xmax = 0) as is_new`,
		[
			...[alert.cause, alert.kind, alert.severity, alert.title, alert.message, alert.remedy, json(alert.facts)],
			...[alert.settles, alert.count, keep, alert.waitSeconds],
		],
	);
	if (!saved) throw new RangeError(`the alert ${alert.cause} was not recorded`);
	const toTell = await transaction.row(
		alertRow.pick({ toTell: true }),
		`update msp.alert a set to_tell = case
				when a.told_at is null or (a.to_tell is null and a.told_at <= now() - ${repeatAfter}) then 'problem'
				else a.to_tell end
		where a.id = $1 and ${loud} returning a.to_tell`,
		[saved.alertId, json(alert.limits)],
	);
	return { ...saved, toTell: toTell?.toTell ?? saved.toTell };
}

/** Whether one of the limits is reached, or there is none; for $2. */
const loud = `($2::jsonb = '[]' or exists (select from jsonb_to_recordset($2::jsonb) as l(reports integer, "withinSeconds" integer)
	where (select count(*) from unnest(a.recent) as seen(at) where at > now() - make_interval(secs => l."withinSeconds"))
		>= l.reports))`;

/** How long whoever took an alert has for its mail. */
const leaseSeconds = 120;

/** Takes what is to be told now, the oldest first, and keeps others from taking it for two minutes. */
export async function takeAlertsToTell(transaction: Transaction, limit: number): Promise<Alert[]> {
	const taken = await transaction.rows(
		alertRow,
		`update msp.alert a set lease_until = now() + make_interval(secs => $2::float8), tell_attempts = a.tell_attempts + 1
		where a.id in (select id from msp.alert
			where to_tell is not null and tell_at <= now() and (lease_until is null or lease_until <= now())
			order by tell_at limit $1 for update skip locked)
		returning ${columns}`,
		[limit, leaseSeconds],
	);
	return taken.sort((one, other) => one.firstSeenAt.getTime() - other.firstSeenAt.getTime());
}

/**
 * Records that staff were told. What is told already stays as it is; undefined when there is no such alert.
 */
export async function setTold(transaction: Transaction, alertId: string, phase: Phase): Promise<Alert | undefined> {
	return await transaction.row(
		alertRow,
		`update msp.alert a set lease_until = null, tell_failure = null, tell_attempts = 0,
			told_at = case when $2 = 'problem' then now() else a.told_at end,
			to_tell = case when a.to_tell = $2 then null else a.to_tell end
		where a.id = $1 returning ${columns}`,
		[alertId, phase],
	);
}

/** Records that the mail could not be sent. It is tried again: after a minute at first, after a quarter of an hour at most. */
export async function setNotTold(transaction: Transaction, alertId: string, why: string): Promise<Alert | undefined> {
	return await transaction.row(
		alertRow,
		`update msp.alert a set lease_until = null, tell_failure = $2,
			tell_at = now() + interval '1 minute' * least(15, 2 ^ least(greatest(a.tell_attempts, 1) - 1, 4))
		where a.id = $1 returning ${columns}`,
		[alertId, why],
	);
}

/** Ends an alert by a person's word: nothing more is told. Undefined when there is no such alert. */
export async function setClosed(transaction: Transaction, alertId: string, by: string): Promise<Alert | undefined> {
	return await transaction.row(
		alertRow,
		`update msp.alert a set to_tell = null, settled_at = coalesce(a.settled_at, now()),
			settled_by = case when a.settled_at is null then $2 else a.settled_by end
		where a.id = $1 returning ${columns}`,
		[alertId, by],
	);
}

/** Ends the open alert of a cause by itself, and without a word. */
export async function setEnded(transaction: Transaction, cause: string): Promise<void> {
	await transaction.run(
		`update msp.alert set to_tell = null, settled_at = now() where cause = $1 and settled_at is null`,
		[cause],
	);
}

/** Ends all open alerts whose cause has one of these forms of LIKE, without a word. */
export async function setEndedLike(transaction: Transaction, causes: readonly string[]): Promise<void> {
	await transaction.run(
		`update msp.alert set to_tell = null, settled_at = now() where cause like any($1) and settled_at is null`,
		[causes],
	);
}

export interface AlertFilter {
	readonly open?: boolean;
	readonly kinds?: readonly AlertKind[];
	readonly limit: number | null;
}

/** Newest first. */
export async function listAlerts(transaction: Transaction, filter: AlertFilter): Promise<Alert[]> {
	return await transaction.rows(
		alertRow,
		`select ${columns} from msp.alert a
		where ($1::boolean is null or (a.settled_at is null) = $1) and ($2::text[] is null or a.kind = any($2))
		order by a.first_seen_at desc, a.id limit $3`,
		[filter.open ?? null, filter.kinds ?? null, filter.limit],
	);
}
