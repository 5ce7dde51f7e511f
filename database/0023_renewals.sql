-- Up Migration
-- The day that it is in a time zone. One that the database does not know is the trouble of one customer, who gets the day in
-- Greenwich, and does not fail the work for all others.
create function msp.day_in(zone text, moment timestamptz) returns date language plpgsql stable as $$
begin
	return (moment at time zone zone)::date;
exception when invalid_parameter_value then
	return (moment at time zone 'UTC')::date;
end $$;

-- Half a year and two years; and who renews the services of a plan.
alter table msp.plan
	drop constraint plan_billing_interval_check,
	add constraint plan_billing_interval_check check (billing_interval in ('month', 'quarter', 'half_year', 'year', 'two_years')),
	-- provider: a subscription of Stripe or PayPal, or a recurring invoice of Invoice Ninja. pack: the nightly run.
	add column renewed_by text not null default 'provider' check (renewed_by in ('provider', 'pack', 'nobody')),
	add column set_up_fee_minor bigint not null default 0 check (set_up_fee_minor >= 0),
	add column trial_days integer not null default 0 check (trial_days between 0 and 3660),
	-- After how many months a service ends by itself.
	add column term_months integer check (term_months between 1 and 1200),
	-- On which day of the month the services of the plan renew.
	add column align_day integer check (align_day between 1 and 28);

-- When a service is renewed by the pack, and for what.
create table msp.service_terms (
	service_id uuid primary key,
	customer_id uuid not null references msp.customer,
	-- The plan whose price it is.
	plan_id uuid not null references msp.plan,
	-- The plan that the service had when the price last followed it: when it has another one, the price follows again.
	followed_plan_id uuid not null references msp.plan,
	cycle_months integer not null check (cycle_months in (1, 3, 6, 12, 24)),
	price_minor bigint not null check (price_minor >= 0),
	currency char(3) not null check (currency ~ '^[A-Z]{3}$'),
	-- Renewal days are counted from this day each time. It never moves, so that the 31st does not slip to the 28th.
	anchor_first date not null,
	anchor_month_end boolean not null default false,
	-- The period that begins so many months after the anchor; those before and after it follow by the cycle.
	anchor_period integer not null default 1 check (anchor_period > 0),
	anchor_months integer not null default 0 check (anchor_months >= 0),
	-- The first day of the short period right before that one, which brings the service to its renewal day.
	starts_on date,
	-- The first period that is not invoiced yet.
	next_period integer not null check (next_period > 0),
	trial_until date,
	-- The first day that is not covered any more.
	ends_on date,
	ends_because text check (ends_because in ('term', 'cancelled')),
	cancel_reason text check (length(cancel_reason) <= 500),
	-- What the fixed term said, so that a cancellation that is taken back restores it.
	term_ends_on date,
	-- Until this day what is invoiced has an earlier price than these terms: no change settles it by days.
	unsettled_until date,
	-- Null: as the billing policy says.
	auto_charge boolean,
	-- Somebody said so for this service, whatever its plan says.
	by_hand boolean not null default false,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	foreign key (customer_id, service_id) references msp.service (customer_id, id),
	constraint service_terms_end_known check ((ends_on is null) = (ends_because is null)),
	constraint service_terms_begin_in_order check (starts_on < anchor_first + anchor_months * interval '1 month')
);
create index service_terms_by_customer on msp.service_terms (customer_id);
select msp.keep_for_customer('service_terms', 'customer_id');

create table msp.service_discount (
	id uuid primary key default gen_random_uuid(),
	customer_id uuid not null references msp.customer,
	service_id uuid not null,
	-- What the customer reads, such as the code of a coupon.
	code text not null check (length(code) between 1 and 100),
	kind text not null check (kind in ('percent', 'fixed', 'free')),
	-- In hundredths of a percent.
	percent_hundredths integer check (percent_hundredths between 1 and 10000),
	amount_minor bigint check (amount_minor > 0),
	-- Of each period that begins from this day on, and before the other one.
	starts_on date not null,
	ends_on date,
	actor text not null,
	created_at timestamptz not null default now(),
	unique (service_id, code),
	foreign key (customer_id, service_id) references msp.service (customer_id, id),
	constraint service_discount_value_known check ((percent_hundredths is not null) = (kind = 'percent')
		and (amount_minor is not null) = (kind = 'fixed')),
	constraint service_discount_days_in_order check (ends_on > starts_on)
);
select msp.keep_for_customer('service_discount', 'customer_id');

