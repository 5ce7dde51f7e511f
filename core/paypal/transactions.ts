import { z } from 'zod';
import type { Clock } from '../kernel/clock';
import { ExternalError } from '../kernel/errors';
import { money, parseDecimal, type Money } from '../kernel/money';
import { callPayPal } from './api';
import type { PayPalAccount } from './environment';

/*
 * PayPal's transaction search, as its reference (developer.paypal.com, Transaction Search API, "List transactions") and its
 * own SDK (paypal/PayPal-Dotnet-Server-SDK, doc/controllers/transactionsearch.md) describe it: 31 days at the most in one
 * request, 500 rows on a page, rows that come up to three hours late, and IDs that are not unique.
 */

/** What a transaction is by the group of its code (developer.paypal.com, "Transaction event codes"). */
export type TransactionKind = 'payment' | 'refund' | 'dispute' | 'fee' | 'other';

export interface PayPalTransaction {
	readonly transactionId: string;
	/** The transaction that a refund or a dispute is about. */
	readonly referenceId: string | null;
	/** Such as `T0006`. */
	readonly code: string;
	readonly kind: TransactionKind;
	readonly state: 'done' | 'pending' | 'denied';
	/** Negative for money that goes. */
	readonly amount: Money;
	/** What PayPal keeps; negative for a fee that it gives back. */
	readonly fee: Money;
	readonly at: Date;
}

export interface TransactionPage {
	readonly transactions: readonly PayPalTransaction[];
	/** Until when PayPal's list is complete; null when it does not say. */
	readonly completeUntil: Date | null;
}

interface Window {
	readonly from: Date;
	readonly until: Date;
}

const day = 86_400_000;
/** A day less than PayPal takes: a window that summer time makes longer still fits. */
const longestWindow = 30 * day;
const pageSize = 500;
const second = 1000;

/**
 * Yields what moved at PayPal from one moment to another, page by page: one page is in memory at a time. A window with more
 * rows than PayPal gives out is asked again in halves.
 *
 * @throws ExternalError in PayPal's words; `permission` when the app may not search transactions.
 */
export async function* readTransactions(
	account: PayPalAccount,
	{ from, until }: Window,
	clock: Clock,
): AsyncGenerator<TransactionPage> {
	const end = new Date(Math.min(until.getTime(), clock.now().getTime()));
	const windows = windowsOf({ from, until: end }).reverse();
	for (let window = windows.pop(); window; window = windows.pop()) {
		let pages = 1;
		for (let page = 1; page <= pages; page++) {
			const read = await readPage(account, window, page, clock);
			if (read === 'not_there_yet') {
				yield { transactions: [], completeUntil: window.from };
				return;
			}
			if (read === 'too_many') {
				windows.push(...halvesOf(window).reverse());
				break;
			}
			pages = read.pages;
			yield read;
		}
	}
}

function windowsOf({ from, until }: Window): Window[] {
	const windows: Window[] = [];
	for (let start = from.getTime(); start < until.getTime(); start += longestWindow) {
		windows.push({ from: new Date(start), until: new Date(Math.min(start + longestWindow, until.getTime())) });
	}
	return windows;
}

function halvesOf({ from, until }: Window): Window[] {
	const middle = from.getTime() + Math.floor((until.getTime() - from.getTime()) / 2 / second) * second;
	if (middle <= from.getTime()) {
		throw new ExternalError(
			'limit',
			`PayPal has more transactions in the second of ${from.toISOString()} than it gives out`,
			'Look at that second in the activity of PayPal.',
		);
	}
	return [
		{ from, until: new Date(middle) },
		{ from: new Date(middle), until },
	];
}

const amount = z.object({ currency_code: z.string(), value: z.string() });
const info = z.object({
	transaction_id: z.string().min(1).max(64),
	paypal_reference_id: z.string().max(64).optional().catch(undefined),
	transaction_event_code: z.string().max(8).default(''),
	transaction_initiation_date: z.string(),
	transaction_status: z.string().max(4).default('S'),
	transaction_amount: amount,
	fee_amount: amount.optional().catch(undefined),
});
const answer = z.object({
	// PayPal leaves the list out when nothing is in it.
	transaction_details: z.array(z.object({ transaction_info: z.unknown() })).default([]),
	total_pages: z.number().int().min(0).default(1),
	last_refreshed_datetime: z.string().optional(),
});

