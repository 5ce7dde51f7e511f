import { z } from 'zod';
import { json, storable, type Transaction } from '../db';
import {
	providers,
	storedPaymentEvent,
	type EventReferences,
	type PaymentEvent,
	type Provider,
	type StoredPaymentEvent,
} from './paymentEvent';
import { leftOutcomes, reopenWhatCanBePlaced } from './leftEvents';
import { rejectionReasons, type RejectionReason } from './rejection';

const columns = `id as payment_event_id, provider, event_id, kind, payment_reference, names, object_type, object_id,
	amount_minor, price_minor, currency, event_references as references, detail, payer, occurred_at, customer_id,
	invoice_id, received_at, attempts, processed_at, outcome, placed_by, placed_at, resent_at`;

/** What the payment request of an event asks for each of its invoices. */
const asked = `(select json_agg(json_build_object('invoiceId', p.invoice_id, 'invoiceNumber', i.number,
		'externalId', case when i.source = 'invoice_ninja' then i.external_id end, 'amountMinor', p.amount_minor)
		order by p.position)
	from msp.payment_request_invoice p join msp.invoice i on i.id = p.invoice_id
	where p.request_id = (event_references ->> 'paymentRequest')::uuid) as asked`;

/** Stores an event under its provider and event ID; undefined when it is there already. */
export async function insertPaymentEvent(transaction: Transaction, event: PaymentEvent): Promise<string | undefined> {
	const { provider, eventId, kind, paymentReference, object, amountMinor, priceMinor, currency } = event;
	const inserted = await transaction.row(
		z.object({ id: z.uuid() }),
		`insert into msp.payment_event (provider, event_id, kind, payment_reference, names, object_type, object_id,
			amount_minor, price_minor, currency, event_references, detail, payer, occurred_at, raw)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
		on conflict (provider, event_id) do nothing returning id`,
		[
			...[provider, eventId, kind, paymentReference, namesOf(event), object?.type ?? null, object?.id ?? null],
			...[amountMinor, priceMinor, currency, json(event.references), json(event.detail), json(event.payer)],
			...[event.occurredAt, json(event.raw)],
		],
	);
	return inserted?.id;
}

/** Forgets an event that was stored as ignored for one of the reasons, so that it can come again. */
export async function forgetIgnored(
	transaction: Transaction,
	{ provider, eventId }: Pick<PaymentEvent, 'provider' | 'eventId'>,
	reasons: readonly RejectionReason[],
): Promise<void> {
	await transaction.run(
		`delete from msp.payment_event
		where provider = $1 and event_id = $2 and kind = 'ignored' and outcome = any($3) and invoice_id is null`,
		[provider, eventId, reasons],
	);
}

/** An event that names no payment is a payment of its own. */
function namesOf({ names, paymentReference, eventId }: PaymentEvent): string[] {
	const known = new Set([...(paymentReference === null ? [] : [paymentReference]), ...names].map(storable));
	return known.size > 0 ? [...known] : [`event:${eventId}`];
}

export async function findPaymentEvent(
	transaction: Transaction,
	paymentEventId: string,
): Promise<StoredPaymentEvent | undefined> {
	return await transaction.row(storedPaymentEvent, `select ${columns} from msp.payment_event where id = $1`, [
		paymentEventId,
	]);
}

/**
 * All events of one money, in the order in which they happened: those that share a name with it, directly or through
 * other events. A name holds for good, so that the order in which the events come does not matter. Money of one provider is
 * money of another one only through Invoice Ninja, whose payments name the charge of the gateway that made them.
 */
export async function eventsOfMoney(
	transaction: Transaction,
	{ provider, names }: Pick<StoredPaymentEvent, 'provider' | 'names'>,
): Promise<StoredPaymentEvent[]> {
	return await transaction.rows(
		storedPaymentEvent,
		`with recursive known (provider, name) as (
			select $1::text, unnest($2::text[])
			union
			select e.provider, unnest(e.names) from known join msp.payment_event e on ${namedBy('known')}
		)
		select ${columns}, ${asked} from msp.payment_event where id in (
			select e.id from known join msp.payment_event e on ${namedBy('known')})
		order by occurred_at, event_id`,
		[provider, names],
	);
}

