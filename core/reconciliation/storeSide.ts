import { z } from 'zod';
import type { Transaction } from '../db';
import type { Entry, ProviderName, StoreFact } from './facts';
import { compactNames } from './names';

/** A name of a money is its own provider's; names of two providers meet in Invoice Ninja only. */
const namedBy = (known: string) => `e.names @> array[${known}.name]
	and (e.provider = ${known}.provider or 'invoiceninja' in (e.provider, ${known}.provider))`;

const identity = z.object({ id: z.uuid() });

/** What counts: money that came or went. A payment of a spreadsheet has no other side to compare with. */
const isMoney = `y.provider <> 'import' and (y.amount_minor > 0 or y.refunded_minor > 0 or y.lost_minor > 0)`;

/** The payments that came in a time, after an ID, in the order of their IDs. */
export async function paymentsOf(
	transaction: Transaction,
	{ start, end }: { readonly start: Date; readonly end: Date },
	after: string | null,
	limit: number,
): Promise<string[]> {
	const found = await transaction.rows(
		identity,
		`select y.id from msp.payment y
		where y.received_at >= $1 and y.received_at < $2 and ${isMoney} and ($3::uuid is null or y.id > $3)
		order by y.id limit $4`,
		[start, end, after, limit],
	);
	return found.map(({ id }) => id);
}

/** The payments that the store has under one of the names, directly or through what its events say. */
export async function paymentsNamed(
	transaction: Transaction,
	names: ReadonlyArray<readonly [provider: ProviderName | 'invoiceninja', name: string]>,
): Promise<string[]> {
	const found = await transaction.rows(
		identity,
		`with recursive known (provider, name) as (
			select * from unnest($1::text[], $2::text[])
			union
			select e.provider, unnest(e.names) from known join msp.payment_event e on ${namedBy('known')}
		)
		select distinct y.id from known join msp.payment y on y.payment_reference = known.name
			and (y.provider = known.provider or 'invoiceninja' in (y.provider, known.provider))
		where ${isMoney}`,
		[names.map(([provider]) => provider), names.map(([, name]) => name)],
	);
	return found.map(({ id }) => id);
}

const paymentSide = z.object({
	paymentId: z.uuid(),
	provider: z.enum(['stripe', 'paypal', 'invoiceninja']),
	reference: z.string(),
	at: z.date(),
	amountMinor: z.number(),
	refundedMinor: z.number(),
	lostMinor: z.number(),
	currency: z.string(),
	outcome: z.string(),
	outcomeDetail: z.string(),
	invoiceNumber: z.string().nullable(),
	ofNinja: z.boolean(),
	companyCode: z.string().nullable(),
	customerCode: z.string().nullable(),
	names: z.array(z.string()),
});

/** What the store says of payments, with every name that their events know. */
export async function storeEntries(transaction: Transaction, paymentIds: readonly string[]): Promise<Entry[]> {
	const found = await transaction.rows(
		paymentSide,
		`with recursive known (root, provider, name) as (
			select y.id, y.provider, y.payment_reference from msp.payment y where y.id = any($1)
			union
			select known.root, e.provider, unnest(e.names) from known join msp.payment_event e on ${namedBy('known')}
		)
		select y.id as payment_id, y.provider, y.payment_reference as reference, y.received_at as at, y.amount_minor,
			y.refunded_minor, y.lost_minor, y.currency, y.outcome, y.outcome_detail, i.number as invoice_number,
			coalesce(i.source = 'invoice_ninja', false) as of_ninja, coalesce(i.company_code, c.company_code) as company_code,
			c.customer_code, array(select distinct k.name from known k where k.root = y.id) as names
		from msp.payment y left join msp.invoice i on i.id = y.invoice_id left join msp.customer c on c.id = y.customer_id
		where y.id = any($1)`,
		[paymentIds],
	);
	return found.map(({ names, ...payment }) => {
		const said: StoreFact = { kind: 'store', ...payment };
		return {
			key: `store:${payment.paymentId}`,
			side: 'store',
			names: compactNames(payment.reference, ...names),
			fact: said,
		};
	});
}
