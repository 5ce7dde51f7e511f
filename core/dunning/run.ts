import { z } from 'zod';
import type { BackOffice, Store, Transaction } from '../db';
import { systemClock, type Clock } from '../kernel/clock';
import { InputError } from '../kernel/errors';
import { builtInPolicy, defaultSettings, resolvePolicy, type BillingPolicy } from '../policies';
import { startLifecycleTask } from '../provisioning';
import { system } from '../services';
import type { PlannedAttempt, PlannedSuspension } from './account';
import { readBook, type DunningBook } from './book';
import { evaluateAccount } from './evaluate';
import { chargeFees } from './lateFeeCharge';
import { forEachPage } from './pages';
import { pendingSuspension, type OnUnreadable } from './readAccounts';
import { finishRun, insertRun, type DunningRun } from './runs';
import { listing, type AskedService, type Listing } from './listing';
import { today } from './today';
import { tellOfUnreadable, type Unreadable } from './unreadable';
import { writePage, type Evaluated } from './writePage';

type Office = Pick<BackOffice, 'store'>;

export interface DunningOptions {
	/** Whether to do nothing, also when the policy says live. */
	readonly dryRun?: boolean;
	/** How many of each sort are listed; all of them are done. */
	readonly list: number;
	readonly clock?: Clock;
}

export interface PlannedNotice {
	readonly customerCode: string;
	/** Null in a dry run. */
	readonly taskId: string | null;
	readonly action: string;
	readonly invoices: readonly string[];
}

export interface StartedSuspension extends AskedService {
	/** Null when nothing was started: in a dry run, or when the run was stopped. */
	readonly taskId: string | null;
	readonly notBefore: Date;
	/** Why it was not started, in words. */
	readonly refusal: string;
}

export interface DunningResult {
	readonly runId: string;
	readonly mode: DunningRun['mode'];
	readonly status: DunningRun['status'];
	/** How many there are of each sort; the lists below may be shorter. */
	readonly counts: DunningRun['counts'];
	readonly detail: string;
	readonly notices: readonly PlannedNotice[];
	readonly suspensions: readonly StartedSuspension[];
	/** For a person. */
	readonly terminations: readonly AskedService[];
	readonly retryCharges: ReadonlyArray<PlannedAttempt & { readonly customerCode: string }>;
}

interface Run {
	readonly run: DunningRun;
	readonly book: DunningBook;
	readonly limits: Pick<BillingPolicy, 'mostSuspensions' | 'mostSuspendedPercent'>;
	readonly now: Date;
	readonly list: Listing;
}

/**
 * The nightly decision on unpaid invoices: letters become tasks, late fees are charged, suspensions become timed tasks, and
 * what a person must approve is named. It goes through all customers in pages, so that its memory does not grow with them.
 * Two runs at once have one effect, and a run that died is gone on with by the next one. In a dry run it only says what it
 * would do.
 *
 * @throws InputError when a policy names a campaign that is not there.
 */
export async function runDunning(
	{ store }: Office,
	{ dryRun = false, list: most, clock = systemClock }: DunningOptions,
): Promise<DunningResult> {
	const now = clock.now();
	const begun = await store.asStaff(async (transaction) => {
		const policy = resolvePolicy(await defaultSettings(transaction));
		const mode = dryRun ? builtInPolicy.dunning : policy.dunning;
		return { book: await readBook(transaction), limits: policy, run: await insertRun(transaction, mode) };
	});
	const run: Run = { ...begun, now, list: listing(most) };
	await decide(store, run);
	const ended = await enforce(store, run);
	const { runId, mode } = run.run;
	const { notices, terminations, retryCharges, counts } = run.list;
	await store.asStaff(async (transaction) => {
		await finishRun(transaction, runId, { ...ended, counts });
	});
	return { runId, mode, ...ended, counts, notices, terminations, retryCharges };
}

