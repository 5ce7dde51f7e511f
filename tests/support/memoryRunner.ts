import { createHash } from 'node:crypto';
import { ExternalError } from '../../core/kernel/errors';
import type {
	HostResult,
	HostStatus,
	Inventory,
	InventorySource,
	RunLimit,
	RunLook,
	RunName,
	Runner,
	RunnerKind,
	RunOrigin,
	RunOutcome,
	RunRequest,
	RunVerdict,
	Script,
} from '../../core/ansible';
import { Killed, type Fate } from './memoryPanel';

/** How one run comes out. A run for which nothing is written ends well, with all its hosts changed. */
export interface PlayedRun {
	/** What becomes of the call that starts it. */
	readonly start?: Fate;
	readonly verdict?: RunVerdict;
	readonly explanation?: string;
	/** The hosts that are not as the verdict makes them. */
	readonly hosts?: Readonly<Record<string, HostStatus | Partial<HostResult>>>;
	readonly stats?: RunOutcome['stats'];
	readonly log?: string;
	readonly leftovers?: readonly string[];
	/** So many looks see it running before it ends. */
	readonly looks?: number;
	/** It runs until this is settled. */
	readonly until?: Promise<unknown>;
}

interface HeldRun {
	readonly request: RunRequest;
	readonly played: PlayedRun;
	readonly origin: RunOrigin;
	looks: number;
	released: boolean;
	cancelled: boolean;
	/** Wakes the looks that wait. */
	wake: () => void;
	readonly woken: Promise<void>;
}

export interface MemoryRunnerSettings {
	readonly kind?: RunnerKind;
	readonly inventory?: Inventory;
	readonly notReported?: readonly string[];
	/** False for a backend that tells nothing of hosts. */
	readonly reportsHosts?: boolean;
	readonly scripts?: readonly Script[];
	/** One for each run that is really started, in turn. A function decides by the request. */
	readonly runs?: PlayedRun[] | ((request: RunRequest) => PlayedRun | undefined);
}

const twoWebServers: Inventory = {
	hosts: { web1: { ansible_host: '10.77.0.11' }, web2: { ansible_host: '10.77.0.12' } },
	groups: { web: { hosts: ['web1', 'web2'] } },
};

/**
 * Where Ansible runs, in memory: it keeps the promises of `Runner`, and plays each run as it is told to. Several tests may
 * see one of them die and go on with `runner`, as with a controller that outlives n8n.
 */
