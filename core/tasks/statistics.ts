import { z } from 'zod';
import type { Transaction } from '../db';
import { taskStatuses } from './tasks';

const count = z.number();
const statisticsRow = z.object({
	total: count,
	...(Object.fromEntries(taskStatuses.map((status) => [status, count])) as Record<
		(typeof taskStatuses)[number],
		typeof count
	>),
	failedUncleared: count,
	oldestUnfinishedAt: z.date().nullable(),
	meanSecondsToComplete: z.number().nullable(),
});
const groupRow = z.object({ name: z.string(), count });

export type TaskStatistics = z.infer<typeof statisticsRow> & {
	readonly failuresByClass: Readonly<Record<string, number>>;
	readonly byKind: Readonly<Record<string, number>>;
};

/**
 * Counts the tasks that were created in the last `days` days.
 *
 * @param kinds only these; undefined for all.
 */
export async function taskStatistics(
	transaction: Transaction,
	days: number,
	kinds?: readonly string[],
): Promise<TaskStatistics> {
	const counts = taskStatuses.map((status) => `count(*) filter (where status = '${status}') as "${status}"`).join(', ');
	const counted = `from msp.task where created_at >= now() - make_interval(days => $1) and ($2::text[] is null or kind = any($2))`;
	const values = [days, kinds ?? null];
	const row = await transaction.row(
		statisticsRow,
		`select count(*) as total, ${counts},
			count(*) filter (where status = 'failed' and cleared_at is null) as failed_uncleared,
			min(created_at) filter (where status not in ('completed', 'failed', 'cancelled')) as oldest_unfinished_at,
			(extract(epoch from avg(completed_at - created_at) filter (where status = 'completed')))::float8
				as mean_seconds_to_complete
		${counted}`,
		values,
	);
	if (!row) throw new RangeError('the statistics query returned no row');
	const by = async (column: 'kind' | 'error_class') => {
		const groups = await transaction.rows(
			groupRow,
			`select ${column} as name, count(*) ${counted} and ${column} is not null group by 1 order by 1`,
			values,
		);
		return Object.fromEntries(groups.map(({ name, count: found }) => [name, found]));
	};
	return { ...row, failuresByClass: await by('error_class'), byKind: await by('kind') };
}
