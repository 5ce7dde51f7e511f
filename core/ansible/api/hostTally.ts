import type { HostResult, HostStatus } from '../outcome';

type Counts = HostResult['counts'];

export const noCounts: Counts = {
	ok: 0,
	changed: 0,
	unreachable: 0,
	failed: 0,
	skipped: 0,
	rescued: 0,
	ignored: 0,
};

/** The status of a host by its counts. `ok` of Ansible holds the changed tasks too. */
export function statusOf({ ok, changed, unreachable, failed, skipped, rescued, ignored }: Counts): HostStatus {
	if (failed > 0) return 'failed';
	if (unreachable > 0) return 'unreachable';
	if (changed > 0) return 'changed';
	if (ok > 0 || rescued > 0 || ignored > 0) return 'ok';
	return skipped > 0 ? 'skipped' : 'not_attempted';
}

type FailedTask = HostResult['failedTasks'][number];

/**
 * Tells the failures of a host apart that the play rescued. Only the last may be those that count: after one of them the
 * host takes no more part.
 *
 * @param failures by task: of a loop, all items that failed.
 */
export function failuresApart(
	failures: ReadonlyArray<readonly FailedTask[]>,
	{ failed, rescued, unreachable }: Counts,
): { readonly failed: FailedTask[]; readonly rescued: FailedTask[] } {
	const counting = failed + unreachable;
	const cut = rescued === 0 ? 0 : counting === 0 ? failures.length : Math.max(0, failures.length - counting);
	return { failed: failures.slice(cut).flat(), rescued: failures.slice(0, cut).flat() };
}
