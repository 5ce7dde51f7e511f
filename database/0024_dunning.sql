-- Up Migration
-- How the pack bills and duns, as one scope says it: core/policies/policy.ts.
create table msp.billing_policy (
	id uuid primary key default gen_random_uuid(),
	scope text not null check (scope in ('default', 'plan', 'customer')),
	plan_id uuid unique references msp.plan,
	customer_id uuid unique references msp.customer,
	-- A part of the settings; what is left out, the wider scope says.
	settings jsonb not null check (jsonb_typeof(settings) = 'object'),
	saved_by text not null,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	constraint billing_policy_of check ((scope = 'plan') = (plan_id is not null) and (scope = 'customer') = (customer_id is not null))
);
create unique index billing_policy_default on msp.billing_policy (scope) where scope = 'default';
select msp.keep_for_customer('billing_policy', 'customer_id');

create table msp.dunning_campaign (
	code text primary key check (code ~ '^[a-z0-9][a-z0-9_-]{0,39}$'),
	name text not null check (name <> ''),
	-- What a customer may owe without being dunned: {EUR: 500}, in minor units.
	thresholds jsonb not null default '{}' check (jsonb_typeof(thresholds) = 'object'),
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now()
);
select msp.keep_for_staff('dunning_campaign');

-- What happens so many days after the due day.
create table msp.dunning_stage (
	campaign_code text not null references msp.dunning_campaign on delete cascade,
	code text not null check (code ~ '^[a-z0-9][a-z0-9_-]{0,39}$'),
	offset_days integer not null check (offset_days between -90 and 730),
	action text not null check (action in ('remind', 'retry_charge', 'late_fee', 'warn_suspension', 'suspend',
		'warn_termination', 'terminate', 'escalate')),
	template text,
	channel text not null default 'mail' check (channel in ('mail', 'none')),
	-- {percent, minimum} or {fixed}
	fee jsonb check (jsonb_typeof(fee) = 'object'),
	-- Of a warning: the stage that it warns of.
	notice_for text,
	primary key (campaign_code, code)
);
select msp.keep_for_staff('dunning_stage');

-- A migration that runs alone has no scope yet: the rows are staff's.
set local msp.scope = 'staff';
insert into msp.dunning_campaign (code, name) values ('default', 'Reminders, suspension, termination');
insert into msp.dunning_stage (campaign_code, code, offset_days, action, channel, notice_for) values
	('default', 'before_due', -3, 'remind', 'mail', null),
	('default', 'reminder_1', 1, 'remind', 'mail', null),
	('default', 'warning', 2, 'warn_suspension', 'mail', 'suspension'),
	('default', 'suspension', 3, 'suspend', 'mail', null),
	('default', 'reminder_7', 7, 'remind', 'mail', null),
	('default', 'last_warning', 11, 'warn_termination', 'mail', 'termination'),
	('default', 'termination', 14, 'terminate', 'none', null);

-- One nightly run.
create table msp.dunning_run (
	id uuid primary key default gen_random_uuid(),
	actor text not null,
	mode text not null check (mode in ('dry_run', 'live')),
	-- stopped: it would have suspended more than the policy allows, and a person decides.
	status text not null default 'running' check (status in ('running', 'finished', 'stopped', 'approved')),
	counts jsonb not null default '{}' check (jsonb_typeof(counts) = 'object'),
	-- Why it was stopped.
	detail text not null default '',
	started_at timestamptz not null default now(),
	-- Null while it works, and for ever when it died.
	finished_at timestamptz,
	decided_by text,
	decided_at timestamptz,
	updated_at timestamptz not null default now()
);
create index dunning_run_by_start on msp.dunning_run (started_at);
select msp.keep_for_staff('dunning_run');

-- What was done for an invoice at a stage, once.
create table msp.dunning_attempt (
	id uuid primary key default gen_random_uuid(),
	customer_id uuid not null references msp.customer,
	invoice_id uuid not null,
	stage_code text not null,
	-- An invoice that is moved to another due day is dunned anew.
	due_on date not null,
	action text not null,
	status text not null check (status in ('planned', 'sent', 'covered', 'skipped', 'failed')),
	-- The day of the run, in the customer's time zone.
	planned_on date not null,
	-- The day on which the customer was told; null until then.
	sent_on date,
	task_id uuid,
	run_id uuid references msp.dunning_run,
	detail text not null default '',
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	constraint dunning_attempt_once unique (invoice_id, stage_code, due_on),
	foreign key (customer_id, invoice_id) references msp.invoice (customer_id, id) on delete cascade,
	foreign key (customer_id, task_id) references msp.task (customer_id, id)
);
create index dunning_attempt_by_customer on msp.dunning_attempt (customer_id);
create index dunning_attempt_by_task on msp.dunning_attempt (task_id) where task_id is not null;
select msp.keep_for_customer('dunning_attempt', 'customer_id');

-- The open invoices of a customer, for the nightly run.
create index invoice_open_by_customer on msp.invoice (customer_id, due_on) where status in ('open', 'partial');

-- A task that may not begin before a moment; until then it keeps no other of its subject waiting.
alter table msp.task add column not_before timestamptz;