export function memoryRunner({
	kind = 'controller',
	inventory: known = twoWebServers,
	notReported = [],
	reportsHosts = true,
	scripts = [],
	runs: script = [],
}: MemoryRunnerSettings = {}) {
	const held = new Map<string, HeldRun>();
	const cancelled: string[] = [];
	let closed = 0;
	/** What a run would find now. A test changes it between a check and the run that was approved. */
	const found = { commit: '1'.repeat(40) as string | null, changesHash: null as string | null };

	const inventoryOf = (source: InventorySource) => (source.kind === 'inline' ? source.inventory : known);
	const originOf = (request: RunRequest): RunOrigin => {
		const inventory = inventoryOf(request.inventory);
		return { ...found, inventoryHash: sha256(inventory), hosts: hostsOf(inventory, request.limit) };
	};

	const runner: Runner = {
		kind,
		name: `${kind} in memory`,
		notReported,
		inspect: async (request) => await Promise.resolve(originOf(request)),
		start: async (request) => {
			checkRunId(request.runId);
			const former = held.get(request.runId);
			if (former) {
				if (contentOf(former.request) === contentOf(request)) {
					return await Promise.resolve({ existing: true, origin: former.origin, reference: request.runId });
				}
				throw new ExternalError('exists', `the run ${request.runId} is another one`, 'Choose another Run Key.');
			}
			const origin = originOf(request);
			refuseOthers(request.approved, origin);
			const played = (typeof script === 'function' ? script(request) : script.shift()) ?? {};
			const fate = played.start ?? 'ok';
			if (fate === 'busy') throw new ExternalError('busy', 'the controller takes no more connections', 'Wait.');
			if (fate === 'killed_before') throw new Killed();
			const released = played.until === undefined;
			const run: HeldRun = { request, played, origin, looks: 0, released, cancelled: false, ...wakened() };
			if (fate !== 'lost_before') {
				held.set(request.runId, run);
				void played.until?.finally(() => (run.released = true));
			}
			if (fate === 'killed_after') throw new Killed();
			if (fate !== 'ok') throw new ExternalError('transport', 'the connection was lost', 'Look what became of it.');
			return { existing: false, origin, reference: request.runId };
		},
		look: async (name, cursor = '', waitSeconds = 0) => await look(held.get(name.runId), name, cursor, waitSeconds),
		cancel: async ({ runId }) => {
			const run = held.get(runId);
			cancelled.push(runId);
			if (run && !hasEnded(run)) {
				run.cancelled = true;
				run.wake();
			}
			await Promise.resolve();
		},
		inventory: async (source, _project, limit = { kind: 'all' }) => {
			const inventory = inventoryOf(source);
			const hosts = hostsOf(inventory, limit);
			return await Promise.resolve({
				hosts: Object.fromEntries(Object.entries(inventory.hosts).filter(([host]) => hosts.includes(host))),
				groups: inventory.groups,
			});
		},
		test: async () => await Promise.resolve(`Connected to ${kind} in memory.`),
		...(kind === 'controller' && {
			projects: {
				sync: async ({ name, url, ref }) => {
					const commit = createHash('sha1').update(`${url} ${ref}`).digest('hex');
					const formerCommit = found.commit;
					found.commit = commit;
					return await Promise.resolve({
						project: name,
						directory: `/home/deploy/.n8n-ansible/projects/${name}/${commit}`,
						url,
						ref,
						commit,
						subject: 'A commit in memory',
						changed: commit !== formerCommit,
						formerCommit,
					});
				},
				installRequirements: async (_project, file) =>
					await Promise.resolve({ installed: ['community.general'], log: `installed ${file}` }),
			},
		}),
		...(kind === 'scripts' && { scripts: { list: async () => await Promise.resolve(scripts) } }),
		close: async () => {
			closed += 1;
			await Promise.resolve();
		},
	};

	return {
		runner,
		/** The runs that were really started, in their order: a repeat is none. */
		started: (): readonly RunRequest[] => [...held.values()].map(({ request }) => request),
		cancelled: (): readonly string[] => cancelled,
		/** How often it was closed. */
		closed: () => closed,
		/** Changes what the next run would run. */
		change: (changed: Partial<typeof found>) => Object.assign(found, changed),
		/** A reboot: what runs is lost, and all that is known of it. */
		reboot: () => {
			for (const [runId, run] of held) {
				if (!hasEnded(run)) held.set(runId, { ...run, played: { ...run.played, verdict: 'lost' }, released: true });
			}
		},
	};

	async function look(run: HeldRun | undefined, name: RunName, cursor: string, waitSeconds: number): Promise<RunLook> {
		if (!run) return { state: 'unknown', hosts: [], log: '', cursor: '' };
		if (waitSeconds > 0 && run.played.until) {
			const patience = new Promise((resolve) => setTimeout(resolve, waitSeconds * 1_000).unref());
			await Promise.race([run.played.until.catch(() => undefined), run.woken, patience]);
		}
		const log = cursor === '' ? withoutSecrets(run.played.log ?? 'PLAY [all]\n', name.secrets) : '';
		run.looks += 1;
		if (!hasEnded(run)) return { state: 'running', hosts: [], log, cursor: '1' };
		const told = outcomeOf(run, name, notReported);
		const outcome = reportsHosts ? told : { ...told, hosts: [] };
		return { state: outcome.verdict === 'lost' ? 'lost' : 'done', hosts: outcome.hosts, log, cursor: '1', outcome };
	}
}

function wakened(): Pick<HeldRun, 'wake' | 'woken'> {
	let wake = (): void => undefined;
	const woken = new Promise<void>((resolve) => (wake = resolve));
	return { wake, woken };
}

const hasEnded = ({ cancelled, released, looks, played }: HeldRun) =>
	cancelled || (released && looks > (played.looks ?? 0));

/** The hosts of a limit, in the order of the inventory. */
function hostsOf({ hosts, groups }: Inventory, limit: RunLimit): string[] {
	const every = Object.keys(hosts);
	const members = (name: string): readonly string[] | undefined => {
		if (name === 'all') return every;
		const group = groups[name];
		if (group) return [...group.hosts, ...(group.children ?? []).flatMap((child) => members(child) ?? [])];
		return every.includes(name) ? [name] : undefined;
	};
	const wanted =
		limit.kind === 'all'
			? every
			: limit.kind === 'names'
				? limit.names.flatMap((name) => members(name) ?? noMatch(name))
				: every.filter((host) => matches(limit.pattern, host) || members(limit.pattern)?.includes(host));
	const matched = every.filter((host) => wanted.includes(host));
	return matched.length > 0 ? matched : noMatch(limit.kind === 'pattern' ? limit.pattern : 'the limit');
}

