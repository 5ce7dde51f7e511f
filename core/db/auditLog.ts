import { z } from 'zod';
import type { Transaction } from './store';

/** One thing that somebody did, or meant to do. Rows are only ever added. */
export interface AuditEntry {
	readonly customerId: string | null;
	/** Who: `n8n workflow 'Payment received' execution 12`. */
	readonly actor: string;
	/** What, `thing.verb`: `task.start`. */
	readonly action: string;
	/** To what: an ID or a name. */
	readonly subject: string;
	readonly outcome: 'intended' | 'done' | 'failed' | 'undone';
	/** Never a secret. */
	readonly detail: Readonly<Record<string, unknown>>;
	readonly correlationId: string;
}

export async function addAudit(transaction: Transaction, entry: AuditEntry): Promise<void> {
	await transaction.run(
		`insert into msp.audit_log (customer_id, actor, action, subject, outcome, detail, correlation_id)
		values ($1, $2, $3, $4, $5, $6, $7)`,
		[
			entry.customerId,
			entry.actor,
			entry.action,
			entry.subject,
			entry.outcome,
			JSON.stringify(entry.detail),
			entry.correlationId,
		],
	);
}

export const auditRow = z.object({
	auditId: z.number(),
	customerId: z.uuid().nullable(),
	actor: z.string(),
	action: z.string(),
	subject: z.string(),
	outcome: z.enum(['intended', 'done', 'failed', 'undone']),
	detail: z.record(z.string(), z.unknown()),
	correlationId: z.string(),
	at: z.date(),
});
export type AuditRow = z.infer<typeof auditRow>;

/** What was done to a subject, or under a correlation ID, oldest first. */
export async function listAudit(
	transaction: Transaction,
	about: { readonly subject: string } | { readonly correlationId: string },
): Promise<AuditRow[]> {
	const [column, value] = 'subject' in about ? ['subject', about.subject] : ['correlation_id', about.correlationId];
	return await transaction.rows(
		auditRow,
		`select id as "auditId", customer_id as "customerId", actor, action, subject, outcome, detail,
			correlation_id as "correlationId", at
		from msp.audit_log where ${column} = $1 order by id`,
		[value],
	);
}
