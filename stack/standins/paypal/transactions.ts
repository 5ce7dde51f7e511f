import type { StandinAnswer } from '../shared';
import type { PayPalState, Transaction } from './state';
import { refusal } from './webhooks';

/*
 * The transaction search, from PayPal's reference (developer.paypal.com, Transaction Search API) and its own SDK
 * (paypal/PayPal-Dotnet-Server-SDK, doc/controllers/transactionsearch.md, doc/models/search-response.md). The refusals are
 * those of public reports: paypal/PayPal-node-SDK#452 for a day that the list has not reached, and PayPal's own words for more
 * than 31 days and more than 10,000 rows.
 */

const known = new Set([
	...['start_date', 'end_date', 'transaction_id', 'transaction_type', 'transaction_status', 'transaction_amount'],
	...['transaction_currency', 'payment_instrument_type', 'store_id', 'terminal_id', 'fields'],
	...['balance_affecting_records_only', 'page_size', 'page'],
]);
const dateTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:?\d{2})$/;
const longest = 31 * 86_400_000;

const momentOf = (written: string) => Date.parse(written.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));

export function searchTransactions(query: URLSearchParams, state: PayPalState): StandinAnswer {
	if (state.mayNotSearch)
		return refusal(403, 'NOT_AUTHORIZED', 'Authorization failed due to insufficient permissions.');
	const unknown = [...query.keys()].find((name) => !known.has(name));
	const [start = '', end = ''] = [query.get('start_date'), query.get('end_date')].map((text) => text ?? '');
	if (unknown !== undefined || !dateTime.test(start) || !dateTime.test(end)) {
		return refusal(400, 'INVALID_REQUEST', 'Request is not well-formed, syntactically incorrect, or violates schema.');
	}
	const [from, until] = [momentOf(start), momentOf(end)];
	if (until - from > longest) {
		return refusal(400, 'INVALID_REQUEST', 'Date range is greater than 31 days');
	}
	const refreshed = state.refreshedAt === undefined ? Date.now() : momentOf(state.refreshedAt);
	if (from > refreshed) return refusal(400, 'INVALID_REQUEST', 'Data for the given start date is not available.');
	const found = (state.transactions ?? []).filter(({ transaction_initiation_date: at }) => {
		const moment = momentOf(at);
		return moment >= from && moment <= until && moment <= refreshed;
	});
	if (found.length > (state.mostRows ?? 10_000)) {
		return refusal(400, 'RESULTSET_TOO_LARGE', 'Result set size is greater than the maximum limit. Change the filter.');
	}
	return pageOf(found, { query, start, end, refreshed });
}

function pageOf(
	found: readonly Transaction[],
	{
		query,
		start,
		end,
		refreshed,
	}: { readonly query: URLSearchParams; readonly start: string; readonly end: string; readonly refreshed: number },
): StandinAnswer {
	const size = Number(query.get('page_size') ?? 100);
	const page = Number(query.get('page') ?? 1);
	if (!(size >= 1 && size <= 500 && page >= 1))
		return refusal(400, 'INVALID_REQUEST', 'page_size or page is out of range');
	const rows = found.slice((page - 1) * size, page * size);
	return {
		body: {
			// Its schema wants one row at the least: an empty list is left out.
			...(rows.length > 0 && { transaction_details: rows.map((row) => ({ transaction_info: row })) }),
			account_number: 'XZXSPECPDZHZU',
			start_date: start,
			end_date: end,
			last_refreshed_datetime: new Date(refreshed).toISOString().replace(/\.\d{3}Z$/, '+0000'),
			page,
			total_items: found.length,
			total_pages: Math.ceil(found.length / size),
		},
	};
}

/** A capture by its ID (payments_payment_v2, GET /v2/payments/captures/{capture_id}). */
export function showCapture(id: string, state: PayPalState): StandinAnswer {
	const paid = (state.transactions ?? []).find(
		(one) => one.transaction_id === id && one.transaction_event_code.startsWith('T00'),
	);
	if (!paid) return refusal(404, 'RESOURCE_NOT_FOUND', 'The specified resource does not exist.');
	const time = new Date(momentOf(paid.transaction_initiation_date)).toISOString().replace(/\.\d{3}Z$/, 'Z');
	return {
		body: {
			id,
			status: { S: 'COMPLETED', V: 'REFUNDED', P: 'PENDING', D: 'DECLINED' }[paid.transaction_status],
			amount: paid.transaction_amount,
			final_capture: true,
			create_time: time,
			update_time: time,
		},
	};
}
