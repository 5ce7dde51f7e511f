-- Up Migration
-- The companies that this back office works for: an MSP, a holiday rental, a private bookkeeping. Each may have a company
-- of its own in Invoice Ninja.
create table msp.company (
	id uuid primary key default gen_random_uuid(),
	company_code text not null unique check (company_code ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
	name text not null check (name <> ''),
	-- What the branding of a customer does not say: brandName, logoUrl, primaryColor, supportEmail, website
	branding jsonb not null default '{}' check (jsonb_typeof(branding) = 'object'),
	-- The first contact binds the code to a company of Invoice Ninja.
	invoice_ninja_id text check (invoice_ninja_id <> ''),
	invoice_ninja_url text check (invoice_ninja_url ~ '^https?://'),
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now()
);
-- The first company of every server has the same ID unless HASH_SALT is set: only with the address it is one company.
create unique index company_invoice_ninja_id_key on msp.company (invoice_ninja_id, coalesce(invoice_ninja_url, ''));
select msp.keep_for_staff('company');
set local msp.scope = 'staff';
insert into msp.company (company_code, name) values ('main', 'Main company');

alter table msp.customer
	add column company_code text not null default 'main' references msp.company (company_code) on update cascade,
	-- The client of the company's Invoice Ninja.
	add column invoice_ninja_client_id text check (invoice_ninja_client_id <> ''),
	add constraint customer_invoice_ninja_client_key unique (company_code, invoice_ninja_client_id);

alter table msp.invoice
	-- Two companies may both have an INV-0001.
	add column company_code text not null default 'main' references msp.company (company_code) on update cascade,
	drop constraint invoice_number_key,
	add constraint invoice_number_key unique (company_code, number),
	-- What the accounting system that owns the invoice says of it; null for the pack's own. Its status and its balance rule;
	-- what the payments mean for the service is the pack's to decide.
	add column source_status text check (source_status in ('draft', 'open', 'partial', 'paid', 'void', 'refunded')),
	add column source_balance_minor bigint check (source_balance_minor >= 0),
	-- When it was changed there, in whole seconds, and when that was read: of two readings the later one counts.
	add column source_changed_at timestamptz,
	add column source_read_at timestamptz,
	-- The recurring invoice that issued it.
	add column source_recurring_id text,
	-- Where the client looks at it and pays it.
	add column link text,
	-- A deposit that is due before the rest.
	add column partial_minor bigint check (partial_minor > 0),
	add column partial_due_on date,
	add constraint invoice_source_known check ((source_status is null) = (source_balance_minor is null)
		and (source_status is null) = (source_changed_at is null) and (source_status is null) = (source_read_at is null));
create index invoice_by_number on msp.invoice (number);
create index invoice_by_recurring on msp.invoice (company_code, source_recurring_id) where source_recurring_id is not null;

-- Invoices of Invoice Ninja whose client or product nobody knows: for a person, with what is needed to try again.
create table msp.unmatched_invoice (
	id uuid primary key default gen_random_uuid(),
	company_code text not null references msp.company (company_code) on update cascade,
	-- <companyCode>:<id at Invoice Ninja>
	external_id text not null unique,
	reason text not null check (reason in ('unknown_client', 'unknown_product')),
	detail text not null,
	client_id text not null,
	client_name text not null default '',
	number text not null default '',
	-- The change that brought it.
	change jsonb not null check (jsonb_typeof(change) = 'object'),
	first_seen_at timestamptz not null default now(),
	updated_at timestamptz not null default now()
);
create index unmatched_invoice_by_client on msp.unmatched_invoice (company_code, client_id);
select msp.keep_for_staff('unmatched_invoice');

alter table msp.payment_event drop constraint payment_event_provider_check,
	add constraint payment_event_provider_check check (provider in ('stripe', 'paypal', 'invoiceninja'));
alter table msp.payment drop constraint payment_provider_check,
	add constraint payment_provider_check check (provider in ('stripe', 'paypal', 'invoiceninja'));
-- Which payments of Invoice Ninja are for an invoice: core/payments/paymentEvent.ts, detail.snapshot.parts.
create index payment_event_by_part on msp.payment_event using gin ((detail -> 'snapshot' -> 'parts') jsonb_path_ops)
	where provider = 'invoiceninja';
