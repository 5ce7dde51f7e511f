-- Up Migration
create table msp.provisioning_task (
	id uuid primary key default gen_random_uuid(),
	customer_id uuid not null references msp.customer,
	service_id uuid not null,
	kind text not null check (kind in ('provision')),
	-- What makes two requests the same task, such as 'provision:<service id>'.
	task_key text not null unique,
	status text not null default 'pending' check (status in
		('pending', 'running', 'waiting', 'retry', 'compensating', 'completed', 'failed', 'cancelled')),
	correlation_id text not null,
	attempt integer not null default 0,
	max_attempts integer not null default 6,
	-- When the reconciler may dispatch it (again).
	next_attempt_at timestamptz not null default now(),
	lease_until timestamptz,
	cancel_requested boolean not null default false,
	failed_step text,
	error_class text,
	vendor_message text,
	remedy text,
	status_detail text not null default '',
	created_at timestamptz not null default now(),
	started_at timestamptz,
	completed_at timestamptz,
	-- Set when somebody clears a failure from the list.
	cleared_at timestamptz,
	updated_at timestamptz not null default now(),
	unique (customer_id, id),
	foreign key (customer_id, service_id) references msp.service (customer_id, id)
);
create index provisioning_task_due on msp.provisioning_task (next_attempt_at)
	where status in ('pending', 'running', 'waiting', 'retry', 'compensating');
create index provisioning_task_by_service on msp.provisioning_task (service_id);
create index provisioning_task_failed on msp.provisioning_task (updated_at) where status = 'failed' and cleared_at is null;

create table msp.provisioning_step (
	id uuid primary key default gen_random_uuid(),
	task_id uuid not null,
	customer_id uuid not null references msp.customer,
	name text not null,
	position integer not null,
	-- The side effect, 'thing.verb'; empty for a step that runs a node from elsewhere.
	effect text not null default '',
	server_id uuid references msp.server,
	status text not null check (status in ('started', 'done', 'failed', 'undoing', 'undone')),
	intent jsonb,
	-- Sealed with the customer's subkey.
	sealed_secrets text,
	result jsonb,
	-- Whether the effect can be taken back.
	can_undo boolean not null default false,
	attempt integer not null default 1,
	error_class text,
	vendor_message text,
	remedy text,
	lease_token uuid,
	lease_until timestamptz,
	started_at timestamptz not null default now(),
	finished_at timestamptz,
	updated_at timestamptz not null default now(),
	unique (task_id, name),
	foreign key (customer_id, task_id) references msp.provisioning_task (customer_id, id)
);

create table msp.audit_log (
	id bigint generated always as identity primary key,
	customer_id uuid references msp.customer,
	actor text not null,
	action text not null,
	subject text not null,
	outcome text not null check (outcome in ('intended', 'done', 'failed', 'undone')),
	-- Never a secret.
	detail jsonb not null default '{}',
	correlation_id text not null default '',
	at timestamptz not null default now()
);
create index audit_log_by_customer on msp.audit_log (customer_id, id);
create index audit_log_by_correlation on msp.audit_log (correlation_id);

create table msp.message_log (
	id uuid primary key default gen_random_uuid(),
	customer_id uuid references msp.customer,
	task_id uuid,
	template text not null,
	language text not null,
	recipient text not null,
	subject text not null,
	-- The Message-ID header: the same for a repeat.
	message_id text not null unique,
	status text not null check (status in ('sent', 'uncertain')),
	sent_at timestamptz not null default now(),
	foreign key (customer_id, task_id) references msp.provisioning_task (customer_id, id)
);
create index message_log_by_customer on msp.message_log (customer_id);