const matches = (pattern: string, host: string) =>
	new RegExp(
		`^${pattern
			.split('*')
			.map((part) => part.replace(/[^\w]/g, '\\$&'))
			.join('.*')}$`,
	).test(host);

function noMatch(name: string): never {
	throw new ExternalError('invalid', `${name} matches no host of the inventory`, 'Look at Inventory: List.');
}

function checkRunId(runId: string): void {
	if (/^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/.test(runId)) return;
	throw new ExternalError('invalid', 'the run ID has another form', 'Use letters, digits, dots and hyphens.');
}

function refuseOthers(approved: RunOrigin | undefined, origin: RunOrigin): void {
	if (!approved) return;
	const parts = ['commit', 'changesHash', 'inventoryHash', 'hosts'] as const;
	const other = parts.filter((part) => JSON.stringify(approved[part]) !== JSON.stringify(origin[part]));
	if (other.length === 0) return;
	throw new ExternalError('invalid', `${other.join(', ')}: not what was approved`, 'Run the check again.');
}

/** What makes a run another one. What was approved is a condition of the run and no part of it. */
const contentOf = ({ approved: _, ...request }: RunRequest) => JSON.stringify(request);

const sha256 = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex');

const withoutSecrets = (log: string, secrets: readonly string[]) =>
	secrets.filter(Boolean).reduce((text, secret) => text.replaceAll(secret, '********'), log);

const startedAt = '2026-01-02T03:04:05.000Z';
const endedAt = '2026-01-02T03:04:08.000Z';

function outcomeOf(run: HeldRun, { secrets }: RunName, notReported: readonly string[]): RunOutcome {
	const { request, played, origin } = run;
	const verdict = run.cancelled ? 'cancelled' : (played.verdict ?? verdictOf(played));
	const ran = verdict !== 'refused' && verdict !== 'nothing_ran';
	return {
		runId: request.runId,
		verdict,
		explanation: played.explanation ?? `The run is ${verdict}.`,
		exitCode: {
			ok: 0,
			failed: 2,
			unreachable: 4,
			refused: 1,
			nothing_ran: 1,
			timed_out: 99,
			cancelled: 99,
			lost: null,
		}[verdict],
		startedAt,
		endedAt: verdict === 'lost' ? null : endedAt,
		check: request.check,
		hosts: ran ? (origin.hosts ?? []).map((host, index) => playedHost(host, index, verdict, run)) : [],
		stats: played.stats ?? {},
		warnings: [],
		logTail: withoutSecrets(played.log ?? 'PLAY [all]\n', secrets),
		origin: { ...origin, hosts: origin.hosts && [...origin.hosts] },
		notReported: [...notReported],
		leftovers: [...(played.leftovers ?? [])],
	};
}

/** As the hosts that are written make it. */
function verdictOf({ hosts = {} }: PlayedRun): RunVerdict {
	const statuses = Object.values(hosts).map((given) => (typeof given === 'string' ? given : given.status));
	if (statuses.includes('failed')) return 'failed';
	return statuses.includes('unreachable') ? 'unreachable' : 'ok';
}

function playedHost(host: string, index: number, verdict: RunVerdict, { played, request }: HeldRun): HostResult {
	const given = played.hosts?.[host];
	const own = typeof given === 'string' ? { status: given } : (given ?? {});
	const status = own.status ?? statusBy(verdict, index, played.hosts !== undefined);
	const none = { ok: 0, changed: 0, unreachable: 0, failed: 0, skipped: 0, rescued: 0, ignored: 0 };
	const counts = {
		unreachable: { unreachable: 1 },
		failed: { ok: 1, failed: 1 },
		changed: { ok: 2, changed: 1 },
		ok: { ok: 2 },
		skipped: { skipped: 2 },
		not_attempted: {},
	}[status];
	const message = status === 'failed' ? 'the task failed' : 'no route to host';
	return {
		host,
		status,
		counts: { ...none, ...counts },
		failedTasks: status === 'failed' || status === 'unreachable' ? [{ task: 'Do the work', message, item: null }] : [],
		rescuedTasks: [],
		ignoredTasks: [],
		changes:
			status === 'changed'
				? [
						{
							task: 'Do the work',
							done: !request.check,
							before: request.diff ? 'old' : null,
							after: request.diff ? 'new' : null,
						},
					]
				: [],
		stats: {},
		detached: [],
		...own,
	};
}

function statusBy(verdict: RunVerdict, index: number, othersAreWritten: boolean): HostStatus {
	if (verdict === 'cancelled' || verdict === 'timed_out' || verdict === 'lost') return 'not_attempted';
	if (index === 0 && !othersAreWritten && (verdict === 'failed' || verdict === 'unreachable')) return verdict;
	return 'changed';
}