/** Remind, warn, charge fees: page by page. */
async function decide(store: Store, run: Run): Promise<void> {
	const { book, now, list } = run;
	const isLive = run.run.mode === 'live';
	let fees: Evaluated[] = [];
	const unreadable: Unreadable[] = [];
	const leftOut =
		(what: Unreadable['what']): OnUnreadable =>
		({ customerId, customerCode }, error) =>
			void unreadable.push({ customerId, customerCode, what, error });
	await forEachPage(
		store,
		{ book, now, alone: isLive, onUnreadable: leftOut('account') },
		async (transaction, accounts) => {
			const evaluated = accounts.map((account) => {
				const day = today(account, now);
				return { account, day, evaluation: evaluateAccount(account, day, now) };
			});
			const tasks = isLive ? await writePage(transaction, evaluated, run.run.runId) : new Map<string, string>();
			for (const one of evaluated) list.add(one, tasks.get(one.account.customerId) ?? null, isLive);
			fees = evaluated.filter(({ evaluation }) => evaluation.lateFees.length > 0);
		},
		async () => {
			if (isLive) await chargeFees(store, fees, { runId: run.run.runId, now, onRefused: leftOut('fee') });
		},
	);
	list.counts.unreadable = unreadable.length;
	await tellOfUnreadable(store, unreadable);
}

/** Suspends what was found, unless it is more than the policy allows: then a person decides on all of it. */
async function enforce(
	store: Store,
	{ run, limits, list }: Run,
): Promise<Pick<DunningResult, 'status' | 'detail' | 'suspensions'>> {
	const { suspensions, counts } = list;
	const nothing = (refusal: string) =>
		suspensions.map(({ asked, planned }) => ({ ...asked, notBefore: planned.notBefore, taskId: null, refusal }));
	const base = await store.asStaff(async (transaction) => await countBase(transaction));
	const most = mostAtOnce(limits, base.active);
	const wanted = (counts.suspensions ?? 0) + base.waiting;
	if ((counts.suspensions ?? 0) > 0 && wanted > most) {
		const waiting = base.waiting > 0 ? `, with ${base.waiting} that wait for their hours` : '';
		const detail = `it would suspend ${wanted} of ${base.active} active services${waiting}, and the policy allows ${most}`;
		counts.mostSuspensions = most;
		return { status: 'stopped', detail, suspensions: nothing(run.mode === 'live' ? detail : 'dry run') };
	}
	if (run.mode === 'dry_run') return { status: 'finished', detail: '', suspensions: nothing('dry run') };
	const started: StartedSuspension[] = [];
	for (const { asked, planned } of suspensions) started.push({ ...asked, ...(await suspend(store, planned)) });
	counts.suspensionsRefused = started.filter(({ taskId }) => taskId === null).length;
	return { status: 'finished', detail: '', suspensions: started };
}

/**
 * Starts the suspension of a service for money, at the first moment that its customer's hours allow. The task asks again
 * before it does anything.
 *
 * @param approvedBy who approved it, when a person had to.
 */
export async function suspend(
	store: Store,
	{ serviceId, notBefore }: Pick<PlannedSuspension, 'serviceId' | 'notBefore'>,
	approvedBy?: string,
): Promise<{ readonly taskId: string | null; readonly notBefore: Date; readonly refusal: string }> {
	const order = { serviceId, kind: 'suspend', by: system, reason: 'overdue', dunning: true, notBefore } as const;
	try {
		const { taskId } = await startLifecycleTask(
			{ store },
			{ ...order, ...(approvedBy !== undefined && { approvedBy }) },
		);
		return { taskId, notBefore, refusal: '' };
	} catch (error) {
		// Somebody changed the service since the page was read.
		if (error instanceof InputError) return { taskId: null, notBefore, refusal: error.message };
		throw error;
	}
}

const baseRow = z.object({ active: z.number(), waiting: z.number() });

/** The active services, and how many of them wait for their suspension without anybody having approved it. */
async function countBase(transaction: Transaction): Promise<z.infer<typeof baseRow>> {
	const base = await transaction.row(
		baseRow,
		`select (select count(*) from msp.service where status = 'active') as active,
			(select count(*) from msp.task t where ${pendingSuspension} and t.input->>'approvedBy' is null
				and t.status in ('pending', 'waiting')) as waiting`,
	);
	if (!base) throw new RangeError('nobody counted the services');
	return base;
}

/** One is always allowed: a small provider is not stopped by a percentage. */
export function mostAtOnce(
	{ mostSuspensions, mostSuspendedPercent }: Pick<BillingPolicy, 'mostSuspensions' | 'mostSuspendedPercent'>,
	active: number,
): number {
	return Math.max(1, Math.min(mostSuspensions, Math.floor((active * mostSuspendedPercent) / 100)));
}