const namedBy = (known: string) => `e.names @> array[${known}.name]
	and (e.provider = ${known}.provider or 'invoiceninja' in (e.provider, ${known}.provider))`;

/** How long an event that explains another one may take. It is less than the first lease of an event. */
const explainedWithin = '100 seconds';

/** Whether one of the moments was just now, by the database's clock. */
export async function isRecent(transaction: Transaction, moments: readonly Date[]): Promise<boolean> {
	const found = await transaction.row(
		z.object({ recent: z.boolean() }),
		`select exists (select from unnest($1::timestamptz[]) as moment
			where moment > now() - interval '${explainedWithin}') as recent`,
		[moments],
	);
	return found?.recent ?? false;
}

/** Adds what the provider told about an event when it was asked; what the event said itself stays. */
export async function addToEvent(
	transaction: Transaction,
	event: Pick<StoredPaymentEvent, 'paymentEventId' | 'names' | 'references' | 'detail'>,
): Promise<void> {
	await transaction.run(
		`update msp.payment_event set event_references = $3::jsonb || event_references, detail = $4::jsonb || detail,
			names = names || array(select unnest($2::text[]) except select unnest(names))
		where id = $1`,
		[event.paymentEventId, event.names.map(storable), json(event.references), json(event.detail)],
	);
}

/** Records with the events of a payment which invoice it is for, and so whose it is. */
export async function recordInvoiceOfMoney(
	transaction: Transaction,
	events: ReadonlyArray<Pick<StoredPaymentEvent, 'paymentEventId'>>,
	invoice: { readonly invoiceId: string; readonly customerId: string },
): Promise<void> {
	await transaction.run(
		`update msp.payment_event set customer_id = $2, invoice_id = $3
		where id = any($1) and (customer_id, invoice_id) is distinct from ($2::uuid, $3::uuid)`,
		[events.map(({ paymentEventId }) => paymentEventId), invoice.customerId, invoice.invoiceId],
	);
}

/** The invoice that another payment of the subscription was for, the latest of them. */
export async function invoiceOfSubscription(
	transaction: Transaction,
	provider: Provider,
	subscription: string,
): Promise<string | undefined> {
	const found = await transaction.row(
		z.object({ invoiceId: z.uuid() }),
		`select invoice_id from msp.payment_event
		where provider = $1 and event_references ->> 'providerSubscription' = $2 and invoice_id is not null
		order by occurred_at desc, event_id limit 1`,
		[provider, subscription],
	);
	return found?.invoiceId;
}

/**
 * Those of the invoices that a payment was found to be for, whatever became of it. An agreement of PayPal that could not be
 * collected names no payment: the one that is made later is for the same invoice.
 */
export async function invoicesWithPayment(
	transaction: Transaction,
	invoiceIds: readonly string[],
): Promise<Set<string>> {
	const found = await transaction.rows(
		z.object({ invoiceId: z.uuid() }),
		`select distinct invoice_id from msp.payment_event where invoice_id = any($1)
			and not (kind = 'payment_failed' and object_type is not distinct from 'subscription')`,
		[invoiceIds],
	);
	return new Set(found.map(({ invoiceId }) => invoiceId));
}

/** What the events of a subscription say of who pays for what: some payments name only their subscription. */
export async function referencesOfSubscription(
	transaction: Transaction,
	provider: Provider,
	subscription: string,
): Promise<EventReferences> {
	const told = await transaction.rows(
		storedPaymentEvent.pick({ references: true }),
		`select event_references as references from msp.payment_event
		where provider = $1 and event_references ->> 'providerSubscription' = $2 and object_type = 'subscription'
		order by occurred_at desc, event_id`,
		[provider, subscription],
	);
	return Object.assign({}, ...told.map(({ references }) => references)) as EventReferences;
}

