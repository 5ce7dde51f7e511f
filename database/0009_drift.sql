-- Up Migration
-- One comparison of billing with the panels.
create table msp.drift_run (
	id uuid primary key default gen_random_uuid(),
	actor text not null,
	started_at timestamptz not null default now(),
	-- Null while it works, and for ever where it died.
	finished_at timestamptz
);
create index drift_run_by_start on msp.drift_run (started_at);
select msp.keep_for_staff('drift_run');

-- What came of one server in a run.
create table msp.drift_server (
	run_id uuid not null references msp.drift_run on delete cascade,
	server_id uuid not null references msp.server on delete cascade,
	-- False where the list of its accounts broke off: then nothing is said to be missing or gone.
	complete boolean not null,
	accounts integer not null,
	services integer not null,
	-- Why it was not read to its end.
	error_class text,
	vendor_message text,
	remedy text,
	started_at timestamptz not null,
	finished_at timestamptz not null default now(),
	primary key (run_id, server_id)
);
select msp.keep_for_staff('drift_server');

-- Where billing and a panel disagree. The same disagreement is the same row, night after night.
create table msp.drift_finding (
	id uuid primary key default gen_random_uuid(),
	finding_key text not null unique,
	kind text not null check (kind in ('paid_but_suspended', 'active_but_suspended', 'suspended_but_alive',
		'terminated_but_alive', 'active_but_missing', 'many_missing', 'wrong_server', 'wrong_package', 'wrong_limits',
		'package_differs', 'orphan_account', 'server_unread')),
	severity text not null check (severity in ('error', 'warning', 'info')),
	-- The run that saw it last.
	run_id uuid not null references msp.drift_run,
	server_id uuid not null references msp.server,
	-- Null where nobody knows whose it is: then only staff see it.
	customer_id uuid references msp.customer,
	service_id uuid,
	username text,
	domain text,
	billing jsonb not null check (jsonb_typeof(billing) = 'object'),
	panel jsonb not null check (jsonb_typeof(panel) = 'object'),
	-- Null: a person has to look.
	fix text check (fix in ('unsuspend', 'suspend', 'change_package', 'reapply_package')),
	status text not null default 'open' check (status in ('open', 'approved', 'fixed', 'failed', 'gone', 'ignored')),
	first_seen_at timestamptz not null default now(),
	last_seen_at timestamptz not null default now(),
	decided_by text,
	decided_at timestamptz,
	-- When it was fixed, or found to be no longer so.
	ended_at timestamptz,
	-- In whose words the last try to fix it failed.
	failure text,
	updated_at timestamptz not null default now(),
	foreign key (customer_id, service_id) references msp.service (customer_id, id),
	check (service_id is null or customer_id is not null)
);
create index drift_finding_by_server on msp.drift_finding (server_id, last_seen_at) where status not in ('gone', 'fixed');
create index drift_finding_by_service on msp.drift_finding (service_id) where service_id is not null;
create index drift_finding_by_run on msp.drift_finding (run_id);
select msp.keep_for_customer('drift_finding', 'customer_id');
