-- Up Migration
-- One move of an export to a company of Invoice Ninja: what was planned, and how far it is.
create table msp.migration_batch (
	id uuid primary key default gen_random_uuid(),
	source text not null check (source in ('sprout')),
	-- The credential's name of the company. Its record is made when the company is first heard of, so that nothing refers to it.
	company_code text not null check (company_code ~ '^[a-z0-9-]{1,40}$'),
	-- SHA-256 of the plan: the same export with the same options is the same batch.
	content_hash text not null check (content_hash ~ '^[0-9a-f]{64}$'),
	status text not null default 'planned' check (status in ('planned', 'running', 'finished', 'undoing', 'undone')),
	options jsonb not null check (jsonb_typeof(options) = 'object'),
	-- Where Invoice Ninja will not have what the source has.
	differences jsonb not null check (jsonb_typeof(differences) = 'array'),
	actor text not null,
	-- The run that works on it, and until when nobody else may.
	claimed_by uuid,
	claimed_until timestamptz,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now()
);
-- A repeat of the dry run finds its batch again, unless that was undone.
create unique index migration_batch_open on msp.migration_batch (company_code, content_hash) where status <> 'undone';
-- Two batches at once could each take the other's rows for somebody else's.
create unique index migration_batch_at_work on msp.migration_batch (company_code) where status in ('running', 'undoing');
select msp.keep_for_staff('migration_batch');

-- One client, invoice, payment or closing of a batch.
create table msp.migration_row (
	batch_id uuid not null references msp.migration_batch on delete cascade,
	-- In the order in which they are made. They are undone in reverse.
	position integer not null check (position > 0),
	kind text not null check (kind in ('client', 'invoice', 'payment', 'closing')),
	source_key text not null check (length(source_key) between 1 and 200),
	label text not null check (length(label) <= 200),
	plan jsonb not null check (jsonb_typeof(plan) = 'object'),
	-- SHA-256 of the plan.
	content_hash text not null check (content_hash ~ '^[0-9a-f]{64}$'),
	-- making: it was looked for and not there, and the request may have been sent.
	state text not null default 'planned' check (state in ('planned', 'making', 'done', 'differs', 'failed', 'undone', 'kept')),
	ninja_id text check (length(ninja_id) <= 255),
	-- True when this batch made it. What was there before is never undone.
	made boolean not null default false,
	-- What Invoice Ninja has, where it was compared.
	ninja_amount text check (length(ninja_amount) <= 64),
	-- Why it failed, differs or was kept.
	words text check (length(words) <= 2000),
	updated_at timestamptz not null default now(),
	primary key (batch_id, position),
	unique (batch_id, kind, source_key),
	check (not made or ninja_id is not null)
);
create index migration_row_by_source on msp.migration_row (kind, source_key);
select msp.keep_for_staff('migration_row');
