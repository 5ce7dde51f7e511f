-- Up Migration
create table msp.plan (
	id uuid primary key default gen_random_uuid(),
	plan_code text not null unique check (plan_code ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
	name text not null check (name <> ''),
	price_minor bigint not null check (price_minor >= 0),
	currency char(3) not null check (currency ~ '^[A-Z]{3}$'),
	billing_interval text not null default 'month' check (billing_interval in ('month', 'quarter', 'year')),
	package_name text not null check (package_name <> ''),
	-- What the plan promises: {diskMegabytes, bandwidthMegabytes, mailboxes, databases}, each a number or null for
	-- unlimited. Null as a whole: the package of the server says.
	limits jsonb check (jsonb_typeof(limits) = 'object'),
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
-- Every customer reads what is sold; staff changes it.
select msp.keep_for_staff('plan');
create policy readable on msp.plan for select using ((select msp.current_customer()) is not null);
