import type { HostResult } from '../../core/ansible';

/** What came of each host: its counts, and the tasks that changed something or would. */
export function linesOfHosts(hosts: readonly HostResult[], check: boolean): string[] {
	const changed = check ? 'would change' : 'changed';
	return hosts.flatMap(({ host, status, counts, changes, failedTasks }) => [
		`${host}: ${status === 'changed' ? changed : status} (${counts.ok} ok, ${counts.changed} ${changed}, ${counts.failed} failed)`,
		...[...new Set(changes.map(({ task }) => task))].map((task) => `  · ${task}`),
		...failedTasks.map(({ task, message }) => `  ✗ ${task}: ${message.slice(0, 300)}`),
	]);
}
