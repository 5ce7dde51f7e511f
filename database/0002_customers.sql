-- Up Migration
create table msp.customer (
	id uuid primary key default gen_random_uuid(),
	customer_code text not null unique check (customer_code ~ '^[a-z0-9][a-z0-9-]{1,39}$'),
	name text not null check (name <> ''),
	email text not null check (email like '%_@_%'),
	-- Which languages there are is the pack's to know: core/messages.
	language text not null default 'en' check (language ~ '^[a-z]{2}$'),
	currency char(3) not null default 'EUR' check (currency ~ '^[A-Z]{3}$'),
	time_zone text not null default 'UTC',
	stripe_customer_id text unique,
	paypal_payer_id text unique,
	-- brandName, logoUrl, primaryColor, supportEmail, website
	branding jsonb not null default '{}',
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now()
);
select msp.keep_for_customer('customer', 'id');
