import { z } from 'zod';
import { ofCustomerCode, type Transaction } from '../db';

export const requestStatuses = ['open', 'paid', 'failed', 'superseded'] as const;
export type RequestStatus = (typeof requestStatuses)[number];

const asksFor = z.object({
	invoiceId: z.uuid(),
	invoiceNumber: z.string(),
	/** In minor units. */
	amountMinor: z.number(),
});
export type AskedInvoice = Readonly<z.infer<typeof asksFor>>;

const requestRow = z.object({
	requestId: z.uuid(),
	customerId: z.uuid(),
	customerCode: z.string(),
	/** ISO 4217. */
	currency: z.string(),
	totalMinor: z.number(),
	/** `paid` once its money was applied; `superseded` when something else is open since. */
	status: z.enum(requestStatuses),
	/** The page of Stripe on which it is paid, and how that was when somebody looked last. */
	sessionId: z.string().nullable(),
	sessionStatus: z.enum(['open', 'complete', 'expired']).nullable(),
	invoices: z.array(asksFor),
	createdAt: z.date(),
	updatedAt: z.date(),
});
/** What a customer was asked to pay by one payment. */
export type PaymentRequest = Readonly<z.infer<typeof requestRow>>;

/** An event says of which invoice it is before its money is applied: until then the invoices are open, and nobody is asked. */
const isInBooks = `not exists (select from msp.payment_request_invoice p where p.request_id = r.id and not exists (
	select from msp.payment y where y.invoice_id = p.invoice_id and y.provider = e.provider
		and (y.payment_reference = e.payment_reference or starts_with(y.payment_reference, e.payment_reference || ':'))))`;

/** Its money is in the books, or somebody decided on it. */
const isPaid = `exists (select from msp.payment_event e where e.event_references ->> 'paymentRequest' = r.id::text
	and e.kind = 'payment_succeeded' and (e.processed_at is not null or ${isInBooks}))`;

const status = `case when ${isPaid} then 'paid' else r.status end`;

const selected = `select r.*, r.id as request_id, c.customer_code, ${status} as status,
	(select coalesce(json_agg(json_build_object('invoiceId', p.invoice_id, 'invoiceNumber', i.number,
			'amountMinor', p.amount_minor) order by p.position), '[]')
		from msp.payment_request_invoice p join msp.invoice i on i.id = p.invoice_id
		where p.request_id = r.id) as invoices
from msp.payment_request r join msp.customer c on c.id = r.customer_id`;

export interface OfCustomer {
	readonly customerId: string;
	readonly currency: string;
}

/** Nobody else decides what the customer is asked for in the currency until the transaction ends. */
export async function lockRequests(transaction: Transaction, { customerId, currency }: OfCustomer): Promise<void> {
	await transaction.lockName('payment_request', `${customerId} ${currency}`);
}

/** The one that is open by its row; its money may have come meanwhile. */
export async function findOpenRequest(
	transaction: Transaction,
	{ customerId, currency }: OfCustomer,
): Promise<PaymentRequest | undefined> {
	return await transaction.row(
		requestRow,
		`${selected} where r.customer_id = $1 and r.currency = $2 and r.status = 'open'`,
		[customerId, currency],
	);
}

/** Those whose page at Stripe may take money, or has taken some that is not in the books yet; the oldest first. */
export async function requestsUnderWay(
	transaction: Transaction,
	{ customerId, currency }: OfCustomer,
): Promise<PaymentRequest[]> {
	return await transaction.rows(
		requestRow,
		`${selected} where r.customer_id = $1 and r.currency = $2 and r.session_status <> 'expired' and r.status <> 'failed'
			and not ${isPaid}
		order by r.created_at, r.id`,
		[customerId, currency],
	);
}

/** Those of everybody whose page at Stripe may take money, the oldest first. */
export async function requestsWithPage(transaction: Transaction, limit: number): Promise<PaymentRequest[]> {
	return await transaction.rows(
		requestRow,
		`${selected} where r.session_status = 'open' and not ${isPaid} order by r.updated_at, r.id limit $1`,
		[limit],
	);
}

const identity = z.object({ id: z.uuid() });

/** Writes down what a customer is asked for. */
export async function insertRequest(
	transaction: Transaction,
	{ customerId, currency }: OfCustomer,
	invoices: ReadonlyArray<Pick<AskedInvoice, 'invoiceId' | 'amountMinor'>>,
): Promise<PaymentRequest> {
	const totalMinor = invoices.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
	const made = await transaction.row(
		identity,
		`insert into msp.payment_request (customer_id, currency, total_minor) values ($1, $2, $3) returning id`,
		[customerId, currency, totalMinor],
	);
	if (!made) throw new RangeError('a payment request was not recorded');
	await transaction.run(
		`insert into msp.payment_request_invoice (customer_id, request_id, invoice_id, position, amount_minor)
		select $1, $2, asked.id, asked.position, asked.amount
		from unnest($3::uuid[], $4::bigint[]) with ordinality as asked(id, amount, position)`,
		[customerId, made.id, invoices.map(({ invoiceId }) => invoiceId), invoices.map(({ amountMinor }) => amountMinor)],
	);
	const request = await transaction.row(requestRow, `${selected} where r.id = $1`, [made.id]);
	if (!request) throw new RangeError(`the payment request ${made.id} is not in this scope`);
	return request;
}

/** Ends an open request. */
export async function endRequest(
	transaction: Transaction,
	requestId: string,
	ended: Exclude<RequestStatus, 'open'>,
): Promise<void> {
	await transaction.run(`update msp.payment_request set status = $2 where id = $1 and status = 'open'`, [
		requestId,
		ended,
	]);
}

/**
 * Notes the page of Stripe on which an open request is paid.
 *
 * @returns false when something else took the place of the request, or another page was noted.
 */
export async function notePage(transaction: Transaction, requestId: string, sessionId: string): Promise<boolean> {
	const noted = await transaction.run(
		`update msp.payment_request set session_id = $2, session_status = 'open'
		where id = $1 and status = 'open' and coalesce(session_id, $2) = $2`,
		[requestId, sessionId],
	);
	return noted > 0;
}

/** Notes how a page was. An expired one never takes money again, so an open request with it is over. */
export async function noteSession(
	transaction: Transaction,
	requestId: string,
	state: 'complete' | 'expired' | 'failed',
): Promise<void> {
	await transaction.run(
		`update msp.payment_request set session_status = case when $2 = 'expired' then 'expired' else 'complete' end,
			status = case when $2 = 'failed' then 'failed' when $2 = 'expired' and status = 'open' then 'superseded' else status end
		where id = $1 and session_id is not null`,
		[requestId, state],
	);
}

export interface RequestFilter {
	readonly customerCode?: string;
	readonly statuses?: readonly RequestStatus[];
	readonly limit: number | null;
}

/** Newest first. */
export async function listRequests(transaction: Transaction, filter: RequestFilter): Promise<PaymentRequest[]> {
	return await transaction.rows(
		requestRow,
		`${selected} where ($1::text is null or ${ofCustomerCode('$1')}) and ($2::text[] is null or ${status} = any($2))
		order by r.created_at desc, r.id limit $3`,
		[filter.customerCode ?? null, filter.statuses ?? null, filter.limit],
	);
}