/**
 * Puts the events of a subscription that nobody could place back among the unprocessed: now that its order is known, the
 * reconciler takes them up again.
 */
export async function reopenUnplacedOfSubscription(
	transaction: Transaction,
	provider: Provider,
	subscription: string,
): Promise<number> {
	return await transaction.run(
		`update msp.payment_event set processed_at = null, outcome = null, lease_until = now()
		where provider = $1 and event_references ->> 'providerSubscription' = $2 and invoice_id is null
			and processed_at is not null and kind not in ('payment_pending', 'ignored')`,
		[provider, subscription],
	);
}

/**
 * Takes up to `limit` events that nobody has processed and whose lease ran out, oldest first, and keeps others from
 * taking them: for two minutes at first, and twice as long each time, up to some hours. Among them are those that nobody could
 * place, and whose customer, plan or order has come since.
 */
export async function claimUnprocessedEvents(transaction: Transaction, limit: number): Promise<StoredPaymentEvent[]> {
	await reopenWhatCanBePlaced(transaction);
	return await transaction.rows(
		storedPaymentEvent,
		`update msp.payment_event set attempts = attempts + 1,
			lease_until = now() + interval '2 minutes' * 2 ^ least(attempts, 7)
		where id in (
			select id from msp.payment_event where processed_at is null and lease_until <= now()
			order by received_at limit $1 for update skip locked)
		returning ${columns}`,
		[limit],
	);
}

/**
 * Records that nothing is left to do for an event. The first outcome stays, unless it was that nobody could place its
 * payment; undefined when there is no such event.
 */
export async function setEventProcessed(
	transaction: Transaction,
	paymentEventId: string,
	outcome: string,
): Promise<StoredPaymentEvent | undefined> {
	return await transaction.row(
		storedPaymentEvent,
		`update msp.payment_event set processed_at = case when ${open} then now() else processed_at end,
			outcome = case when ${open} then $2 else outcome end
		where id = $1 returning ${columns}`,
		[paymentEventId, outcome, leftOutcomes],
	);
}

const open = '(processed_at is null or outcome = any($3))';

export interface PaymentEventFilter {
	readonly processed?: boolean;
	readonly provider?: Provider;
	readonly limit: number | null;
}

/** Newest first. */
export async function listPaymentEvents(
	transaction: Transaction,
	filter: PaymentEventFilter,
): Promise<StoredPaymentEvent[]> {
	return await transaction.rows(
		storedPaymentEvent,
		`select ${columns} from msp.payment_event
		where ($1::boolean is null or (processed_at is not null) = $1) and ($2::text is null or provider = $2)
		order by received_at desc, id limit $3`,
		[filter.processed ?? null, filter.provider ?? null, filter.limit],
	);
}

/** Counts refused deliveries under today and their reason. */
export async function countRejections(
	transaction: Transaction,
	provider: Provider,
	reason: RejectionReason,
	count: number,
): Promise<void> {
	await transaction.run(
		`insert into msp.payment_event_rejection (provider, reason, count) values ($1, $2, $3)
		on conflict (day, provider, reason) do update
			set count = payment_event_rejection.count + excluded.count, last_at = now()`,
		[provider, reason, count],
	);
}

const rejectionCount = z.object({
	/** YYYY-MM-DD. */
	day: z.string(),
	provider: z.enum(providers),
	reason: z.enum(rejectionReasons),
	count: z.number(),
	lastAt: z.date(),
});
export type RejectionCount = Readonly<z.infer<typeof rejectionCount>>;

/** How many deliveries were refused in the last `days` days, by day, provider and reason. */
export async function listRejections(transaction: Transaction, days: number): Promise<RejectionCount[]> {
	return await transaction.rows(
		rejectionCount,
		`select day, provider, reason, count, last_at from msp.payment_event_rejection
		where day > current_date - $1::integer order by day desc, provider, reason`,
		[days],
	);
}
