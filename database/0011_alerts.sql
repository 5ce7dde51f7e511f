-- Up Migration
-- What staff must be told, once for each cause, and whether they were. Staff only: an alert may be about many customers.
create table msp.alert (
	id uuid primary key default gen_random_uuid(),
	-- Reports of one cause are one alert while it is open.
	cause text not null check (length(cause) between 1 and 500),
	kind text not null check (kind ~ '^[a-z][a-z0-9_]{1,39}$'),
	severity text not null check (severity in ('info', 'warning', 'error')),
	title text not null,
	message text not null default '',
	remedy text not null default '',
	-- customerCode, domain, orderReference, paid, taskId, stepName, errorClass, vendorMessage, detailsUrl
	facts jsonb not null default '{}' check (jsonb_typeof(facts) = 'object'),
	-- How it ends by itself.
	settles text not null check (settles in ('work_over', 'work_completed', 'payments_accepted', 'attention_cleared', 'quiet',
		'by_hand')),
	count bigint not null default 1,
	-- The last reports, for a cause that is told only when it is frequent.
	recent timestamptz[] not null default '{}',
	first_seen_at timestamptz not null default now(),
	last_seen_at timestamptz not null default now(),
	-- What is still to be told: that it is so, or that all is done; null when nothing is.
	to_tell text check (to_tell in ('problem', 'done')),
	-- Not before: a burst of reports is one mail, and a mail that could not be sent is tried again later.
	tell_at timestamptz not null default now(),
	-- Until then somebody is at it.
	lease_until timestamptz,
	tell_attempts integer not null default 0,
	-- In whose words the last try to tell it failed.
	tell_failure text,
	told_at timestamptz,
	settled_at timestamptz,
	-- Who closed it; null when it ended by itself.
	settled_by text,
	updated_at timestamptz not null default now()
);
create unique index alert_open on msp.alert (cause) where settled_at is null;
create index alert_to_tell on msp.alert (tell_at) where to_tell is not null;
create index alert_by_age on msp.alert (first_seen_at);
select msp.keep_for_staff('alert');

-- The work that an alert is about: it is done when all of this is.
create table msp.alert_subject (
	alert_id uuid not null references msp.alert on delete cascade,
	kind text not null check (kind in ('task', 'payment_event', 'payment')),
	subject_id uuid not null,
	seen_at timestamptz not null default now(),
	primary key (alert_id, kind, subject_id)
);
create index alert_subject_by_id on msp.alert_subject (subject_id);
select msp.keep_for_staff('alert_subject');

-- The runs of n8n that failed and are known: n8n tells of the same crashed run at each of its starts.
create table msp.alert_run (
	-- The n8n, the workflow and the number of the execution.
	run_key text primary key,
	-- Null when nothing was to be told, or a mail of the run itself tells it.
	alert_id uuid references msp.alert on delete set null,
	workflow text not null,
	seen_at timestamptz not null default now()
);
create index alert_run_by_alert on msp.alert_run (alert_id);
create index alert_run_by_age on msp.alert_run (seen_at);
select msp.keep_for_staff('alert_run');

-- Which run took the task last, as the audit log names it: so that a run that died can be told with its work.
alter table msp.task add column claimed_by text;
create index task_by_run on msp.task (claimed_by) where status in ('running', 'compensating');
