-- Up Migration
-- One try to charge a customer's saved method for an invoice.
create table msp.charge_attempt (
	id uuid primary key default gen_random_uuid(),
	customer_id uuid not null references msp.customer,
	invoice_id uuid not null,
	number integer not null check (number > 0),
	task_id uuid,
	-- What was to be charged.
	amount_minor bigint not null check (amount_minor > 0),
	currency char(3) not null check (currency ~ '^[A-Z]{3}$'),
	-- open: its task goes on. settled: its outcome is known. dropped: nothing was charged, as nothing was to be charged any
	-- more. unknown: nobody knows whether it was charged, and a person retries its task.
	status text not null default 'open' check (status in ('open', 'settled', 'dropped', 'unknown')),
	-- core/stripe/billing/outcome.ts; no_method: the customer has no saved method that may be charged.
	outcome text check (outcome in ('succeeded', 'processing', 'requires_action', 'hard_decline', 'soft_decline',
		'transient_failure', 'canceled', 'no_method')),
	decline_code text,
	-- What the bank, Stripe or the pack says about it.
	reason text not null default '',
	payment_intent_id text,
	payment_method_id text,
	-- Days in the customer's time zone.
	tried_on date,
	next_try_on date,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	constraint charge_attempt_number_once unique (invoice_id, number),
	constraint charge_attempt_settled_known check (status <> 'settled' or (outcome is not null and tried_on is not null)),
	foreign key (customer_id, invoice_id) references msp.invoice (customer_id, id),
	foreign key (customer_id, task_id) references msp.task (customer_id, id)
);
-- An invoice is being charged once at a time.
create unique index charge_attempt_open on msp.charge_attempt (invoice_id) where status in ('open', 'unknown');
create index charge_attempt_by_customer on msp.charge_attempt (customer_id);
create index charge_attempt_by_task on msp.charge_attempt (task_id) where task_id is not null;
create index charge_attempt_by_intent on msp.charge_attempt (payment_intent_id) where payment_intent_id is not null;
-- Bank debits that are on their way.
create index charge_attempt_processing on msp.charge_attempt (invoice_id) where outcome = 'processing';
select msp.keep_for_customer('charge_attempt', 'customer_id');

-- What Invoice Ninja and Stripe do by themselves, as it was found: ours of that kind is off then.
create table msp.found_setting (
	id uuid primary key default gen_random_uuid(),
	company_code text not null references msp.company (company_code) on update cascade,
	-- Null: for all customers of the company who have no row of their own.
	customer_id uuid references msp.customer,
	system text not null check (system in ('invoice_ninja', 'stripe')),
	kind text not null check (kind in ('reminders', 'late_fees', 'charges')),
	-- Whether that system does it.
	is_on boolean not null,
	-- Its settings by the names that it gives them.
	settings jsonb not null default '{}' check (jsonb_typeof(settings) = 'object'),
	found_at timestamptz not null default now()
);
create unique index found_setting_of_company on msp.found_setting (company_code, system, kind) where customer_id is null;
create unique index found_setting_of_customer on msp.found_setting (customer_id, system, kind) where customer_id is not null;
select msp.keep_for_customer('found_setting', 'customer_id');

-- The last word of each payment that is on its way, for the charges and the dunning of an invoice.
create index payment_event_pending on msp.payment_event (received_at) where kind = 'payment_pending';
