-- Up Migration
create table msp.customer (
	id uuid primary key default gen_random_uuid(),
	customer_code text not null unique check (customer_code ~ '^[a-z0-9][a-z0-9-]{1,39}$'),
	name text not null check (name <> ''),
	email text not null check (email like '%_@_%'),
	language text not null default 'en' check (language in ('en', 'fr', 'nl')),
	currency char(3) not null default 'EUR' check (currency ~ '^[A-Z]{3}$'),
	time_zone text not null default 'UTC',
	stripe_customer_id text unique,
	paypal_payer_id text unique,
	-- brandName, logoUrl, primaryColor, supportEmail, website
	branding jsonb not null default '{}',
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now()
);

create table msp.plan (
	id uuid primary key default gen_random_uuid(),
	plan_code text not null unique check (plan_code ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
	name text not null check (name <> ''),
	price_minor bigint not null check (price_minor >= 0),
	currency char(3) not null check (currency ~ '^[A-Z]{3}$'),
	billing_interval text not null default 'month' check (billing_interval in ('month', 'quarter', 'year')),
	package_name text not null check (package_name <> ''),
	server_group text not null default 'default',
	placement text not null default 'least_full' check (placement in ('least_full', 'fill_then_next')),
	-- The local part of the first mailbox, and the short names of the first database and its user.
	mailbox_name text not null default 'info',
	mailbox_quota_megabytes integer check (mailbox_quota_megabytes > 0),
	database_name text not null default 'site',
	-- [{name, type, value, ttl}], names relative to the domain, '@' the domain itself
	dns_records jsonb not null default '[]',
	available boolean not null default true,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now()
);

create table msp.server (
	id uuid primary key default gen_random_uuid(),
	server_code text not null unique check (server_code ~ '^[a-z0-9][a-z0-9.-]{0,62}$'),
	panel text not null check (panel in ('whm')),
	base_url text not null check (base_url ~ '^https?://'),
	username text not null,
	-- Sealed with the server's own subkey; see core/kernel/encryption.ts
	sealed_token text not null,
	certificate_authority text,
	ip_address inet,
	nameservers text[] not null default '{}',
	server_group text not null default 'default',
	max_accounts integer not null check (max_accounts >= 0),
	-- Order in which 'fill then next' fills.
	fill_order integer not null default 0,
	accepts_new boolean not null default true,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now()
);

create table msp.service (
	id uuid primary key default gen_random_uuid(),
	customer_id uuid not null references msp.customer,
	plan_id uuid not null references msp.plan,
	server_id uuid references msp.server,
	order_reference text not null unique,
	domain text not null check (domain = lower(domain)),
	username text,
	status text not null default 'pending_payment' check (status in (
		'pending_payment', 'pending_setup', 'provisioning', 'active', 'suspended',
		'termination_pending', 'terminated', 'provisioning_failed', 'cancelled')),
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
	where status in ('pending_setup', 'provisioning', 'active', 'suspended', 'termination_pending');
create index service_by_server on msp.service (server_id) where server_id is not null;
create index service_by_customer on msp.service (customer_id);
