/** What a task does on one host, in a play that a stand-in acts. */
export interface PlayedResult {
	readonly kind: 'ok' | 'changed' | 'failed' | 'ignored' | 'rescued' | 'unreachable' | 'skipped';
	/** What the module says: `msg` and the like. */
	readonly res?: Readonly<Record<string, unknown>>;
}

export interface PlayedTask {
	readonly task: string;
	/** `*` is every host that has no line of its own. */
	readonly on: Readonly<Record<string, PlayedResult | undefined>>;
	/** It runs for real also in check mode (`check_mode: false`). */
	readonly always?: true;
}

export interface PlayedCounts {
	ok: number;
	changed: number;
	dark: number;
	failures: number;
	skipped: number;
	rescued: number;
	ignored: number;
}

/** One result in the order in which Ansible would tell it. */
export interface PlayedStep {
	readonly task: string;
	readonly host: string;
	readonly result: PlayedResult;
	readonly always: boolean;
}

/**
 * Acts a play with the linear strategy: task by task, host by host. A host that failed or was not reached takes no more
 * part. The counts are as Ansible keeps them (ansible/plugins/strategy/__init__.py): an ignored failure is `ok` too.
 */
export function act(
	tasks: readonly PlayedTask[],
	hosts: readonly string[],
): { readonly steps: readonly PlayedStep[]; readonly counts: ReadonlyMap<string, PlayedCounts> } {
	const counts = new Map(
		hosts.map((host) => [
			host,
			{ ok: 0, changed: 0, dark: 0, failures: 0, skipped: 0, rescued: 0, ignored: 0 } satisfies PlayedCounts,
		]),
	);
	const gone = new Set<string>();
	const steps: PlayedStep[] = [];
	for (const { task, on, always } of tasks) {
		for (const host of hosts) {
			const result = on[host] ?? on['*'];
			const count = counts.get(host);
			if (gone.has(host) || !result || !count) continue;
			steps.push({ task, host, result, always: always === true });
			if (result.kind === 'ok' || result.kind === 'changed' || result.kind === 'ignored') count.ok += 1;
			if (result.kind === 'changed') count.changed += 1;
			if (result.kind === 'ignored') count.ignored += 1;
			if (result.kind === 'skipped') count.skipped += 1;
			if (result.kind === 'rescued') count.rescued += 1;
			if (result.kind === 'failed') count.failures += 1;
			if (result.kind === 'unreachable') count.dark += 1;
			if (result.kind === 'failed' || result.kind === 'unreachable') gone.add(host);
		}
	}
	return { steps, counts };
}

/** The hosts of a limit of literal names: hosts and groups. Anything else is every host. */
export function limited(
	inventory: { readonly hosts: readonly string[]; readonly groups: Readonly<Record<string, readonly string[]>> },
	limit: string,
): string[] {
	const names = limit.split(/[,:]/).filter((name) => name !== '');
	if (names.length === 0 || names.includes('all')) return [...inventory.hosts];
	return inventory.hosts.filter((host) =>
		names.some((name) => name === host || inventory.groups[name]?.includes(host)),
	);
}