-- What is asked for once, with the next invoice of a service or on a day.
create table msp.service_charge (
	id uuid primary key default gen_random_uuid(),
	customer_id uuid not null references msp.customer,
	service_id uuid not null,
	kind text not null check (kind in ('set_up', 'proration', 'late_fee', 'other')),
	description text not null default '' check (length(description) <= 500),
	amount_minor bigint not null check (amount_minor > 0),
	currency char(3) not null check (currency ~ '^[A-Z]{3}$'),
	-- Null: with the next renewal.
	due_on date,
	-- The days that it is for.
	period_from date,
	period_to date,
	-- What makes two requests the same charge.
	reference text not null check (length(reference) between 1 and 200),
	-- The invoice that it is on.
	invoice_id uuid,
	actor text not null,
	created_at timestamptz not null default now(),
	unique (service_id, reference),
	foreign key (customer_id, service_id) references msp.service (customer_id, id),
	foreign key (customer_id, invoice_id) references msp.invoice (customer_id, id)
);
create index service_charge_open on msp.service_charge (service_id) where invoice_id is null;
select msp.keep_for_customer('service_charge', 'customer_id');

-- What customers have to their credit: given is positive, used is negative. Nothing is changed, only added.
create table msp.customer_credit (
	id uuid primary key default gen_random_uuid(),
	customer_id uuid not null references msp.customer,
	currency char(3) not null check (currency ~ '^[A-Z]{3}$'),
	amount_minor bigint not null check (amount_minor <> 0),
	reason text not null check (length(reason) between 1 and 500),
	-- What makes two requests the same credit.
	reference text not null check (length(reference) between 1 and 200),
	-- The invoice that it was used for.
	invoice_id uuid,
	actor text not null,
	created_at timestamptz not null default now(),
	unique (customer_id, reference),
	foreign key (customer_id, invoice_id) references msp.invoice (customer_id, id)
);
create index customer_credit_by_currency on msp.customer_credit (customer_id, currency, created_at);
select msp.keep_for_customer('customer_credit', 'customer_id');

-- The last number of the invoices that the pack itself issued, for each company. It has no gaps.
create table msp.invoice_counter (
	company_code text primary key references msp.company (company_code) on update cascade,
	prefix text not null default 'MSP-' check (length(prefix) <= 20),
	digits integer not null default 5 check (digits between 1 and 12),
	last_number bigint not null default 0 check (last_number >= 0),
	updated_at timestamptz not null default now()
);
select msp.keep_for_staff('invoice_counter');

alter table msp.invoice
	-- What makes two requests the same invoice of the pack.
	add column reference text check (length(reference) between 1 and 200);
create unique index invoice_reference_key on msp.invoice (reference) where reference is not null;
-- Few at any time: those that a nightly run prepared and nobody has issued yet.
create index invoice_draft on msp.invoice (customer_id) where status = 'draft' and source = 'msp';

alter table msp.invoice_line
	add column kind text not null default 'other' check (kind in
		('renewal', 'set_up', 'discount', 'proration', 'late_fee', 'other')),
	add column service_id uuid,
	add column period_number integer check (period_number > 0),
	add column period_from date,
	-- The first day that it does not cover.
	add column period_to date,
	-- False for a line of an invoice that was voided.
	add column counts boolean not null default true,
	add constraint invoice_line_service_fkey foreign key (customer_id, service_id) references msp.service (customer_id, id),
	add constraint invoice_line_period_in_order check (period_to > period_from),
	add constraint invoice_line_period_known check (kind <> 'renewal' or (service_id is not null and period_number is not null
		and period_from is not null and period_to is not null));
-- A period of a service is invoiced once, whatever runs twice.
create unique index invoice_line_period_once on msp.invoice_line (service_id, period_number) where kind = 'renewal' and counts;
-- What was asked for a service and refunded or voided is looked for with its terms, each night for all of them.
create index invoice_line_of_service on msp.invoice_line (service_id, period_from) where kind = 'renewal';

-- The period of an invoice that was voided is free again; one that is open again takes it back if nobody has it.
create function msp.free_periods_of_void_invoice() returns trigger language plpgsql as $$
begin
	if new.status = 'void' then
		update msp.invoice_line set counts = false where invoice_id = new.id and counts;
	else
		update msp.invoice_line l set counts = true where l.invoice_id = new.id and not l.counts
			and not exists (select from msp.invoice_line o where o.kind = 'renewal' and o.counts
				and o.service_id = l.service_id and o.period_number = l.period_number);
	end if;
	return null;
end $$;
create trigger free_periods after update of status on msp.invoice for each row
	when ((old.status = 'void') <> (new.status = 'void')) execute function msp.free_periods_of_void_invoice();
