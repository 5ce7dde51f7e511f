import { z } from 'zod';
import type { Statement } from './oneRoundTrip';
import { json, storable } from './sql';
import type { Transaction } from './store';

/** One thing that somebody did, or meant to do. The log only grows. */
export interface AuditEntry {
	readonly customerId: string | null;
	/** What, `thing.verb`: `task.start`. */
	readonly action: string;
	/** To what: an ID or a name. */
	readonly subject: string;
	readonly outcome: 'intended' | 'done' | 'failed' | 'undone';
	/** Never a secret. */
	readonly detail: Readonly<Record<string, unknown>>;
	readonly correlationId: string;
}

/** The statement that writes the entries of one transaction. */
export function auditStatement(entries: readonly AuditEntry[], actor: string): Statement {
	return {
		sql: `insert into msp.audit_log (customer_id, actor, action, subject, outcome, detail, correlation_id)
			select "customerId", $1, action, subject, outcome, detail, "correlationId"
			from jsonb_to_recordset($2::jsonb) as entry("customerId" uuid, action text, subject text, outcome text,
				detail jsonb, "correlationId" text)`,
		values: [storable(actor), json(entries)],
	};
}

export const auditRow = z.object({
	auditId: z.number(),
	customerId: z.uuid().nullable(),
	/** Who: `n8n workflow 'Payment received' execution 12`. */
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
		`select id as audit_id, customer_id, actor, action, subject, outcome, detail, correlation_id, at
		from msp.audit_log where ${column} = $1 order by id`,
		[value],
	);
}
