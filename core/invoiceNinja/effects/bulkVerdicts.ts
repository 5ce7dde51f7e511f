import type { NinjaEntity } from '../entities';
import type { NinjaRow } from '../rows';
import { kindOf } from '../entities';
import { statusWord } from '../statuses';
import { plainText } from './plainText';

type Row = NinjaRow;
type More = Readonly<Record<string, unknown>>;
type Shows = (row: Row, more: More, status: string | null) => boolean;

const archived = ({ archived_at }: Row) => Number(archived_at ?? 0) > 0;
const deleted = ({ is_deleted }: Row) => is_deleted === true;
const statusIn =
	(...words: readonly string[]): Shows =>
	(_, __, status) =>
		words.includes(status ?? '');

/** What a row looks like once an action is done. An action that is not here leaves nothing in the row that tells. */
const signs: Readonly<Record<string, Shows>> = {
	archive: (row) => archived(row) && !deleted(row),
	delete: deleted,
	restore: (row) => !archived(row) && !deleted(row),
	mark_sent: (_, __, status) => status !== 'draft',
	mark_paid: statusIn('paid', 'applied'),
	cancel: statusIn('cancelled', 'reversed'),
	approve: statusIn('approved', 'converted'),
	convert_to_invoice: statusIn('converted'),
	convert_to_project: (row) => Boolean(row.project_id),
	start: statusIn('active', 'pending', 'completed'),
	stop: statusIn('paused'),
	set_payment_link: (row, { subscription_id }) => row.subscription_id === subscription_id,
	assign_group: (row, { group_settings_id }) => row.group_settings_id === group_settings_id,
	bulk_categorize: (row, { category_id }) => row.category_id === category_id,
	set_tax_id: (row, { tax_id }) => plainText(row.tax_id) === plainText(tax_id),
	bulk_update: (row, { column, new_value }) =>
		typeof column === 'string' && plainText(row[column]) === plainText(new_value),
	convert_matched: statusIn('converted'),
	accept: statusIn('accepted', 'received'),
};

/** A running task has an entry without an end in its time log; `start` and `stop` of tasks have no status. */
function runs({ time_log }: Row): boolean {
	return typeof time_log === 'string' && /,\s*0\s*(,|\])/.test(time_log);
}

/** Whether an action is done on a row, as far as the row tells, and why not. */
export function bulkVerdict(
	entity: NinjaEntity,
	action: string,
	more: More,
	row: Row,
): { done: boolean | null; why: string | null } {
	const status = statusWord(kindOf(entity).statuses, row.status_id);
	const sign = signs[action];
	if (entity === 'task' && (action === 'start' || action === 'stop')) {
		const done = runs(row) === (action === 'start');
		return { done, why: done ? null : `The task ${runs(row) ? 'still runs' : 'does not run'}` };
	}
	if (!sign) return { done: null, why: null };
	if (sign(row, more, status)) return { done: true, why: null };
	const is = [...(deleted(row) ? ['deleted'] : archived(row) ? ['archived'] : []), ...(status ? [status] : [])];
	return { done: false, why: `Invoice Ninja left it as it is${is.length > 0 ? `: ${is.join(', ')}` : ''}` };
}
