import type { NinjaParameters } from './transport';
import type { NinjaRow } from './rows';
import type { RowState } from './listing';

/** What an overdue list was asked for beside being overdue. */
export interface OverdueFilter {
	readonly states: readonly RowState[];
	readonly filters: NinjaParameters;
	/** The other words of `client_status` that were asked for in the same list. */
	readonly others?: readonly string[];
	/** YYYY-MM-DD. */
	readonly today: string;
}

/** The numbers of a status in the words of `client_status`. */
const listWords: Readonly<Record<number, string>> = {
	1: 'draft',
	2: 'unpaid',
	3: 'unpaid',
	4: 'paid',
	5: 'cancelled',
	6: 'cancelled',
};

/**
 * Whether an invoice is overdue, and fits what else was asked. Invoice Ninja's own filter joins the due date of a deposit by
 * an OR without brackets, so that its list holds rows of other clients, too (app/Filters/InvoiceFilters.php).
 */
export function isOverdue(row: NinjaRow, { states, filters, others = [], today }: OverdueFilter): boolean {
	const status = Number(row.status_id);
	if (!states.includes(stateOf(row))) return false;
	if (filters.client_id !== undefined && row.client_id !== filters.client_id) return false;
	if (filters.number !== undefined && String(row.number) !== String(filters.number)) return false;
	if (others.includes(listWords[status] ?? '')) return true;
	if (status !== 2 && status !== 3) return false;
	if (!(Number(row.balance) > 0)) return false;
	const partialDue = Number(row.partial) > 0 ? dayOf(row.partial_due_date) : '';
	const due = dayOf(row.due_date);
	return (partialDue !== '' && partialDue < today) || (due !== '' && due < today);
}

const dayOf = (value: unknown) => (typeof value === 'string' ? value.slice(0, 10) : '');

/** Deleted counts before archived: a deleted row has the time of both. */
export function stateOf(row: NinjaRow): RowState {
	if (row.is_deleted === true) return 'deleted';
	return Number(row.archived_at ?? 0) > 0 ? 'archived' : 'active';
}
