-- Up Migration
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
create index audit_log_by_subject on msp.audit_log (subject);
select msp.keep_for_customer('audit_log', 'customer_id');
-- It only grows.
revoke update, delete on msp.audit_log from msp_app;

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
	foreign key (customer_id, task_id) references msp.task (customer_id, id)
);
create index message_log_by_customer on msp.message_log (customer_id);
create index message_log_by_task on msp.message_log (task_id);
select msp.keep_for_customer('message_log', 'customer_id');