async function readPage(
	account: PayPalAccount,
	{ from, until }: Window,
	page: number,
	clock: Clock,
): Promise<(TransactionPage & { readonly pages: number }) | 'too_many' | 'not_there_yet'> {
	const query = new URLSearchParams({
		start_date: rfc3339(from),
		// The end belongs to the window.
		end_date: rfc3339(new Date(until.getTime() - second)),
		fields: 'transaction_info',
		balance_affecting_records_only: 'Y',
		page_size: String(pageSize),
		page: String(page),
	});
	try {
		const path = `/v1/reporting/transactions?${query.toString()}`;
		const read = answer.parse(await callPayPal(account, { method: 'GET', path, repeat: 'safe' }, clock.now()));
		return {
			transactions: read.transaction_details.flatMap(({ transaction_info: one }) => transactionOf(one)),
			completeUntil: read.last_refreshed_datetime === undefined ? null : momentOf(read.last_refreshed_datetime),
			pages: read.total_pages,
		};
	} catch (error) {
		if (error instanceof z.ZodError) throw otherForm();
		if (!(error instanceof ExternalError)) throw error;
		if (/RESULTSET_TOO_LARGE/.test(error.vendorMessage)) return 'too_many';
		// What PayPal says of a day that its list has not reached (paypal/PayPal-node-SDK#452).
		if (/data for the given start date is not available/i.test(error.vendorMessage)) return 'not_there_yet';
		if (error.errorClass !== 'permission') throw error;
		throw new ExternalError(
			'permission',
			error.vendorMessage,
			'Tick Transaction Search for the app in the dashboard of PayPal. It works up to nine hours later.',
		);
	}
}

const otherForm = () =>
	new ExternalError(
		'unknown',
		'PayPal lists its transactions in a form that the pack does not know',
		'Check the environment in the PayPal credential.',
	);

const rfc3339 = (moment: Date) => moment.toISOString().replace(/\.\d{3}Z$/, 'Z');

/** PayPal writes the offset without its colon. */
function momentOf(written: string): Date {
	const at = new Date(written.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
	if (Number.isNaN(at.getTime())) throw otherForm();
	return at;
}

function transactionOf(given: unknown): PayPalTransaction[] {
	const read = info.safeParse(given).data;
	if (!read) throw otherForm();
	const paid = moneyOf(read.transaction_amount);
	const fee = read.fee_amount ? moneyOf(read.fee_amount) : money(0, paid.currency);
	return [
		{
			transactionId: read.transaction_id,
			referenceId: read.paypal_reference_id ?? null,
			code: read.transaction_event_code,
			kind: kindOf(read.transaction_event_code, paid.amountMinor),
			state: read.transaction_status === 'P' ? 'pending' : read.transaction_status === 'D' ? 'denied' : 'done',
			amount: paid,
			// PayPal writes what it keeps as a negative amount.
			fee: money(-fee.amountMinor, fee.currency),
			at: momentOf(read.transaction_initiation_date),
		},
	];
}

const moneyOf = ({ value, currency_code }: z.output<typeof amount>): Money => parseDecimal(value, currency_code);

/**
 * T00 are payments; those that go out are the operator's own. T1106 and T1107 give money back, T12 are chargebacks, and T01
 * are fees. Holds, conversions and transfers to a bank move no customer's money.
 */
function kindOf(code: string, amountMinor: number): TransactionKind {
	if (code.startsWith('T00')) return amountMinor > 0 ? 'payment' : 'other';
	if (code === 'T1107' || code === 'T1106') return 'refund';
	if (code.startsWith('T12')) return 'dispute';
	return code.startsWith('T01') || code === 'T1108' ? 'fee' : 'other';
}

const capture = z.object({
	id: z.string(),
	status: z.string(),
	amount,
	create_time: z.string(),
});

export interface PayPalCapture {
	readonly captureId: string;
	readonly amount: Money;
	readonly state: 'done' | 'pending' | 'denied';
	readonly at: Date;
}

/** A capture by its ID; undefined when PayPal has none, as of a sale of the older API. */
export async function findCapture(
	account: PayPalAccount,
	captureId: string,
	clock: Clock,
): Promise<PayPalCapture | undefined> {
	try {
		const path = `/v2/payments/captures/${encodeURIComponent(captureId)}`;
		const read = capture.safeParse(
			await callPayPal(account, { method: 'GET', path, repeat: 'safe' }, clock.now()),
		).data;
		if (!read) throw otherForm();
		const state = read.status === 'PENDING' ? 'pending' : /^(DECLINED|FAILED)$/.test(read.status) ? 'denied' : 'done';
		return { captureId: read.id, amount: moneyOf(read.amount), state, at: momentOf(read.create_time) };
	} catch (error) {
		if (error instanceof ExternalError && error.errorClass === 'not_found') return undefined;
		throw error;
	}
}
