-- Up Migration
-- One attempt of a run: what ran where, who started it, and what came of it.
create table msp.ansible_run (
	run_id text primary key check (run_id ~ '^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$'),
	-- All attempts of one run: that of the first.
	base_run_id text not null check (base_run_id ~ '^[A-Za-z0-9_][A-Za-z0-9._-]{0,89}$'),
	attempt integer not null check (attempt > 0),
	runner_kind text not null check (runner_kind in ('controller', 'scripts', 'awx', 'semaphore')),
	runner_name text not null check (length(runner_name) <= 300),
	-- What names the run at the backend. Empty until it was started.
	reference text not null default '' check (length(reference) <= 300),
	-- What was asked for, without secrets.
	work jsonb not null check (jsonb_typeof(work) = 'object'),
	project text not null check (length(project) <= 1000),
	inventory jsonb not null check (jsonb_typeof(inventory) = 'object'),
	asked_limit jsonb not null check (jsonb_typeof(asked_limit) = 'object'),
	tags text[] not null,
	skip_tags text[] not null,
	variables jsonb not null check (jsonb_typeof(variables) = 'object'),
	secret_names text[] not null,
	options jsonb not null check (jsonb_typeof(options) = 'object'),
	is_check boolean not null,
	-- By part of the request, an HMAC under a key of this run, so that nobody can guess a short secret from it.
	fingerprint jsonb not null check (jsonb_typeof(fingerprint) = 'object'),
	sealed_key text not null,
	-- The values that are taken out of what it says, until it has ended: whoever looks at it then has no request.
	sealed_secrets text,
	-- What was found right before it began. Null where the backend does not tell.
	commit text check (length(commit) <= 200),
	changes_hash text check (length(changes_hash) <= 200),
	inventory_hash text check (length(inventory_hash) <= 200),
	hosts text[],
	started_by text not null,
	-- Of msp.task, whose rows may be of a customer. These are for staff alone.
	task_id uuid,
	step_name text,
	-- The approval under which a change runs.
	approval_id uuid,
	status text not null default 'planned' check (status in ('planned', 'running', 'ended', 'lost')),
	verdict text check (verdict in ('ok', 'failed', 'unreachable', 'refused', 'nothing_ran', 'timed_out', 'cancelled', 'lost')),
	explanation text not null default '' check (length(explanation) <= 2000),
	exit_code integer,
	stats jsonb not null default '{}' check (jsonb_typeof(stats) = 'object'),
	warnings jsonb not null default '[]' check (jsonb_typeof(warnings) = 'array'),
	not_reported jsonb not null default '[]' check (jsonb_typeof(not_reported) = 'array'),
	leftovers jsonb not null default '[]' check (jsonb_typeof(leftovers) = 'array'),
	log_tail text not null default '' check (length(log_tail) <= 70000),
	-- Whether whoever asked was told how it came out. A retry after that is another attempt.
	reported boolean not null default false,
	started_at timestamptz,
	ended_at timestamptz,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	unique (base_run_id, attempt),
	check ((verdict is null) = (status in ('planned', 'running'))),
	check ((status = 'lost') = (verdict is not null and verdict = 'lost')),
	check ((task_id is null) = (step_name is null))
);
create index ansible_run_by_age on msp.ansible_run (created_at);
create index ansible_run_by_task on msp.ansible_run (task_id) where task_id is not null;
select msp.keep_for_staff('ansible_run');

-- What came of one host in a run.
create table msp.ansible_host_result (
	run_id text not null references msp.ansible_run on delete cascade,
	host text not null check (length(host) between 1 and 300),
	status text not null check (status in ('unreachable', 'failed', 'changed', 'ok', 'skipped', 'not_attempted')),
	counts jsonb not null check (jsonb_typeof(counts) = 'object'),
	failed_tasks jsonb not null check (jsonb_typeof(failed_tasks) = 'array'),
	rescued_tasks jsonb not null check (jsonb_typeof(rescued_tasks) = 'array'),
	ignored_tasks jsonb not null check (jsonb_typeof(ignored_tasks) = 'array'),
	-- Of a check run: what would change, and what a task changed all the same (done).
	changes jsonb not null check (jsonb_typeof(changes) = 'array'),
	stats jsonb not null check (jsonb_typeof(stats) = 'object'),
	detached jsonb not null check (jsonb_typeof(detached) = 'array'),
	primary key (run_id, host)
);
create index ansible_host_result_by_host on msp.ansible_host_result (host, run_id);
select msp.keep_for_staff('ansible_host_result');

-- What a person says to the change that a check run showed.
create table msp.ansible_approval (
	id uuid primary key default gen_random_uuid(),
	run_id text not null unique references msp.ansible_run on delete cascade,
	task_id uuid,
	asked_by text not null,
	asked_at timestamptz not null default now(),
	until timestamptz not null,
	-- The link's ticket, sealed once more: whoever holds it may decide.
	sealed_ticket text not null,
	decision text check (decision in ('approved', 'declined')),
	decided_by text check (length(decided_by) between 1 and 100),
	decided_at timestamptz,
	reason text not null default '' check (length(reason) <= 500),
	-- The change run that it was used for.
	used_by text check (length(used_by) <= 100),
	updated_at timestamptz not null default now(),
	check ((decision is null) = (decided_by is null) and (decision is null) = (decided_at is null)),
	check (used_by is null or decision = 'approved')
);
create index ansible_approval_by_task on msp.ansible_approval (task_id) where task_id is not null;
select msp.keep_for_staff('ansible_approval');
alter table msp.ansible_run add foreign key (approval_id) references msp.ansible_approval;
