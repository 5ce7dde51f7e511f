-- Up Migration
-- What a customer was asked to pay by one payment: the invoices of one currency that were open then. It never changes; when
-- something else is open, another one takes its place.
create table msp.payment_request (
	id uuid primary key default gen_random_uuid(),
	customer_id uuid not null references msp.customer,
	currency char(3) not null check (currency ~ '^[A-Z]{3}$'),
	total_minor bigint not null check (total_minor > 0),
	status text not null default 'open' check (status in ('open', 'paid', 'failed', 'superseded')),
	-- The page of Stripe on which it is paid, and how that was when somebody looked last. It has one at the most.
	session_id text,
	session_status text check (session_status in ('open', 'complete', 'expired')),
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	unique (customer_id, id),
	unique (session_id),
	constraint payment_request_session_known check ((session_id is null) = (session_status is null))
);
-- A customer is asked for one sum at a time.
create unique index payment_request_open on msp.payment_request (customer_id, currency) where status = 'open';
-- The pages that may still take money, or whose money is on its way.
create index payment_request_session on msp.payment_request (customer_id, currency)
	where session_status <> 'expired' and status <> 'failed';
select msp.keep_for_customer('payment_request', 'customer_id');

-- What of the money is for which invoice. The money is split by it, whatever became of the invoices meanwhile.
create table msp.payment_request_invoice (
	customer_id uuid not null references msp.customer,
	request_id uuid not null,
	invoice_id uuid not null,
	position integer not null check (position > 0),
	amount_minor bigint not null check (amount_minor > 0),
	primary key (request_id, position),
	unique (request_id, invoice_id),
	foreign key (customer_id, request_id) references msp.payment_request (customer_id, id) on delete cascade,
	-- An import that is taken back takes its invoices along: money for one of them is for a person then.
	foreign key (customer_id, invoice_id) references msp.invoice (customer_id, id) on delete cascade
);
create index payment_request_invoice_by_invoice on msp.payment_request_invoice (invoice_id);
select msp.keep_for_customer('payment_request_invoice', 'customer_id');

create index payment_event_by_request on msp.payment_event ((event_references ->> 'paymentRequest'))
	where event_references ? 'paymentRequest';
