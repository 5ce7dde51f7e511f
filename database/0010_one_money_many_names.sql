-- Up Migration
-- One money has many names: whatever an event names together is one payment, whichever event comes first.
alter table msp.payment_event
	add column names text[] not null default '{}',
	-- What the amount is of, such as charge and ch_1: amounts of several objects of one type add up.
	add column object_type text,
	add column object_id text,
	-- What the money pays of the price: without tax, shipping and tips on top, with discounts and credit. Null where the
	-- event does not say.
	add column price_minor bigint,
	-- How a dispute ended, what was refunded so far, whether a payment recurs: core/payments/paymentEvent.ts.
	add column detail jsonb not null default '{}';
update msp.payment_event set
	names = array[coalesce(payment_reference, 'event:' || event_id)],
	detail = case when event_references ? 'disputeOutcome'
		then jsonb_build_object('disputeOutcome', event_references -> 'disputeOutcome') else '{}' end,
	event_references = event_references - 'disputeOutcome';
alter table msp.payment_event alter column names drop default,
	add check (cardinality(names) > 0);
create index payment_event_by_name on msp.payment_event using gin (names);
create index payment_event_by_subscription on msp.payment_event
	(provider, (event_references ->> 'providerSubscription')) where event_references ? 'providerSubscription';
create index payment_event_by_invoice on msp.payment_event (invoice_id) where invoice_id is not null;
drop index msp.payment_event_by_payment;

-- A signature of PayPal covers a checksum of 32 bits, which many bodies share: each transmission is for one event only.
create table msp.payment_transmission (
	provider text not null,
	transmission_id text not null,
	event_id text not null,
	received_at timestamptz not null default now(),
	primary key (provider, transmission_id)
);
create index payment_transmission_by_age on msp.payment_transmission (received_at);
select msp.keep_for_staff('payment_transmission');

alter table msp.payment
	-- What it pays of the price: without tax, shipping and tips on top, with discounts and credit.
	add column price_minor bigint not null default 0 check (price_minor >= 0),
	-- What disputes took.
	add column lost_minor bigint not null default 0 check (lost_minor >= 0),
	drop constraint payment_outcome_check,
	add constraint payment_outcome_check check (outcome in ('paid', 'underpaid', 'overpaid', 'wrong_currency',
		'unknown_plan', 'unknown_customer', 'unknown_order', 'waiting', 'duplicate', 'refunded', 'disputed', 'failed'));
update msp.payment set price_minor = amount_minor;

-- The first invoice of a service is of its first period; each renewal is of the next.
alter table msp.invoice
	add column period_number integer not null default 1 check (period_number > 0),
	add column period_from date,
	-- The first day that it does not cover.
	add column period_to date,
	add check (period_to > period_from);

-- What a person took off an invoice, or put back, and why.
create table msp.invoice_adjustment (
	id uuid primary key default gen_random_uuid(),
	customer_id uuid not null references msp.customer,
	invoice_id uuid not null,
	-- Positive lowers what is owed.
	amount_minor bigint not null check (amount_minor <> 0),
	reason text not null check (reason <> ''),
	-- What makes two requests the same adjustment.
	reference text,
	actor text not null,
	created_at timestamptz not null default now(),
	unique (invoice_id, reference),
	foreign key (customer_id, invoice_id) references msp.invoice (customer_id, id)
);
select msp.keep_for_customer('invoice_adjustment', 'customer_id');
