-- Up Migration
create table msp.service (
	id uuid primary key default gen_random_uuid(),
	customer_id uuid not null references msp.customer,
	plan_id uuid not null references msp.plan,
	server_id uuid references msp.server,
	order_reference text not null unique,
	domain text not null check (domain = lower(domain)),
	username text,
	-- What may follow what: core/services/transitions.ts.
	status text not null default 'pending_payment' check (status in ('pending_payment', 'pending_setup', 'provisioning',
		'active', 'suspended', 'terminated', 'provisioning_failed', 'cancelled')),
	suspension_reason text check (suspension_reason in ('overdue', 'abuse', 'security', 'resource', 'manual')),
	suspended_by text,
	suspended_at timestamptz,
	activated_at timestamptz,
	terminated_at timestamptz,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	unique (customer_id, id),
	check ((status = 'suspended') = (suspended_at is not null)),
	check ((suspended_at is null) = (suspension_reason is null) and (suspended_at is null) = (suspended_by is null))
);
-- A domain is served once at a time.
create unique index service_domain_once on msp.service (domain)
	where status in ('pending_setup', 'provisioning', 'active', 'suspended');
create index service_by_domain on msp.service (domain);
create index service_by_server on msp.service (server_id) where server_id is not null;
create index service_by_customer on msp.service (customer_id);
select msp.keep_for_customer('service', 'customer_id');
