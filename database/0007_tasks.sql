-- Up Migration
-- Durable work of one kind on one subject: core/tasks. Which kinds and subjects there are is for the domains to know.
create table msp.task (
	id uuid primary key default gen_random_uuid(),
	-- Null where the work is nobody's in particular: then only staff see it.
	customer_id uuid references msp.customer,
	kind text not null check (kind ~ '^[a-z][a-z0-9_]{1,39}$'),
	-- 'service', and the ID of its row.
	subject_type text not null check (subject_type ~ '^[a-z][a-z0-9_]{1,39}$'),
	subject_id uuid not null,
	-- What was asked for, in the form of the kind's own schema.
	input jsonb not null default '{}' check (jsonb_typeof(input) = 'object'),
	-- What makes two requests the same task, such as 'provision:<service id>'.
	task_key text not null unique,
	-- Whether it waits for the older tasks of its subject.
	in_turn boolean not null default false,
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
	unique (customer_id, id)
);
create index task_due on msp.task (next_attempt_at)
	where status in ('pending', 'running', 'waiting', 'retry', 'compensating');
create index task_by_subject on msp.task (subject_id, created_at);
create index task_by_customer on msp.task (customer_id, created_at);
create index task_by_age on msp.task (created_at);
create index task_failed on msp.task (updated_at) where status = 'failed' and cleared_at is null;
select msp.keep_for_customer('task', 'customer_id');

-- A subject may be a row of any table. One that is a customer's is the same customer's as the task.
create function msp.check_subject_of_task() returns trigger language plpgsql as $$
declare
	owned boolean;
begin
	if not exists (select from pg_attribute where attrelid = to_regclass('msp.' || quote_ident(new.subject_type))
			and attname = 'customer_id') then
		return null;
	end if;
	execute format('select exists (select from msp.%I where id = $1 and customer_id is not distinct from $2)', new.subject_type)
		into owned using new.subject_id, new.customer_id;
	if not owned then
		raise exception 'a task violates foreign key constraint "subject": its customer has no % %', new.subject_type,
			new.subject_id using errcode = 'foreign_key_violation';
	end if;
	return null;
end $$;
create constraint trigger subject after insert or update of customer_id, subject_type, subject_id on msp.task
	for each row execute function msp.check_subject_of_task();

create table msp.task_step (
	id uuid primary key default gen_random_uuid(),
	task_id uuid not null,
	customer_id uuid references msp.customer,
	name text not null,
	position integer not null,
	-- The side effect, 'thing.verb'.
	effect text not null,
	-- Where the change is made, such as the ID and the code of a server.
	target_id uuid,
	target_name text,
	status text not null check (status in ('started', 'done', 'failed', 'undoing', 'undone')),
	intent jsonb,
	-- Sealed with the customer's subkey, or the task's.
	sealed_secrets text,
	result jsonb,
	-- What the row of the step's result replaced in the back office: taking the step back restores it.
	replaced jsonb,
	-- Whether the effect can be taken back.
	can_undo boolean not null default false,
	-- Whether a retry makes it anew after the task was rolled back, though it cannot be taken back.
	redo_after_rollback boolean not null default false,
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
	foreign key (customer_id, task_id) references msp.task (customer_id, id)
);
create index task_step_in_order on msp.task_step (task_id, position);
-- No index on what a step's updates change: each step is updated three times, and its task is summed up seldom.
select msp.keep_for_customer('task_step', 'customer_id');
