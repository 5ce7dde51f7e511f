-- Up Migration
-- What is let by the night: a house, a flat, a room. Each is of a company of its own.
create table msp.rental_unit (
	id uuid primary key default gen_random_uuid(),
	unit_code text not null unique check (unit_code ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
	company_code text not null references msp.company (company_code) on update cascade,
	name text not null check (name <> ''),
	-- Days, nights and the hours of arrival and departure are those of the unit.
	time_zone text not null,
	currency char(3) not null check (currency ~ '^[A-Z]{3}$'),
	check_in text not null default '16:00' check (check_in ~ '^([01]\d|2[0-3]):[0-5]\d$'),
	check_out text not null default '10:00' check (check_out ~ '^([01]\d|2[0-3]):[0-5]\d$'),
	most_guests integer not null check (most_guests between 1 and 100),
	-- So many days lie between a booking and its arrival at the least, and at the most.
	lead_days integer not null default 0 check (lead_days between 0 and 366),
	most_days_ahead integer not null default 540 check (most_days_ahead between 1 and 3660),
	-- core/rentals/unit.ts: what a stay costs, and how it is paid, reminded of and cancelled.
	prices jsonb not null check (jsonb_typeof(prices) = 'object'),
	terms jsonb not null check (jsonb_typeof(terms) = 'object'),
	-- A unit that is closed takes no new booking.
	open boolean not null default true,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now()
);
select msp.keep_for_staff('rental_unit');

create table msp.rental_booking (
	id uuid primary key default gen_random_uuid(),
	-- What guests and staff call it.
	booking_code text not null unique check (booking_code ~ '^[A-Z0-9]{4,20}$'),
	customer_id uuid not null references msp.customer,
	unit_id uuid not null references msp.rental_unit,
	-- What makes a repeat the same booking: a form that is sent twice, a webhook that is delivered again.
	reference text not null unique check (length(reference) between 1 and 200),
	arrival date not null,
	-- The day on which the guests leave: no night of theirs.
	departure date not null,
	adults integer not null check (adults >= 1),
	children integer not null check (children >= 0),
	status text not null check (status in ('held', 'confirmed', 'completed', 'expired', 'cancelled')),
	-- Until then the nights wait for the first payment, and so long it may be put off while somebody is paying.
	hold_until timestamptz not null,
	hold_limit timestamptz not null,
	currency char(3) not null check (currency ~ '^[A-Z]{3}$'),
	total_minor bigint not null check (total_minor >= 0),
	tourist_tax_minor bigint not null check (tourist_tax_minor >= 0 and tourist_tax_minor <= total_minor),
	-- What is invoiced with the booking, and what later.
	first_minor bigint not null check (first_minor >= 0),
	balance_minor bigint not null check (balance_minor >= 0),
	-- As they were agreed: a later change of the unit changes nothing for this booking.
	lines jsonb not null check (jsonb_typeof(lines) = 'array'),
	terms jsonb not null check (jsonb_typeof(terms) = 'object'),
	first_invoice_id uuid,
	balance_invoice_id uuid,
	language text not null,
	notes text not null default '' check (length(notes) <= 2000),
	booked_at timestamptz not null,
	ended_at timestamptz,
	-- Who cancelled it, and why.
	cancelled_by text check (length(cancelled_by) between 1 and 100),
	cancel_reason text check (length(cancel_reason) <= 500),
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	unique (customer_id, id),
	foreign key (customer_id, first_invoice_id) references msp.invoice (customer_id, id),
	foreign key (customer_id, balance_invoice_id) references msp.invoice (customer_id, id),
	check (departure > arrival),
	check (first_minor + balance_minor = total_minor),
	check ((cancelled_by is null) = (status <> 'cancelled'))
);
create index rental_booking_by_unit on msp.rental_booking (unit_id, arrival);
create index rental_booking_by_customer on msp.rental_booking (customer_id, booked_at);
create index rental_booking_under_way on msp.rental_booking (id) where status in ('held', 'confirmed');
select msp.keep_for_customer('rental_booking', 'customer_id');

-- A night that is taken. The key is what rules a double booking out, whoever asks at the same time.
create table msp.rental_night (
	unit_id uuid not null references msp.rental_unit,
	-- The day on which it begins.
	night date not null,
	customer_id uuid,
	booking_id uuid,
	-- What the owner keeps it for.
	kept_for text check (length(kept_for) between 1 and 200),
	primary key (unit_id, night),
	foreign key (customer_id, booking_id) references msp.rental_booking (customer_id, id),
	check ((booking_id is null) = (customer_id is null) and (booking_id is null) = (kept_for is not null))
);
create index rental_night_by_booking on msp.rental_night (booking_id) where booking_id is not null;
select msp.keep_for_customer('rental_night', 'customer_id');

-- What goes back for a booking: told and written once.
create table msp.rental_refund (
	booking_id uuid primary key,
	customer_id uuid not null,
	currency char(3) not null check (currency ~ '^[A-Z]{3}$'),
	paid_minor bigint not null check (paid_minor >= 0),
	refund_minor bigint not null check (refund_minor >= 0 and refund_minor <= paid_minor),
	refunded_tax_minor bigint not null check (refunded_tax_minor >= 0 and refunded_tax_minor <= refund_minor),
	percent integer not null check (percent between 0 and 100),
	days_before integer not null,
	-- nothing: there is nothing to give back. waiting: for a person.
	status text not null check (status in ('nothing', 'waiting', 'approved', 'declined', 'given')),
	decided_by text check (length(decided_by) between 1 and 100),
	decided_at timestamptz,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	unique (customer_id, booking_id),
	foreign key (customer_id, booking_id) references msp.rental_booking (customer_id, id)
);
select msp.keep_for_customer('rental_refund', 'customer_id');

-- Which payment gives back how much of it.
create table msp.rental_refund_part (
	booking_id uuid not null,
	position integer not null check (position > 0),
	customer_id uuid not null,
	amount_minor bigint not null check (amount_minor > 0),
	-- The payment intent of Stripe. Null: a person gives the money back another way.
	payment_intent_id text check (payment_intent_id ~ '^pi_'),
	-- How a person finds the payment.
	payment text not null check (length(payment) <= 300),
	-- What the provider calls the refund, or a person the proof of it.
	given_as text check (length(given_as) between 1 and 300),
	given_at timestamptz,
	primary key (booking_id, position),
	foreign key (customer_id, booking_id) references msp.rental_refund (customer_id, booking_id),
	check ((given_as is null) = (given_at is null))
);
select msp.keep_for_customer('rental_refund_part', 'customer_id');
