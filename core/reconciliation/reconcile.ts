import { findCompany } from '../companies';
import type { BackOffice } from '../db';
import { systemClock, type Clock } from '../kernel/clock';
import { InputError } from '../kernel/errors';
import { collect, pageSize, type Connections, type RunContext } from './collect';
import { joinMoneys, moneysAfter, unstage } from './entries';
import { fillInOthers, fillInStore } from './fillIn';
import { judge, moneyStates, needsPerson, type MoneyState } from './judge';
import { checkedPeriod, type Period } from './period';
import { countUncompared, insertRows } from './rows';
import { findRun, finishRun, insertRun, type ReconciliationRun, type StateCounts } from './runs';
import { moneyOf, type Money } from './sides';
import { openSourceBook, sidesIn, type OtherSide } from './sources';
import { openTotals } from './totals';

export interface ReconciliationSummary extends ReconciliationRun {
	/** How many moneys were compared. */
	readonly compared: number;
	/** How many of those need nobody. */
	readonly agree: number;
	/** How many moneys only one side has, while the other side that could have them was not read: they are not compared. */
	readonly uncompared: number;
	/** In which states those are: `counts` has them too. */
	readonly uncomparedCounts: StateCounts;
	/** How many moneys a person must look at, whether they were compared or not. */
	readonly toLookAt: number;
	/** Sides that could not be read to their end. */
	readonly unread: readonly OtherSide[];
}

/**
 * Compares what Stripe and PayPal have with the payments of Invoice Ninja and the store's, for a company and a period. It
 * changes nothing on any side. A side that cannot be read is told of, and then nothing counts as missing there. Memory holds
 * a page of one side, however long the period is.
 *
 * @throws InputError when no company has the code, or the period is none. ExternalError when the back office's database fails.
 */
export async function reconcile(
	{ store }: Pick<BackOffice, 'store'>,
	{ companyCode, ...given }: Period & { readonly companyCode: string },
	connections: Connections,
	clock: Clock = systemClock,
): Promise<ReconciliationSummary> {
	const period = checkedPeriod(given);
	const runId = await store.asStaff(async (transaction) => {
		if (!(await findCompany(transaction, companyCode))) throw unknownCompany(companyCode);
		return await insertRun(transaction, companyCode, period);
	});
	const book = openSourceBook();
	const totals = openTotals(period);
	const context: RunContext = { store, runId, companyCode, period, connections, book, totals, clock };
	try {
		await collect(context);
		// What is found has names that lead further: the moneys are joined before each look.
		const join = async () => await store.asStaff(async (transaction) => await joinMoneys(transaction, runId));
		await join();
		await fillInStore(context);
		await join();
		await fillInOthers(context);
		await join();
		const counts = await judgeAll(context);
		await store.asStaff(async (transaction) => {
			await finishRun(transaction, runId, { sources: book.report(), counts, totals: totals.all() });
		});
	} finally {
		await store.asStaff(async (transaction) => await unstage(transaction, runId)).catch(() => undefined);
	}
	return await getReconciliation({ store }, { runId });
}

const unknownCompany = (companyCode: string) =>
	new InputError(
		'companyCode',
		`is unknown: no company has the code '${companyCode}'`,
		'Take the code from MSP Customers → Company: List.',
		'not_found',
	);

async function judgeAll(context: RunContext): Promise<StateCounts> {
	const { store, runId, period, book } = context;
	const sources = book.report();
	const counts: Partial<Record<MoneyState, number>> = {};
	for (let after = 0; ;) {
		const from: number = after;
		const staged = await store.asStaff(async (transaction) => await moneysAfter(transaction, runId, from, pageSize));
		const judged = staged
			.map((entries) => moneyOf(entries, period))
			.filter((money) => belongs(money, context))
			.map((money) => ({ money, judgement: judge(money, sources) }));
		for (const { judgement } of judged) counts[judgement.state] = (counts[judgement.state] ?? 0) + 1;
		await store.asStaff(async (transaction) => await insertRows(transaction, runId, judged));
		const last = staged.at(-1)?.[0];
		if (!last) return counts;
		after = last.money;
	}
}

/** Whether a money is of the period and of the company, and whether anything moved at all. */
function belongs(money: Money, { companyCode }: RunContext): boolean {
	const { provider, ninja, store, companyCodes, inPeriod } = money;
	if (!inPeriod || (companyCodes.length > 0 && !companyCodes.includes(companyCode))) return false;
	const came = (store?.amountMinor ?? 0) + (store?.refundedMinor ?? 0) + (store?.lostMinor ?? 0);
	return provider !== null || came > 0 || (ninja !== null && (ninja.amountMinor > 0 || ninja.pending));
}

/**
 * What came of a run.
 *
 * @param which without a run ID the newest run of the company that was finished.
 * @throws InputError when there is no such run.
 */
export async function getReconciliation(
	{ store }: Pick<BackOffice, 'store'>,
	which: { readonly runId?: string; readonly companyCode?: string },
): Promise<ReconciliationSummary> {
	const found = await store.asStaff(async (transaction) => {
		const run = await findRun(transaction, which);
		return run && { run, apart: await countUncompared(transaction, run.runId, sidesIn(run.sources, 'read')) };
	});
	if (!found) {
		throw new InputError(
			'runId',
			which.runId === undefined ? 'is empty, and nothing was compared yet' : `is no run: ${which.runId}`,
			'Start one with Reconciliation: Run.',
			'not_found',
		);
	}
	const { run, apart } = found;
	const [toLookAt, uncompared] = [sumOf(run.counts, needsPerson), sumOf(apart)];
	const compared = sumOf(run.counts) - uncompared;
	return {
		...run,
		compared,
		agree: compared - toLookAt + sumOf(apart, needsPerson),
		uncompared,
		uncomparedCounts: apart,
		toLookAt,
		unread: sidesIn(run.sources, 'failed'),
	};
}

const sumOf = (counts: StateCounts, of: (state: MoneyState) => boolean = () => true): number =>
	moneyStates.reduce((sum, state) => sum + (of(state) ? (counts[state] ?? 0) : 0), 0);
