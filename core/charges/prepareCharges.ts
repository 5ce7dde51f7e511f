import type { BackOffice, Transaction } from '../db';
import { lockInvoice } from '../invoices';
import { systemClock, type Clock } from '../kernel/clock';
import { InputError } from '../kernel/errors';
import { builtInPolicy, policyIn, readPolicies, type BillingPolicy } from '../policies';
import { lockTaskByKey, startTask } from '../tasks';
import { insertAttempt } from './attempts';
import { charge } from './chargeKind';
import { settleDebits } from './debits';
import { candidatesAfter, factsOf, type ChargeFacts, type Whose } from './facts';
import { nextCharge, type NextCharge } from './nextCharge';

type Office = Pick<BackOffice, 'store'>;

/** A charge that is due, and its task when the pack makes charges. */
export interface DueCharge {
	readonly invoiceId: string;
	readonly invoiceNumber: string;
	readonly customerCode: string;
	readonly companyCode: string;
	readonly amountMinor: number;
	readonly currency: string;
	/** YYYY-MM-DD. */
	readonly dueOn: string;
	/** The number of the try on the invoice. */
	readonly number: number;
	/** Null when charges are a dry run: nothing was started. */
	readonly taskId: string | null;
	/** Whether charges are a dry run, and this is what would be charged. */
	readonly wouldCharge: boolean;
}

/** An invoice that is open, with whether it is charged and why not. */
export type ListedCharge = Omit<DueCharge, 'number' | 'taskId' | 'wouldCharge'> & {
	readonly due: boolean;
	/** On which day it will be due if nothing changes. */
	readonly on: string | null;
	/** Empty when it is due. */
	readonly why: string;
	readonly tries: number;
};

/** So many at once: a base of any size takes the same memory. */
const pageSize = 500;

/** The invoices that the pack has made and that are open, page by page, each with whether its charge is due. */
async function* evaluated(
	{ store }: Office,
	whose: Whose,
	now: Date,
): AsyncGenerator<
	ReadonlyArray<{ readonly facts: ChargeFacts; readonly next: NextCharge; readonly policy: BillingPolicy }>
> {
	for (let after: string | null = null; ;) {
		const page = await store.asStaff(async (transaction) => {
			const ids = await candidatesAfter(transaction, whose, after, pageSize);
			return { last: ids.at(-1), found: await evaluate(transaction, ids, now) };
		});
		if (page.last === undefined) return;
		yield page.found;
		after = page.last;
	}
}

async function evaluate(transaction: Transaction, invoiceIds: readonly string[], now: Date) {
	const all = await factsOf(transaction, invoiceIds, now);
	const book = await readPolicies(transaction, [...new Set(all.map(({ customerId }) => customerId))]);
	return all.map((facts) => {
		try {
			// An invoice of several services is charged as the customer's policy says.
			const policy = policyIn(book, facts.customerId, facts.planId ?? undefined);
			return { facts, policy, next: nextCharge(facts, policy, facts.today) };
		} catch (error) {
			// Nobody is charged by a policy that cannot be read, and nobody else waits for it.
			if (!(error instanceof InputError)) throw error;
			return { facts, policy: builtInPolicy, next: { due: false, on: null, why: error.message } as const };
		}
	});
}

const shown = ({
	invoiceId,
	invoiceNumber,
	customerCode,
	companyCode,
	balanceMinor,
	currency,
	dueOn,
}: ChargeFacts) => ({
	...{ invoiceId, invoiceNumber, customerCode, companyCode, amountMinor: balanceMinor, currency, dueOn },
});

/** Says of each open invoice that the pack has made whether its charge is due, and if not, why. Changes nothing. */
export async function listCharges(
	office: Office,
	whose: Whose & { readonly onlyDue?: boolean; readonly limit: number | null },
	clock: Clock = systemClock,
): Promise<ListedCharge[]> {
	const { onlyDue = false, limit, ...of } = whose;
	const listed: ListedCharge[] = [];
	for await (const page of evaluated(office, of, clock.now())) {
		for (const { facts, next } of page) {
			if (onlyDue && !next.due) continue;
			const how = next.due ? { due: true, on: facts.today, why: '' } : next;
			listed.push({ ...shown(facts), tries: facts.attempts.length, ...how });
			if (limit !== null && listed.length >= limit) return listed;
		}
	}
	return listed;
}

/**
 * Starts the charge of every invoice that is due, each once: two runs at once start one. In a dry run nothing is started, and
 * what would be charged comes back.
 */
export async function prepareCharges(office: Office, whose: Whose, clock: Clock = systemClock): Promise<DueCharge[]> {
	const now = clock.now();
	await office.store.asStaff(async (transaction) => await settleDebits(transaction, now));
	const due: DueCharge[] = [];
	for await (const page of evaluated(office, whose, now)) {
		for (const { facts, next, policy } of page) {
			if (!next.due) continue;
			const asked = { ...shown(facts), number: next.number };
			if (policy.charges === 'dry_run') due.push({ ...asked, taskId: null, wouldCharge: true });
			else {
				const started = await startCharge(office, { facts, number: next.number, now });
				if (started) due.push({ ...asked, ...started, wouldCharge: false });
			}
		}
	}
	return due;
}

export const chargeKey = (invoiceId: string, number: number) => `charge:${invoiceId}:${number}`;

/** Undefined when it is not due any more, or somebody else has started it. */
async function startCharge(
	{ store }: Office,
	{
		facts: { invoiceId, customerId },
		number,
		now,
	}: { readonly facts: ChargeFacts; readonly number: number; readonly now: Date },
): Promise<Pick<DueCharge, 'taskId' | 'amountMinor' | 'currency'> | undefined> {
	return await store.asStaff(async (transaction) => {
		const taskKey = chargeKey(invoiceId, number);
		if (await lockTaskByKey(transaction, taskKey)) return undefined;
		await lockInvoice(transaction, invoiceId);
		const [again] = await evaluate(transaction, [invoiceId], now);
		if (!again?.next.due || again.next.number !== number) return undefined;
		const { balanceMinor: amountMinor, currency } = again.facts;
		const { taskId } = await startTask(transaction, charge, {
			customerId,
			subjectId: invoiceId,
			input: { number },
			taskKey,
		});
		await insertAttempt(transaction, { customerId, invoiceId, number, taskId, amountMinor, currency });
		return { taskId, amountMinor, currency };
	});
}
