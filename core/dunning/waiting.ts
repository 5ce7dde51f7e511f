import type { BackOffice, Store } from '../db';
import { findRun, type DunningRun } from './runs';
import type { PlannedSuspension } from './account';
import { readBook } from './book';
import { evaluateAccount } from './evaluate';
import { askedOf, type AskedService } from './listing';
import { forEachPage } from './pages';
import { today } from './today';

export interface WaitingService extends AskedService {
	readonly what: 'suspend' | 'terminate';
	/** Of a suspension: when its hours begin. */
	readonly planned: PlannedSuspension | null;
}

export interface WaitingForPerson {
	readonly run: DunningRun;
	readonly services: readonly WaitingService[];
}

/**
 * What a person may approve of a run, as it is right now and not as it was in the night: the suspensions of a run that was
 * stopped, and the terminations. Undefined when there is no such run. Nothing waits while dunning is not live.
 */
export async function waitingFor(
	{ store }: Pick<BackOffice, 'store'>,
	runId: string,
	now: Date,
): Promise<WaitingForPerson | undefined> {
	const run = await store.asStaff(async (transaction) => await findRun(transaction, runId));
	if (!run) return undefined;
	return { run, services: run.mode === 'live' ? await askedNow(store, run, now) : [] };
}

async function askedNow(store: Store, { status }: DunningRun, now: Date): Promise<WaitingService[]> {
	const stopped = status === 'stopped' || status === 'approved';
	const book = await store.asStaff(async (transaction) => await readBook(transaction));
	const services: WaitingService[] = [];
	await forEachPage(store, { book, now, alone: false, onUnreadable: () => undefined }, (_, accounts) => {
		for (const account of accounts) {
			if (account.policy.dunning !== 'live') continue;
			const { suspensions, terminations } = evaluateAccount(account, today(account, now), now);
			const suspended = stopped ? suspensions : [];
			services.push(
				...suspended.map((planned) => ({ ...askedOf(account, planned), what: 'suspend' as const, planned })),
				...terminations.map((asked) => ({ ...askedOf(account, asked), what: 'terminate' as const, planned: null })),
			);
		}
	});
	return services;
}
