import { createHash } from 'node:crypto';
import type { NinjaEntity, NinjaRow } from '../invoiceNinja';

/**
 * What is no content of an object, at any depth: the stamp of its last write, and when something was sent or looked at.
 * `updated_at` is in whole seconds and says nothing about two changes in one; the others change with signals that are
 * counted by themselves (core/feeds/rule.ts).
 */
const stamps: ReadonlySet<string> = new Set([
	'updated_at',
	'last_login',
	'last_viewed',
	'last_sent_date',
	'reminder1_sent',
	'reminder2_sent',
	'reminder3_sent',
	'reminder_last_sent',
	'sent_date',
	'viewed_date',
	'opened_date',
	'email_status',
	'email_error',
]);

/** Other objects that an answer may carry beside its own. They have contents of their own. */
const others: ReadonlySet<string> = new Set([
	'activities',
	'client',
	'company',
	'credits',
	'expenses',
	'group_settings',
	'invoice',
	'invoices',
	'ledger',
	'payments',
	'project',
	'quotes',
	'system_logs',
	'tasks',
	'user',
	'vendor',
]);

/** SHA-256 of what an object says, as Invoice Ninja sent it: the same for every order of its keys. */
export function contentHash(entity: NinjaEntity, row: NinjaRow): string {
	// Of what recurs it is the plan; of an invoice it is when the next reminder is due.
	const planned = entity.startsWith('recurring_');
	const own = Object.fromEntries(
		Object.entries(row).filter(([name]) => !others.has(name) && (planned || name !== 'next_send_date')),
	);
	return createHash('sha256')
		.update(JSON.stringify(canonical(own)))
		.digest('hex');
}

function canonical(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(canonical);
	if (typeof value !== 'object' || value === null) return value;
	const entries = Object.entries(value).filter(([name]) => !stamps.has(name));
	return entries.sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, part]) => [name, canonical(part)]);
}
