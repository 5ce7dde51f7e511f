-- Up Migration
-- The mirror of what was invoiced, here or in an accounting system.
create table msp.invoice (
	id uuid primary key default gen_random_uuid(),
	customer_id uuid not null references msp.customer,
	service_id uuid,
	number text not null unique,
	source text not null default 'msp' check (source in ('msp', 'invoice_ninja', 'stripe', 'paypal')),
	external_id text,
	status text not null default 'open' check (status in
		('draft', 'open', 'partial', 'paid', 'void', 'refunded', 'uncollectible')),
	currency char(3) not null check (currency ~ '^[A-Z]{3}$'),
	total_minor bigint not null check (total_minor >= 0),
	balance_minor bigint not null check (balance_minor >= 0 and balance_minor <= total_minor),
	-- What the payments meant for a service that is not set up yet, when they were last settled. The service follows when
	-- this changes: so the events of the payments may come in any order.
	setup_decision text not null default 'wait' check (setup_decision in ('wait', 'set_up', 'cancel')),
	issued_at timestamptz not null default now(),
	due_on date not null,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	unique (customer_id, id),
	unique (source, external_id),
	foreign key (customer_id, service_id) references msp.service (customer_id, id)
);
create index invoice_by_service on msp.invoice (service_id);
select msp.keep_for_customer('invoice', 'customer_id');

-- Each verified event of a payment provider, once. No customer is known yet when it is received.
create table msp.payment_event (
	id uuid primary key default gen_random_uuid(),
	provider text not null check (provider in ('stripe', 'paypal')),
	event_id text not null,
	kind text not null,
	payment_reference text,
	amount_minor bigint,
	currency char(3),
	-- order, customer, plan, domain, invoice, providerCustomer: what the event says of whom and what it pays for
	event_references jsonb not null default '{}',
	-- name, email
	payer jsonb not null default '{}',
	occurred_at timestamptz not null,
	raw jsonb not null,
	customer_id uuid references msp.customer,
	-- The invoice that its payment was found to be for.
	invoice_id uuid,
	received_at timestamptz not null default now(),
	-- Until then somebody works on it; afterwards the reconciler may take it.
	lease_until timestamptz not null default now() + interval '2 minutes',
	attempts integer not null default 0,
	processed_at timestamptz,
	outcome text,
	unique (provider, event_id),
	foreign key (customer_id, invoice_id) references msp.invoice (customer_id, id)
);
create index payment_event_unprocessed on msp.payment_event (lease_until) where processed_at is null;
create index payment_event_by_payment on msp.payment_event (provider, payment_reference);
select msp.keep_for_customer('payment_event', 'customer_id');

-- What was refused at the door, counted and nothing more: one row a provider, reason and day.
create table msp.payment_event_rejection (
	day date not null default current_date,
	provider text not null,
	reason text not null,
	count bigint not null default 1,
	last_at timestamptz not null default now(),
	primary key (day, provider, reason)
);
select msp.keep_for_staff('payment_event_rejection');

create table msp.payment (
	id uuid primary key default gen_random_uuid(),
	-- Null while nobody knows whose it is: then only staff see it.
	customer_id uuid references msp.customer,
	service_id uuid,
	invoice_id uuid,
	provider text not null check (provider in ('stripe', 'paypal')),
	payment_reference text not null,
	amount_minor bigint not null check (amount_minor >= 0),
	currency char(3) not null,
	refunded_minor bigint not null default 0 check (refunded_minor >= 0),
	outcome text not null check (outcome in ('paid', 'underpaid', 'overpaid', 'wrong_currency', 'unknown_plan',
		'unknown_customer', 'unknown_order', 'duplicate', 'refunded', 'disputed', 'failed')),
	outcome_detail text not null default '',
	needs_attention boolean not null default false,
	received_at timestamptz not null default now(),
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	unique (provider, payment_reference),
	foreign key (customer_id, service_id) references msp.service (customer_id, id),
	foreign key (customer_id, invoice_id) references msp.invoice (customer_id, id)
);
create index payment_by_customer on msp.payment (customer_id);
create index payment_by_invoice on msp.payment (invoice_id);
create index payment_needing_attention on msp.payment (received_at) where needs_attention;
select msp.keep_for_customer('payment', 'customer_id');
