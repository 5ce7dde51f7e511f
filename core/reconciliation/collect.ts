import type { Store } from '../db';
import type { Clock } from '../kernel/clock';
import { readTransactions, type PayPalAccount, type TransactionPage } from '../paypal';
import { readBalance, type BalanceMovement, type StripeAccount } from '../stripe';
import { stage } from './entries';
import type { Entry } from './facts';
import { readNinjaPayments, type NinjaCompanyAccess } from './ninjaSide';
import { transactionEntries } from './paypalSide';
import { holdsMoment, momentsOf, type Period } from './period';
import { untilItFails, type SourceBook } from './sources';
import { paymentsOf, storeEntries } from './storeSide';
import { movementEntries } from './stripeSide';
import type { TotalsBook } from './totals';

/** The sides that are connected. The store is always there. */
export interface Connections {
	readonly stripe?: StripeAccount;
	readonly paypal?: PayPalAccount;
	readonly ninja?: NinjaCompanyAccess;
}

/** What a run works with. */
export interface RunContext {
	readonly store: Store;
	readonly runId: string;
	readonly companyCode: string;
	readonly period: Period;
	readonly connections: Connections;
	readonly book: SourceBook;
	readonly totals: TotalsBook;
	readonly clock: Clock;
}

export const pageSize = 500;
const dayMs = 86_400_000;

/** Stages what every side says of the period. A page of one side is in memory at a time. */
export async function collect(context: RunContext): Promise<void> {
	const { connections, period, book, clock } = context;
	const { start, end } = momentsOf(period);
	if (connections.stripe) {
		book.connected('stripe');
		const pages = readBalance(connections.stripe, { from: start, until: end });
		for await (const page of untilItFails('stripe', book, pages)) await keepStripe(context, page);
	}
	if (connections.paypal) {
		book.connected('paypal');
		// A refund is a transaction of its own, of any later day; and a sale that the store dates a minute later is of the day before.
		const window = { from: new Date(start.getTime() - dayMs), until: clock.now() };
		const pages = readTransactions(connections.paypal, window, clock);
		for await (const page of untilItFails('paypal', book, pages)) await keepPayPal(context, page);
	}
	if (connections.ninja) {
		book.connected('invoice_ninja');
		const pages = readNinjaPayments(connections.ninja, period);
		for await (const page of untilItFails('invoice_ninja', book, pages)) {
			book.count('invoice_ninja', page.length);
			await keep(context, page);
		}
	}
	await collectStore(context);
}

async function keepStripe(context: RunContext, page: readonly BalanceMovement[]): Promise<void> {
	context.book.count('stripe', page.length);
	for (const { kind, amountMinor, currency, feeMinor, feeCurrency } of page) {
		// A fee of its own, such as for a card reader, is taken off the balance.
		if (kind === 'fee') context.totals.fee('stripe', currency, -amountMinor);
		context.totals.fee('stripe', feeCurrency, feeMinor);
	}
	await keep(context, page.flatMap(movementEntries));
}

async function keepPayPal(context: RunContext, { transactions, completeUntil }: TransactionPage): Promise<void> {
	const { book, totals, period } = context;
	book.count('paypal', transactions.length);
	book.completeUntil('paypal', completeUntil);
	for (const { kind, state, amount, fee, at } of transactions) {
		if (state !== 'done' || !holdsMoment(period, at)) continue;
		if (kind === 'fee') totals.fee('paypal', amount.currency, -amount.amountMinor);
		else if (kind !== 'other') totals.fee('paypal', fee.currency, fee.amountMinor);
	}
	// What came long after the period is not compared: its refunds may be of the period.
	const last = new Date(momentsOf(period).end.getTime() + dayMs);
	const kept = transactions.filter(({ kind, at }) => kind !== 'payment' || at < last);
	await keep(context, kept.flatMap(transactionEntries));
}

/** Stages entries, and counts them. */
export async function keep({ store, runId, totals }: RunContext, entries: readonly Entry[]): Promise<void> {
	for (const entry of entries) totals.entry(entry);
	await store.asStaff(async (transaction) => await stage(transaction, runId, entries));
}

async function collectStore(context: RunContext): Promise<void> {
	const { store, period } = context;
	const moments = momentsOf(period);
	for (let after: string | null = null; ;) {
		const from: string | null = after;
		const ids: string[] = await store.asStaff(
			async (transaction) => await paymentsOf(transaction, moments, from, pageSize),
		);
		await keepPayments(context, ids);
		const last = ids.at(-1);
		if (last === undefined || ids.length < pageSize) return;
		after = last;
	}
}

/** Stages payments of the store; those of another company count for nothing here. */
export async function keepPayments(context: RunContext, paymentIds: readonly string[]): Promise<void> {
	if (paymentIds.length === 0) return;
	const { store, companyCode, runId, totals } = context;
	await store.asStaff(async (transaction) => {
		const entries = await storeEntries(transaction, paymentIds);
		for (const entry of entries) {
			const ofOther = entry.fact.kind === 'store' && (entry.fact.companyCode ?? companyCode) !== companyCode;
			if (!ofOther) totals.entry(entry);
		}
		await stage(transaction, runId, entries);
	});
}
